// sRGB's curve without pow, whose last bits differ between processors: a fit in square roots, within a fiftieth of an 8-bit step.
vec3 encodeSRGB(vec3 linear) {
    vec3 c = clamp(linear, 0.0, 1.0);
    vec3 s1 = sqrt(c);
    vec3 s2 = sqrt(s1);
    vec3 s3 = sqrt(s2);
    vec3 high = 0.65392164 * s1 + 0.68885872 * s2 - 0.31859683 * s3 - 0.0201767 * c - 0.00403818;
    return mix(high, 12.92 * c, vec3(lessThan(c, vec3(0.0031308))));
}

