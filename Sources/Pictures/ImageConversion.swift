// One pixel format turned into another, and see-through pictures laid on a colour.

extension Image {
    /// The same picture in another pixel format.
    ///
    /// Colour to gray is ITU-R BT.601 luma of the encoded values, as other picture programs do; 8 to 16 bits and back is
    /// exact at both ends (0 ↔ 0, 255 ↔ 65535). Alpha is dropped, not blended: use ``flattened(over:)`` for that.
    public func converted(to target: PixelFormat) -> Image {
        if target == format { return self }
        let count = width * height
        let from = format.bytesPerPixel, to = target.bytesPerPixel
        let result = [UInt8](unsafeUninitializedCapacity: count * to) { out, initialized in
            pixels.withUnsafeBufferPointer { source in
                var i = 0, o = 0
                for _ in 0..<count {
                    let r, g, b, a: UInt8
                    switch format {
                    case .gray8: (r, g, b, a) = (source[i], source[i], source[i], 255)
                    case .gray16:
                        let v = PixelConversion.eightBits(source[i], source[i + 1])
                        (r, g, b, a) = (v, v, v, 255)
                    case .rgb8: (r, g, b, a) = (source[i], source[i + 1], source[i + 2], 255)
                    case .rgba8: (r, g, b, a) = (source[i], source[i + 1], source[i + 2], source[i + 3])
                    }
                    switch target {
                    case .gray8: out[o] = PixelConversion.luma(r, g, b)
                    case .gray16:
                        // A byte repeated is that byte times 257.
                        let v = PixelConversion.luma(r, g, b)
                        out[o] = v
                        out[o + 1] = v
                    case .rgb8: (out[o], out[o + 1], out[o + 2]) = (r, g, b)
                    case .rgba8: (out[o], out[o + 1], out[o + 2], out[o + 3]) = (r, g, b, a)
                    }
                    i += from
                    o += to
                }
            }
            initialized = count * to
        }
        return Image(unchecked: width, height, target, result)
    }

    /// The picture laid over a colour: `rgb8` without transparency. Other formats than `rgba8` come back unchanged.
    ///
    /// The blend is of the encoded sRGB values, rounded to nearest. The colour's own alpha is ignored.
    public func flattened(over color: Color) -> Image {
        guard format == .rgba8 else { return self }
        let count = width * height
        let result = [UInt8](unsafeUninitializedCapacity: count * 3) { out, initialized in
            pixels.withUnsafeBufferPointer { source in
                for p in 0..<count {
                    let a = source[4 * p + 3]
                    out[3 * p] = PixelConversion.blend(source[4 * p], color.red, a)
                    out[3 * p + 1] = PixelConversion.blend(source[4 * p + 1], color.green, a)
                    out[3 * p + 2] = PixelConversion.blend(source[4 * p + 2], color.blue, a)
                }
            }
            initialized = count * 3
        }
        return Image(unchecked: width, height, .rgb8, result)
    }
}

/// The arithmetic of single pixels.
package enum PixelConversion {
    /// ITU-R BT.601 luma in integers, so that every machine rounds alike.
    @inline(__always)
    package static func luma(_ r: UInt8, _ g: UInt8, _ b: UInt8) -> UInt8 {
        let weighted: UInt32 = 299 * UInt32(r) + 587 * UInt32(g) + 114 * UInt32(b)
        return UInt8(truncatingIfNeeded: (weighted + 500) / 1000)
    }

    /// A 16-bit number, more significant byte first, rounded to 8 bits.
    @inline(__always)
    static func eightBits(_ high: UInt8, _ low: UInt8) -> UInt8 {
        let value = UInt32(high) << 8 | UInt32(low)
        return UInt8(truncatingIfNeeded: (value + 128) / 257)
    }

    /// `over` on `under` at an opacity.
    @inline(__always)
    static func blend(_ over: UInt8, _ under: UInt8, _ alpha: UInt8) -> UInt8 {
        let opacity = UInt32(alpha)
        let sum: UInt32 = UInt32(over) * opacity + UInt32(under) * (255 - opacity)
        return UInt8(truncatingIfNeeded: (sum + 127) / 255)
    }
}
