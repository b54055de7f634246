#version 330 core
// How much of the sky each place of the floor sees past the bodies' limbs.
in vec2 place;
in vec2 corner;
uniform float floorHeight;
out vec4 color;
//#include occlusion
void main() {
    // Towards the border of the square the little that is still hidden fades away, or the border would show.
    float edge = 1.0 - max(abs(corner.x), abs(corner.y));
    // What a body hides from far away is too little to be worth greying the whole floor.
    float left = min(openness(vec3(place, floorHeight), vec3(0.0, 0.0, 1.0)) * 1.06, 1.0);
    color = vec4(mix(1.0, left, smoothstep(0.0, 0.2, edge)));
}
