#version 330 core
// How much of the sky each place of the floor sees past the bodies' limbs.
in vec2 place;
uniform float floorHeight;
uniform vec4 rectangle;         // low and high corner of what may be dark
out vec4 color;
//#include occlusion
void main() {
    // Towards the border of the rectangle the little that is still hidden fades away, or the border would show.
    vec2 inside = min(place - rectangle.xy, rectangle.zw - place);
    float edge = min(inside.x, inside.y);
    // What a body hides from far away is too little to be worth greying the whole floor.
    float left = min(openness(vec3(place, floorHeight), vec3(0.0, 0.0, 1.0)) * 1.1, 1.0);
    color = vec4(mix(1.0, left, smoothstep(0.0, 0.3, edge)));
}
