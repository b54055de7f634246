#version 330 core
// The band's colour under the same shadow as the floor, its edges smoothed over a pixel. Straight alpha.
in vec2 shadowPlace;
in float across;
uniform sampler2D light;        // as in floor.frag
uniform vec3 pathColor;         // linear
out vec4 color;

//#include srgb

void main() {
    float left = decodeSRGB(texture(light, shadowPlace).r);
    float soft = max(fwidth(across), 1e-4);
    float alpha = clamp((1.0 - abs(across)) / soft, 0.0, 1.0);
    color = vec4(encodeSRGB(pathColor * left), alpha);
}
