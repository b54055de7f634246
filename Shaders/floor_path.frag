#version 330 core
// The band's colour, its edges smoothed over a pixel. Straight alpha.
in float across;
uniform vec3 pathColor;         // linear
out vec4 color;

//#include srgb

void main() {
    float soft = max(fwidth(across), 1e-4);
    float alpha = clamp((1.0 - abs(across)) / soft, 0.0, 1.0);
    color = vec4(encodeSRGB(pathColor), alpha);
}
