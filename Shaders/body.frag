#version 330 core
// A matte body under a key light with shadow, a fill light, a rim light and the sky. Linear light in, sRGB out.
in vec3 worldPosition;
in vec3 worldNormal;
in vec3 shadowPosition;

uniform vec3 albedo;
uniform vec3 eye;
uniform vec3 keyDirection;    // unit, towards the light
uniform vec3 keyColor;
uniform vec3 fillDirection;
uniform vec3 fillColor;
uniform vec3 rimColor;
uniform vec3 skyColor;        // light from above
uniform vec3 groundColor;     // light from below
uniform float floorHeight;
uniform sampler2DShadow shadowMap;

uniform float shadowSoftness;  // radius of the disc shadows are softened over, in the map's units

const vec2 seeds[8] = vec2[8](
    vec2(0.2500, 0.0000),
    vec2(-0.3193, 0.2925),
    vec2(0.0489, -0.5569),
    vec2(0.4024, 0.5249),
    vec2(-0.7385, -0.1306),
    vec2(0.6996, -0.4450),
    vec2(-0.2340, 0.8705),
    vec2(-0.4463, -0.8593));

out vec4 color;

//#include srgb

// Share of the key light that arrives: the mean of eight look-ups over a disc (a sunflower's seeds, evenly spread), or one.
float lit() {
#ifdef SOFT_SHADOWS
    float sum = 0.0;
    for (int i = 0; i < 8; i++)
        sum += texture(shadowMap, vec3(shadowPosition.xy + seeds[i] * shadowSoftness, shadowPosition.z));
    return sum * 0.125;
#else
    return texture(shadowMap, shadowPosition);
#endif
}

void main() {
    vec3 n = normalize(worldNormal);
    vec3 v = normalize(eye - worldPosition);
    // The key light is wide: its light creeps a little past the edge a point light would leave.
    float key = (dot(n, keyDirection) + 0.12) / 1.12;
    float direct = key > 0.0 ? key * lit() : 0.0;
    float fill = clamp((dot(n, fillDirection) + 0.4) / 1.4, 0.0, 1.0);
    float facing = clamp(dot(n, v), 0.0, 1.0);
    float edge = 1.0 - facing;
    float rim = edge * edge * edge * clamp(0.6 + 0.4 * n.z, 0.0, 1.0);
    vec3 halfway = normalize(keyDirection + v);
    float h = max(dot(n, halfway), 0.0);
    float h2 = h * h; float h4 = h2 * h2; float h8 = h4 * h4; float h16 = h8 * h8;
    vec3 ambient = mix(groundColor, skyColor, 0.5 + 0.5 * n.z);
    // Near the floor the body's own feet take the sky away.
    float above = clamp((worldPosition.z - floorHeight) * 4.0, 0.0, 1.0);
    ambient *= 0.75 + 0.25 * above;
    vec3 light = direct * keyColor + fill * fillColor + ambient;
    vec3 radiance = albedo * light + rim * rimColor + direct * h16 * 0.05 * keyColor;
    color = vec4(encodeSRGB(radiance), 1.0);
}
