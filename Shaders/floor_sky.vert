#version 330 core
// A rectangle of the floor, seen from straight above.
in vec3 position;   // corner of the unit square, -1 or 1
uniform vec4 area;  // as in floor_shadow.vert
out vec2 place;
void main() {
    place = area.xy + position.xy / area.zw;
    gl_Position = vec4(position.xy, 0.0, 1.0);
}
