// What arrives at a place with a normal, before shadows: linear light.
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
    float gloss;    // of the key light, thrown towards the eye
    vec3 soft;      // from all around
    float rim;
};

Light lightOn(vec3 place, vec3 n) {
    vec3 v = normalize(eye - place);
    Light light;
    // The key light is wide: its light creeps a little past the edge a point light would leave.
    light.direct = (dot(n, keyDirection) + 0.12) / 1.12;
    float fill = clamp((dot(n, fillDirection) + 0.4) / 1.4, 0.0, 1.0);
    float edge = 1.0 - clamp(dot(n, v), 0.0, 1.0);
    light.rim = edge * edge * edge * clamp(0.6 + 0.4 * n.z, 0.0, 1.0);
    float h = max(dot(n, normalize(keyDirection + v)), 0.0);
    float h2 = h * h; float h4 = h2 * h2; float h8 = h4 * h4;
    light.gloss = h8 * h8 * 0.05;
    vec3 ambient = mix(groundColor, skyColor, 0.5 + 0.5 * n.z);
    // Near the floor the body's own feet take the sky away.
    float above = clamp((place.z - floorHeight) * 4.0, 0.0, 1.0);
    light.soft = fill * fillColor + ambient * (0.75 + 0.25 * above);
    return light;
}

// Soft light past limbs: what hides the sky throws some light back, in its own colour, which is likely the same.
vec3 pastLimbs(vec3 soft, vec3 matter, float open) { return soft * open * (1.0 + 0.7 * matter * (1.0 - open)); }
