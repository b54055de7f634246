#version 330 core
// A posed body's vertex: to the screen, and to the light for its shadow. World frame: metres, Z up.
in vec3 position;
in vec3 normal;

uniform mat4 worldToClip;
uniform mat4 worldToShadow;   // world -> [0,1]^3 of the shadow map
uniform float shadowOffset;   // metres a point is moved along its normal before it is looked up, against acne

out vec3 worldPosition;
out vec3 worldNormal;
out vec3 shadowPosition;

void main() {
    worldPosition = position;
    worldNormal = normal;
    shadowPosition = (worldToShadow * vec4(position + normal * shadowOffset, 1.0)).xyz;
    gl_Position = worldToClip * vec4(position, 1.0);
}
