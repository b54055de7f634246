#version 330 core
// A band along a line on the floor.
in vec3 position;   // x, y on the floor; z: -1 at the band's left edge, 1 at its right
uniform mat4 worldToClip;
uniform float floorHeight;
out float across;
void main() {
    across = position.z;
    gl_Position = worldToClip * vec4(position.xy, floorHeight, 1.0);
}
