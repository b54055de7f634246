// A see-through picture laid on a photograph as light adds up, and photographs brought to a size.

extension Image {
    /// This picture over another of the same size, `rgb8`.
    ///
    /// *Over* on straight alpha in linear light, so that a half-covered edge or a shadow weighs what it would had it been drawn
    /// together with what is behind it. (``draw(_:x:y:)`` blends encoded values, as browsers do.) Where this picture has no alpha
    /// it hides the other.
    ///
    /// - Throws: ``PictureProblem`` if the sizes differ.
    public func laid(over behind: Image) throws -> Image {
        guard width == behind.width, height == behind.height else {
            throw PictureProblem(
                "a \(width)×\(height) picture cannot be laid over one of \(behind.width)×\(behind.height)", expected: "the same size")
        }
        guard format == .rgba8 else { return converted(to: .rgb8) }
        let ground = behind.converted(to: .rgb8)
        return try Image(width: width, height: height, format: .rgb8) { out in
            pixels.withUnsafeBufferPointer { over in
                ground.pixels.withUnsafeBufferPointer { under in
                    for pixel in 0..<width * height {
                        let alpha = Int(over[4 * pixel + 3])
                        for c in 0..<3 {
                            let from = 3 * pixel + c
                            switch alpha {
                            case 0: out[from] = under[from]
                            case 255: out[from] = over[4 * pixel + c]
                            default:
                                let sum = LinearLight.light(over[4 * pixel + c]) * alpha + LinearLight.light(under[from]) * (255 - alpha)
                                out[from] = LinearLight.encoded((sum + 127) / 255)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The picture at another size, `rgb8`, or `rgba8` if it has alpha: every pixel is the mean, in linear light, of the area it
    /// comes from, or, made larger, a blend of its nearest neighbours.
    ///
    /// - Throws: ``PictureProblem`` if a side is not in 1...``maximumSide``.
    public func resized(width newWidth: Int, height newHeight: Int) throws -> Image {
        if newWidth == width, newHeight == height { return self }
        let target: PixelFormat = format.hasAlpha ? .rgba8 : .rgb8
        _ = try Image.byteCount(width: newWidth, height: newHeight, format: target)
        let source = converted(to: target)
        let channels = target.channels
        let columns = Resampling(from: width, to: newWidth), rows = Resampling(from: height, to: newHeight)
        return try Image(width: newWidth, height: newHeight, format: target) { out in
            source.pixels.withUnsafeBufferPointer { pixels in
                // One row of light at a time; colours are weighted by alpha, or what is hidden behind it would shine through.
                var line = [Float](repeating: 0, count: width * 4)
                for y in 0..<newHeight {
                    for i in line.indices { line[i] = 0 }
                    for (row, share) in rows.taps(y) {
                        for x in 0..<width {
                            let from = (row * width + x) * channels
                            let alpha = channels == 4 ? Float(pixels[from + 3]) / 255 * share : share
                            for c in 0..<3 { line[4 * x + c] += Float(LinearLight.light(pixels[from + c])) * alpha }
                            line[4 * x + 3] += alpha
                        }
                    }
                    for x in 0..<newWidth {
                        var sum = SIMD4<Float>.zero
                        for (column, share) in columns.taps(x) {
                            sum += SIMD4(line[4 * column], line[4 * column + 1], line[4 * column + 2], line[4 * column + 3]) * share
                        }
                        let to = (y * newWidth + x) * channels
                        for c in 0..<3 { out[to + c] = LinearLight.encoded(sum.w > 0 ? Int((sum[c] / sum.w).rounded()) : 0) }
                        if channels == 4 { out[to + 3] = UInt8(min(max(sum.w * 255, 0), 255).rounded()) }
                    }
                }
            }
        }
    }
}

/// Which samples of a line a sample of a longer or shorter line is made of: a tent as wide as the wider of the two samples.
private struct Resampling {
    let from: Int
    let to: Int

    /// Positions, and shares that add up to 1.
    func taps(_ index: Int) -> [(Int, Float)] {
        let scale = Float(from) / Float(to), reach = max(scale, 1)
        let center = (Float(index) + 0.5) * scale - 0.5
        let first = max(0, Int((center - reach).rounded(.down))), last = min(from - 1, Int((center + reach).rounded(.up)))
        var taps: [(Int, Float)] = []
        var total: Float = 0
        for tap in first...max(first, last) {
            let share = max(0, 1 - (Float(tap) - center).magnitude / reach)
            guard share > 0 else { continue }
            taps.append((tap, share))
            total += share
        }
        // There is always a sample within half a sample's width of the middle.
        for i in taps.indices { taps[i].1 /= total }
        return taps
    }
}
