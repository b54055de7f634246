#version 330 core
// The body as the key light sees it: depth only, for the shadows it throws on itself and on others.
in vec3 position;
uniform mat4 worldToLight;
void main() { gl_Position = worldToLight * vec4(position, 1.0); }
