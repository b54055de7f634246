#version 330 core
// Which of four layers of height the shadow comes from: each is blurred by its own amount afterwards.
in float height;
uniform vec3 layerHeights;   // metres where the second, third and fourth layer take over
out vec4 coverage;
void main() {
    // Where two layers meet a point counts for both in part.
    vec3 over = clamp(height / layerHeights * 2.0 - 1.0, 0.0, 1.0);
    coverage = vec4(1.0 - over.x, over.x * (1.0 - over.y), over.y * (1.0 - over.z), over.z);
}
