#version 330 core
// The band's colour under the same shadow as the floor, its edges smoothed over a pixel. Straight alpha.
in vec2 shadowPlace;
in float across;
uniform sampler2D shadow;
uniform sampler2D sky;
uniform vec3 pathColor;         // linear
uniform float shadowStrength;
uniform float skyStrength;
out vec4 color;

//#include srgb

void main() {
    float taken = texture(shadow, shadowPlace).r * shadowStrength;
    float hidden = (1.0 - texture(sky, shadowPlace).r) * skyStrength;
    float soft = max(fwidth(across), 1e-4);
    float alpha = clamp((1.0 - abs(across)) / soft, 0.0, 1.0);
    color = vec4(encodeSRGB(pathColor * (1.0 - taken) * (1.0 - hidden)), alpha);
}
