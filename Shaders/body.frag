#version 330 core
// A matte body under a key light with shadow, a fill light, a rim light and the sky. Linear light in, sRGB out.
#ifndef VERTEX_LIGHT
in vec3 worldPosition;
in vec3 worldNormal;
#endif
in vec3 shadowPosition;
#ifdef PAINT_VERTICES
in vec3 albedoHere;
#endif
#ifdef PAINT_PARTS
flat in vec3 albedoHere;
#endif
#if defined(PAINT_REGIONS) || defined(PAINT_WIRE)
in vec4 fieldsA;
in vec4 fieldsB;
uniform vec3 palette[9];
uniform float lineWidth;      // of wires, samples
#endif
#if defined(OCCLUSION) && !(defined(VERTEX_LIGHT) && defined(PAINT_PLAIN))
in float open;
#endif

uniform vec3 albedo;
uniform float opacity;
uniform vec3 keyColor;
#ifdef VERTEX_LIGHT
in float directHere;
in float glossHere;
in vec3 softHere;
#ifndef PAINT_PLAIN
in float rimHere;
#endif
#endif
//#include lights
uniform sampler2DShadow shadowMap;

uniform float shadowSoftness;  // radius of the disc shadows are softened over, in the map's units

const vec2 seeds[8] = vec2[8](
    vec2(0.2500, 0.0000),
    vec2(-0.3193, 0.2925),
    vec2(0.0489, -0.5569),
    vec2(0.4024, 0.5249),
    vec2(-0.7385, -0.1306),
    vec2(0.6996, -0.4450),
    vec2(-0.2340, 0.8705),
    vec2(-0.4463, -0.8593));

out vec4 color;

//#include srgb

// Share of the key light that arrives: the mean of eight look-ups over a disc (a sunflower's seeds, evenly spread), or one.
float lit() {
#if defined(UNSHADED)
    return 1.0;
#elif defined(SOFT_SHADOWS)
    float sum = 0.0;
    for (int i = 0; i < 8; i++)
        sum += texture(shadowMap, vec3(shadowPosition.xy + seeds[i] * shadowSoftness, shadowPosition.z));
    return sum * 0.125;
#else
    return texture(shadowMap, shadowPosition);
#endif
}

vec3 diffuse() {
#if defined(PAINT_VERTICES) || defined(PAINT_PARTS)
    return albedoHere;
#elif defined(PAINT_REGIONS)
    vec3 c = palette[8];
    c = fieldsB.w > 0.0 ? palette[7] : c;
    c = fieldsB.z > 0.0 ? palette[6] : c;
    c = fieldsB.y > 0.0 ? palette[5] : c;
    c = fieldsB.x > 0.0 ? palette[4] : c;
    c = fieldsA.w > 0.0 ? palette[3] : c;
    c = fieldsA.z > 0.0 ? palette[2] : c;
    c = fieldsA.y > 0.0 ? palette[1] : c;
    return fieldsA.x > 0.0 ? palette[0] : c;
#elif defined(PAINT_WIRE)
    vec3 step = max(fwidth(fieldsA.xyz), vec3(1e-6));
    vec3 away = fieldsA.xyz / step;
    float nearest = min(min(away.x, away.y), away.z);
    float line = clamp(0.5 + 0.5 * lineWidth - nearest, 0.0, 1.0);
    // Triangles of a few samples would be nothing but lines.
    line *= clamp(0.16 / max(max(step.x, step.y), step.z), 0.25, 1.0);
    return mix(palette[1], palette[0], line);
#else
    return albedo;
#endif
}

void main() {
    vec3 surfaceColor = diffuse();
#ifdef VERTEX_LIGHT
    float key = directHere;
    float gloss = glossHere;
    vec3 soft = softHere;
#ifndef PAINT_PLAIN
    float rim = rimHere;
#endif
#else
    Light light = lightOn(worldPosition, normalize(worldNormal));
    float key = light.direct;
    float gloss = light.gloss;
    vec3 soft = light.soft;
    float rim = light.rim;
#endif
#if !(defined(VERTEX_LIGHT) && defined(PAINT_PLAIN))
#ifdef OCCLUSION
    soft = pastLimbs(soft, surfaceColor, open);
    rim *= open;
#endif
    soft = surfaceColor * soft + rim * rimColor;
#endif
    float direct = key > 0.0 ? key * lit() : 0.0;
    vec3 radiance = soft + direct * (surfaceColor + gloss) * keyColor;
    color = vec4(encodeSRGB(radiance) * opacity, opacity);
}
