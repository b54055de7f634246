// How much soft light reaches a point past limbs: each capsule hides the cosine-weighted share of the sky that a ball of its
// radius, or seen broadside a cylinder, hides at its nearest point. Many limbs hide less than the sum of what each hides, as they
// hide each other and reflect light.
uniform vec4 capsuleStart[CAPSULE_LIMIT];   // start, radius
uniform vec4 capsuleSpan[CAPSULE_LIMIT];    // end - start, 1 / length²
uniform int capsuleCount;

float openness(vec3 place, vec3 facing) {
    float hidden = 0.0;
    for (int i = 0; i < capsuleCount; i++) {
        vec3 span = capsuleSpan[i].xyz;
        vec3 from = place - capsuleStart[i].xyz;
        float along = clamp(dot(from, span) * capsuleSpan[i].w, 0.0, 1.0);
        vec3 toward = along * span - from;
        float square = dot(toward, toward) + 1e-6;
        float inverse = inversesqrt(square);
        float near = min(capsuleStart[i].w * inverse, 1.0);
        float halfLength = 0.25 / max(capsuleSpan[i].w, 1e-6);        // squared
        float broad = sqrt(halfLength / (halfLength + square));
        float above = max(dot(toward, facing) * inverse, 0.0);
        hidden += above * near * max(near, broad);
    }
    return 1.0 / (1.0 + hidden);
}
