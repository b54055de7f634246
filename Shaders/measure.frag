#version 330 core
// Writes numbers, not colours; nothing is blended.
in vec3 place;
in vec3 facing;
flat in float part;
uniform float person;
layout(location = 0) out vec4 where;     // x, y, z from the origin; person + 1
layout(location = 1) out vec4 which;     // x, y, z of the normal; part
void main() {
    where = vec4(place, person + 1.0);
    which = vec4(facing, part);
}
