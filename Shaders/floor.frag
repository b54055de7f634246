#version 330 core
// A floor that fades into the background and darkens where the body keeps the light away. sRGB out.
in vec2 place;
in vec2 shadowPlace;
uniform sampler2D shadow;       // red: share of the key light taken away
uniform vec3 floorColor;        // linear
uniform vec3 backgroundColor;   // linear
uniform vec3 fade;              // x, y of the middle, 1 / radius
uniform float shadowStrength;
uniform float transparent;      // 1: only the shadow is drawn, as alpha
out vec4 color;

//#include srgb

void main() {
    float taken = texture(shadow, shadowPlace).r * shadowStrength;
    vec2 away = (place - fade.xy) * fade.z;
    float near = clamp(1.0 - dot(away, away), 0.0, 1.0);
    near *= near;
    vec3 ground = mix(backgroundColor, floorColor, near);
    vec3 shaded = encodeSRGB(ground * (1.0 - taken));
    color = transparent > 0.5 ? vec4(0.0, 0.0, 0.0, taken) : vec4(shaded, 1.0);
}
