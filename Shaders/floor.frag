#version 330 core
// A floor that fades into the background. sRGB out.
in vec2 place;
uniform vec3 floorColor;        // linear
uniform vec3 otherColor;        // linear; a checker's second colour
uniform float side;             // of a checker's squares, metres; 0: plain
uniform vec3 backgroundColor;   // linear
uniform vec3 fade;              // x, y of the middle, 1 / radius
uniform float transparent;      // 1: only a pattern is drawn
out vec4 color;

//#include srgb

// The mean of a checker over a pixel: its integral along each axis is a triangle wave (Quilez, "filtered checkers").
float checker(vec2 p, vec2 width) {
    vec2 w = max(width, vec2(1e-4));
    vec2 integral = (abs(fract((p - 0.5 * w) * 0.5) - 0.5) - abs(fract((p + 0.5 * w) * 0.5) - 0.5)) * 2.0 / w;
    return 0.5 - 0.5 * integral.x * integral.y;
}

void main() {
    vec2 away = (place - fade.xy) * fade.z;
    float near = clamp(1.0 - dot(away, away), 0.0, 1.0);
    near *= near;
    vec3 pattern = floorColor;
    if (side > 0.0) {
        vec2 p = place / side;
        pattern = mix(floorColor, otherColor, checker(p, fwidth(p)));
    }
    if (transparent > 0.5) {
        // Only a pattern is worth keeping where there is nothing behind it.
        color = side > 0.0 && near > 0.0 ? vec4(encodeSRGB(pattern), near) : vec4(0.0);
    } else {
        color = vec4(encodeSRGB(mix(backgroundColor, pattern, near)), 1.0);
    }
}
