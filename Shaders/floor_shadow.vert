#version 330 core
// The body pressed flat on the floor along the key light's rays, with the height each point came from.
in vec3 position;
uniform vec3 keyDirection;
uniform float floorHeight;
uniform vec4 area;   // x, y of the middle of the mapped rectangle of floor, and 1 / half its sides
out float height;
void main() {
    height = max(position.z - floorHeight, 0.0);
    vec2 spot = position.xy - keyDirection.xy * (height / keyDirection.z);
    gl_Position = vec4((spot - area.xy) * area.zw, 0.0, 1.0);
}
