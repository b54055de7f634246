// What light arrives at a place with a normal, before shadows: linear light. The numbers in capitals are those of LightModel.swift.
uniform vec3 eye;
uniform vec3 keyDirection;    // unit, towards the light
uniform vec3 fillDirection;
uniform vec3 fillColor;
uniform vec3 rimColor;
uniform vec3 skyColor;        // light from above
uniform vec3 groundColor;     // light from below
uniform float floorHeight;

struct Light {
    float direct;   // of the key light; below zero where it does not reach
    float gloss;    // of the key light, reflected towards the eye
    vec3 soft;      // from all around
    float rim;
};

Light lightOn(vec3 place, vec3 n) {
    vec3 v = normalize(eye - place);
    Light light;
    // The key light is wide: it lights surfaces a little past the edge that a point light would leave.
    light.direct = (dot(n, keyDirection) + KEY_WRAP) / KEY_REACH;
    float fill = clamp((dot(n, fillDirection) + FILL_WRAP) / FILL_REACH, 0.0, 1.0);
    float edge = 1.0 - clamp(dot(n, v), 0.0, 1.0);
    light.rim = edge * edge * edge * clamp(RIM_SIDEWAYS + RIM_UPWARDS * n.z, 0.0, 1.0);
    float h = max(dot(n, normalize(keyDirection + v)), 0.0);
    float h2 = h * h; float h4 = h2 * h2; float h8 = h4 * h4;
    light.gloss = h8 * h8 * GLOSS;
    vec3 ambient = mix(groundColor, skyColor, 0.5 + 0.5 * n.z);
    // Near the floor the body's own feet hide the sky.
    float above = clamp((place.z - floorHeight) * SKY_PER_METRE, 0.0, 1.0);
    light.soft = fill * fillColor + ambient * (SKY_ON_FLOOR + SKY_ABOVE_FLOOR * above);
    return light;
}

// Soft light past limbs: what hides the sky reflects some light, in its own colour, which is likely the same.
vec3 pastLimbs(vec3 soft, vec3 surfaceColor, float open) { return soft * open * (1.0 + LIMB_REFLECTION * surfaceColor * (1.0 - open)); }
