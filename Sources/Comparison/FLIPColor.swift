// The colours of FLIP: from sRGB to opponent channels that are blurred, and on to distances that people see.
import Rotations

/// Three rows of a linear map of colours.
typealias ColorMatrix = (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

enum FLIPColor {
    /// Light of each sRGB value, 0...1: IEC 61966-2-1. x^2.4 is x² · ⁵√x², the root by Newton's steps.
    static let light: [Float] = (0..<256).map { value in
        let encoded = Double(value) / 255
        if encoded <= 0.04045 { return Float(encoded / 12.92) }
        let x = (encoded + 0.055) / 1.055, square = x * x
        var root = 1.0
        for _ in 0..<64 {
            let fourth = root * root * root * root
            root -= (fourth * root - square) / (5 * fourth)
        }
        return Float(square * root)
    }

    /// CIE XYZ of linear sRGB, each divided by that of white (D65), so that white is (1, 1, 1). From the chromaticities of the
    /// primaries and of D65 as exact fractions, as the authors' program has them.
    static let toXYZ: ColorMatrix = {
        let x = SIMD3(10_135_552.0, 8_788_810, 4_435_075)
        let y = SIMD3(2_613_072.0, 8_788_810, 887_015)
        let z = SIMD3(1_425_312.0, 8_788_810, 70_074_185)
        return (x / x.sum(), y / y.sum(), z / z.sum())
    }()

    static let fromXYZ: ColorMatrix = inverse(toXYZ)

    private static func inverse(_ m: ColorMatrix) -> ColorMatrix {
        let (a, b, c) = (cross(m.1, m.2), cross(m.2, m.0), cross(m.0, m.1))
        let determinant = (m.0 * a).sum()
        return (SIMD3(a.x, b.x, c.x) / determinant, SIMD3(a.y, b.y, c.y) / determinant, SIMD3(a.z, b.z, c.z) / determinant)
    }

    /// Lightness and the two colour axes of CIELAB, the latter weaker in the dark, as Hunt observed.
    struct Seen {
        var lightness: Eight
        var a: Eight
        var b: Eight

        /// - Parameters: relative X, Y, Z, white being 1.
        @inline(__always)
        init(x: Eight, y: Eight, z: Eight) {
            let (fx, fy, fz) = (Self.compressed(x), Self.compressed(y), Self.compressed(z))
            lightness = 116 * fy - 16
            a = 0.01 * lightness * (500 * (fx - fy))
            b = 0.01 * lightness * (200 * (fy - fz))
        }

        /// CIE's cube root with a straight beginning.
        @inline(__always)
        private static func compressed(_ t: Eight) -> Eight {
            let start: Float = 216.0 / 24389, slope: Float = 841.0 / 108, offset: Float = 4.0 / 29
            let root = t.replacing(with: start, where: t .< start).cubeRoot
            return root.replacing(with: t * slope + offset, where: t .<= start)
        }

        /// HyAB: a sum of steps in lightness and straight ways in colour, good for large differences too.
        @inline(__always)
        func distance(_ other: Seen) -> Eight {
            let l = lightness - other.lightness, da = a - other.a, db = b - other.b
            return l.replacing(with: -l, where: l .< 0) + (da * da + db * db).squareRoot()
        }
    }

    /// The exponent that evens out distances, and the share of the largest distance that takes up 0.95 of the scale (section 4.2).
    static let exponent: Float = 0.7
    static let knee: Float = 0.4
    static let kneeValue: Float = 0.95

    /// The largest distance there is between two colours of sRGB: of green and blue; raised to ``exponent``.
    static let largest: Float = {
        func seen(_ column: Int) -> Seen {
            Seen(
                x: Eight(repeating: Float(toXYZ.0[column])), y: Eight(repeating: Float(toXYZ.1[column])),
                z: Eight(repeating: Float(toXYZ.2[column])))
        }
        return seen(1).distance(seen(2)).raised(to: Eight(repeating: exponent))[0]
    }()
}
