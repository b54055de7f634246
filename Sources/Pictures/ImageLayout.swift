// Parts of pictures cut out and pictures put into one another: the groundwork of strips and grids.

extension Image {
    /// A rectangle of the picture.
    /// - Throws: ``PictureProblem`` if the rectangle is empty or reaches outside.
    public func cropped(x: Int, y: Int, width w: Int, height h: Int) throws -> Image {
        guard w >= 1, h >= 1, x >= 0, y >= 0, w <= width, h <= height, x <= width - w, y <= height - h else {
            throw PictureProblem(
                "cannot cut \(w)×\(h) pixels at (\(x), \(y)) out of a \(width)×\(height) picture",
                expected: "a rectangle inside the picture")
        }
        let size = format.bytesPerPixel
        var result: [UInt8] = []
        result.reserveCapacity(w * h * size)
        for row in y..<y + h {
            let start = (row * width + x) * size
            result.append(contentsOf: pixels[start..<start + w * size])
        }
        return Image(unchecked: w, h, format, result)
    }

    /// Replaces a rectangle with another picture, its top left corner at (x, y). What reaches outside is cut off.
    ///
    /// The other picture is converted to this one's format; alpha is copied, not blended (see ``draw(_:x:y:)``).
    public mutating func paste(_ other: Image, x: Int, y: Int) {
        guard let part = overlap(other, x, y) else { return }
        let source = other.converted(to: format)
        let size = format.bytesPerPixel, ownRow = rowBytes
        withPixels { out in
            source.pixels.withUnsafeBufferPointer { from in
                for row in part.rows {
                    let i = row * source.rowBytes + part.columns.lowerBound * size
                    let o = (y + row) * ownRow + (x + part.columns.lowerBound) * size
                    let bytes = part.columns.count * size
                    _ = UnsafeMutableBufferPointer(rebasing: out[o..<o + bytes])
                        .update(fromContentsOf: UnsafeBufferPointer(rebasing: from[i..<i + bytes]))
                }
            }
        }
    }

    /// Lays another picture over this one, its top left corner at (x, y), as its alpha says. What reaches outside is cut
    /// off.
    ///
    /// Porter and Duff's *over* on straight alpha and encoded sRGB values, rounded to nearest.
    public mutating func draw(_ other: Image, x: Int, y: Int) {
        guard other.format == .rgba8, format != .gray16 else { return paste(other, x: x, y: y) }
        guard let part = overlap(other, x, y) else { return }
        let size = format.bytesPerPixel, ownWidth = width, own = format
        withPixels { out in
            other.pixels.withUnsafeBufferPointer { from in
                for row in part.rows {
                    for column in part.columns {
                        let i = 4 * (row * other.width + column)
                        let o = size * ((y + row) * ownWidth + x + column)
                        let a = from[i + 3]
                        if a == 0 { continue }
                        switch own {
                        case .gray8, .gray16:
                            out[o] = PixelConversion.blend(PixelConversion.luma(from[i], from[i + 1], from[i + 2]), out[o], a)
                        case .rgb8:
                            for c in 0..<3 { out[o + c] = PixelConversion.blend(from[i + c], out[o + c], a) }
                        case .rgba8:
                            // Weights in units of 1/(255·255): the upper picture's, and what it lets through of the lower.
                            let over = Int(a) * 255, under = Int(out[o + 3]) * (255 - Int(a))
                            let total = over + under
                            for c in 0..<3 {
                                let sum: Int = Int(from[i + c]) * over + Int(out[o + c]) * under
                                out[o + c] = UInt8((sum + total / 2) / total)
                            }
                            out[o + 3] = UInt8((total + 127) / 255)
                        }
                    }
                }
            }
        }
    }

    /// The rows and columns of `other` that fall on this picture, or nil if none do.
    private func overlap(_ other: Image, _ x: Int, _ y: Int) -> (rows: Range<Int>, columns: Range<Int>)? {
        guard x < width, y < height, x > -other.width, y > -other.height else { return nil }
        return (max(0, -y)..<min(other.height, height - y), max(0, -x)..<min(other.width, width - x))
    }
}
