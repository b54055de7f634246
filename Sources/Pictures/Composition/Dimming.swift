// Pictures made darker: how a grid shows that a motion has ended and its last frame is held.

extension Image {
    /// The picture darker by a number of levels out of 255 in every channel but alpha, stopping at black; negative
    /// numbers make it lighter. 16-bit pictures change by 257 times as much.
    ///
    /// Grids of motions darken a held last frame by 15.
    public func dimmed(by levels: Int) -> Image {
        let step = min(max(levels, -255), 255)
        if step == 0 { return self }
        var result = self
        if format == .gray16 {
            result.withPixels { pixels in
                for i in stride(from: 0, to: pixels.count - 1, by: 2) {
                    let value = min(max(0, (Int(pixels[i]) << 8 | Int(pixels[i + 1])) - 257 * step), 65535)
                    pixels[i] = UInt8(value >> 8)
                    pixels[i + 1] = UInt8(value & 255)
                }
            }
            return result
        }
        let darker = (0...255).map { UInt8(min(max(0, $0 - step), 255)) }
        let skipsAlpha = format.hasAlpha
        result.withPixels { pixels in
            darker.withUnsafeBufferPointer { darker in
                for i in pixels.indices where !(skipsAlpha && i & 3 == 3) { pixels[i] = darker[Int(pixels[i])] }
            }
        }
        return result
    }
}
