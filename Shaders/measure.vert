#version 330 core
// What is measured of a surface: where it is, which way it faces, and what it belongs to.
in vec3 position;
in vec3 normal;
in float label;
uniform mat4 worldToClip;
uniform vec3 origin;   // near what is seen: numbers stay small, and keep their last bits
out vec3 place;
out vec3 facing;
flat out float part;
void main() {
    place = position - origin;
    facing = normal;
    part = label;
    gl_Position = worldToClip * vec4(position, 1.0);
}
