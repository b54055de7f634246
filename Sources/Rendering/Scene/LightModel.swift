// The numbers of the light model: the one table that the shaders and the software painter take them from.

/// How light falls on a surface, in numbers. `lights.glsl` and ``CornerLight`` hold the same formulas and take their numbers from here:
/// the shaders as definitions in front of `lights.glsl`, see ``glsl``.
enum LightModel {
    /// The key light is wide: its cosine is raised by `keyWrap` and divided by `keyReach`, so that it ends a little past the edge that a
    /// point light would leave.
    @inline(__always) static var keyWrap: Float { 0.12 }
    @inline(__always) static var keyReach: Float { 1.12 }
    /// The same of the fill light, which is wider.
    @inline(__always) static var fillWrap: Float { 0.4 }
    @inline(__always) static var fillReach: Float { 1.4 }
    /// The rim light's strength where a surface faces sideways, and what facing up adds.
    @inline(__always) static var rimSideways: Float { 0.6 }
    @inline(__always) static var rimUpwards: Float { 0.4 }
    /// The strength of the highlight; its exponent is 16.
    @inline(__always) static var gloss: Float { 0.05 }
    /// Near the floor the body's own feet hide the sky: the share of it that is left on the floor, what is added above it, and how much
    /// of that a metre of height brings.
    @inline(__always) static var skyOnFloor: Float { 0.75 }
    @inline(__always) static var skyAboveFloor: Float { 0.25 }
    @inline(__always) static var skyPerMetre: Float { 4 }
    /// How much of the sky's light limbs throw back in place of what they hide.
    @inline(__always) static var limbReflection: Float { 0.7 }

    /// The same numbers as definitions in GLSL.
    static var glsl: String {
        [
            ("KEY_WRAP", keyWrap), ("KEY_REACH", keyReach), ("FILL_WRAP", fillWrap), ("FILL_REACH", fillReach),
            ("RIM_SIDEWAYS", rimSideways), ("RIM_UPWARDS", rimUpwards), ("GLOSS", gloss), ("SKY_ON_FLOOR", skyOnFloor),
            ("SKY_ABOVE_FLOOR", skyAboveFloor), ("SKY_PER_METRE", skyPerMetre), ("LIMB_REFLECTION", limbReflection),
        ].map { "#define \($0) \($1)\n" }.joined()
    }
}
