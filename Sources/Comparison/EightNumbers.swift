// Roots and powers of eight numbers at a time, by plain arithmetic alone, so that every machine gets the same bits.

/// Eight numbers side by side.
typealias Eight = SIMD8<Float>

extension SIMD8<Float> {
    /// Numbers with -2²² < x < 2²² rounded to whole ones: adding 1.5 · 2²³ leaves no bits behind the point.
    @inline(__always) private static var rounder: Float { 12_582_912 }

    /// log₂ of positive normal numbers, to about 2e-7.
    @inline(__always) var logarithm: Eight {
        let bits = unsafeBitCast(self, to: SIMD8<UInt32>.self)
        // The exponent for a mantissa in √½...√2: 0x3f3504f3 is √½.
        let exponents = (bits &- 0x3f35_04f3) & 0xff80_0000
        let mantissa = unsafeBitCast(bits &- exponents, to: Eight.self)
        // Exponents are -127...127: moved up by 256 they are the last bits of a float near `rounder`, and need no conversion.
        let whole = unsafeBitCast(((exponents &>> 23) ^ 0x100) &+ 0x4b40_0000, to: Eight.self) - (Self.rounder + 256)
        let s = (mantissa - 1) / (mantissa + 1), s2 = s * s
        // 2/ln 2 · (s + s³/3 + s⁵/5 + …)
        let series: Eight = ((s2 * 0.320_598_9 + 0.412_198_6) * s2 + 0.577_078_0) * s2 + 0.961_796_7
        return whole + s * (series * s2 + 2.885_390_1)
    }

    /// 2 to the power of each, for -126...127; to about 2e-7 of the result.
    @inline(__always) var exponential: Eight {
        let limited = self.clamped(lowerBound: Eight(repeating: -126), upperBound: Eight(repeating: 127))
        let shifted = limited + Self.rounder
        let f = limited - (shifted - Self.rounder)
        let powers = (unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &- (0x4b40_0000 &- 127)) &<< 23
        // (ln 2)ⁿ / n!
        let upper: Eight = ((f * 0.000_154_035_3 + 0.001_333_355_8) * f + 0.009_618_129_1) * f + 0.055_504_109
        let series = ((upper * f + 0.240_226_51) * f + 0.693_147_18) * f + 1
        return series * unsafeBitCast(powers, to: Eight.self)
    }

    /// Positive numbers to a power.
    @inline(__always) func raised(to power: Eight) -> Eight { (logarithm * power).exponential }

    /// The cube roots of positive numbers.
    @inline(__always) var cubeRoot: Eight {
        let root = (logarithm * (1 / 3)).exponential
        // One of Newton's steps, for the last bits.
        return root - (root * root * root - self) / (root * root * 3)
    }
}
