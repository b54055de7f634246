// Half precision and bfloat16 to single precision and back.
//
// Loops without branches and closures: the compiler does several numbers at a time.

/// 16-bit floating-point numbers.
enum HalfPrecision {
    /// IEEE 754 half precision to single, exactly; by hand because `Float16` does not exist on every platform.
    @inline(__always)
    static func single(half bits: UInt16) -> Float {
        let magnitude = UInt32(bits & 0x7fff) << 13
        // The exponent counts from -15 there and from -127 here; infinity and NaN have the highest of each.
        let usual = magnitude &+ (magnitude >= 0x0f80_0000 ? 0x7000_0000 : 0x3800_0000)
        // A subnormal half is its fraction times 2^-24: put behind a leading one, which is taken away as a number.
        let small = (Float(bitPattern: magnitude &+ 0x3880_0000) - 0x1p-14).bitPattern
        return Float(bitPattern: (magnitude < 0x0080_0000 ? small : usual) | UInt32(bits & 0x8000) << 16)
    }

    /// `count` halves without gaps, aligned or not.
    static func widen(halves source: UnsafeRawPointer, count: Int, to output: UnsafeMutablePointer<Float>) {
        for i in 0..<count { output[i] = single(half: source.loadUnaligned(fromByteOffset: i &* 2, as: UInt16.self)) }
    }

    /// `count` numbers of the type bfloat16 without gaps, aligned or not.
    static func widen(brainFloats source: UnsafeRawPointer, count: Int, to output: UnsafeMutablePointer<Float>) {
        for i in 0..<count {
            output[i] = Float(bitPattern: UInt32(source.loadUnaligned(fromByteOffset: i &* 2, as: UInt16.self)) << 16)
        }
    }

    /// Single precision to the nearest half, ties to even; what is too big becomes infinity.
    static func half(_ value: Float) -> UInt16 {
        let sign = UInt16(value.bitPattern >> 16 & 0x8000)
        let bits = value.bitPattern & 0x7fff_ffff
        if bits >= 0x4780_0000 {
            // Infinity, NaN, and all from 65536 on.
            return sign | (bits > 0x7f80_0000 ? 0x7e00 : 0x7c00)
        }
        if bits < 0x3880_0000 {
            // Below 2^-14: a multiple of 2^-24. The addition rounds.
            let sum = Float(bitPattern: bits) + 0.5
            return sign | UInt16(truncatingIfNeeded: sum.bitPattern &- 0x3f00_0000)
        }
        let odd = bits >> 13 & 1
        return sign | UInt16(truncatingIfNeeded: (bits &- 0x3800_0000 &+ 0xfff &+ odd) >> 13)
    }
}
