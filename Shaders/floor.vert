#version 330 core
// The floor: a rectangle of the plane at its height.
in vec3 position;   // corner of the unit square, -1 or 1
uniform mat4 worldToClip;
uniform vec4 rectangle;      // x, y of its middle, half its sides
uniform float floorHeight;
out vec2 place;
void main() {
    place = rectangle.xy + position.xy * rectangle.zw;
    gl_Position = worldToClip * vec4(place, floorHeight, 1.0);
}
