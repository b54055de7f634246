// A colour as pictures store it: four bytes, sRGB-encoded, straight alpha.

/// An sRGB colour with opacity.
public struct Color: Sendable, Hashable {
    /// 0...255, sRGB-encoded.
    public var red: UInt8
    /// 0...255, sRGB-encoded.
    public var green: UInt8
    /// 0...255, sRGB-encoded.
    public var blue: UInt8
    /// Opacity: 0 invisible, 255 opaque. Not multiplied into the colours.
    public var alpha: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, _ alpha: UInt8 = 255) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    /// An opaque gray.
    public init(gray: UInt8) {
        self.init(gray, gray, gray)
    }

    public static let white = Color(gray: 255)
    public static let black = Color(gray: 0)
    /// Nothing at all: black with alpha 0.
    public static let transparent = Color(0, 0, 0, 0)

    /// True if nothing shines through.
    public var isOpaque: Bool { alpha == 255 }

    /// Red, green and blue in the low 24 bits, red highest.
    @inline(__always)
    var rgb: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

    /// The opaque colour of ``rgb``.
    @inline(__always)
    init(rgb: UInt32) {
        self.init(UInt8(truncatingIfNeeded: rgb >> 16), UInt8(truncatingIfNeeded: rgb >> 8), UInt8(truncatingIfNeeded: rgb))
    }

    /// The bytes of one pixel of this colour.
    func bytes(as format: PixelFormat) -> [UInt8] {
        let gray = PixelConversion.luma(red, green, blue)
        switch format {
        case .gray8: return [gray]
        case .gray16: return [gray, gray]
        case .rgb8: return [red, green, blue]
        case .rgba8: return [red, green, blue, alpha]
        }
    }
}

extension Color: CustomStringConvertible {
    /// `#RRGGBB`, or `#RRGGBBAA` unless opaque. ``init(parsing:)`` reads it back.
    public var description: String {
        let digits = Array("0123456789abcdef")
        let bytes = isOpaque ? [red, green, blue] : [red, green, blue, alpha]
        return "#" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
