#version 330 core
// A posed body's vertex: to the screen, and to the light for its shadow. World frame: metres, Z up.
in vec3 position;
in vec3 normal;
#ifdef PAINT_VERTICES
in vec3 tint;
out vec3 albedoHere;
#endif
#ifdef PAINT_PARTS
in float part;
uniform vec3 palette[PART_LIMIT];
flat out vec3 albedoHere;
#endif
#if defined(PAINT_REGIONS) || defined(PAINT_WIRE)
in vec4 regionsA;
in vec4 regionsB;
out vec4 fieldsA;
out vec4 fieldsB;
#endif

uniform mat4 worldToClip;
uniform mat4 worldToShadow;   // world -> [0,1]^3 of the shadow map
uniform float shadowOffset;   // metres a point is moved along its normal before it is looked up, against acne

#ifndef VERTEX_LIGHT
out vec3 worldPosition;
out vec3 worldNormal;
#endif
out vec3 shadowPosition;

#ifdef OCCLUSION
//#include occlusion
#if !(defined(VERTEX_LIGHT) && defined(PAINT_PLAIN))
out float open;               // share of the sky that limbs leave open
#endif
#endif
#ifdef VERTEX_LIGHT
//#include lights
out float directHere;
out float glossHere;
out vec3 softHere;            // with a plain paint: what it reflects, rim light included
#ifdef PAINT_PLAIN
uniform vec3 albedo;
#else
out float rimHere;
#endif
#endif

void main() {
#ifndef VERTEX_LIGHT
    worldPosition = position;
    worldNormal = normal;
#endif
    shadowPosition = (worldToShadow * vec4(position + normal * shadowOffset, 1.0)).xyz;
    gl_Position = worldToClip * vec4(position, 1.0);
#ifdef VERTEX_LIGHT
    Light light = lightOn(position, normal);
    directHere = light.direct;
    glossHere = light.gloss;
#ifdef PAINT_PLAIN
#ifdef OCCLUSION
    float open = openness(position, normal);
    light.soft = pastLimbs(light.soft, albedo, open);
    light.rim *= open;
#endif
    softHere = albedo * light.soft + light.rim * rimColor;
#else
    softHere = light.soft;
    rimHere = light.rim;
#endif
#endif
#if defined(OCCLUSION) && !(defined(VERTEX_LIGHT) && defined(PAINT_PLAIN))
    open = openness(position, normal);
#endif
#ifdef PAINT_VERTICES
    albedoHere = tint;
#endif
#ifdef PAINT_PARTS
    albedoHere = palette[int(part)];
#endif
#if defined(PAINT_REGIONS) || defined(PAINT_WIRE)
    fieldsA = regionsA;
    fieldsB = regionsB;
#endif
}
