// Blurs the four height layers of a floor shadow, each by its own radius, and adds them up.

/// Repeated box blurs with running sums: the cost does not depend on the radius. What is blurred widely is blurred at half the
/// resolution, where that makes no difference.
///
/// Three box blurs in a row are within 3 % of a Gaussian (Wells 1986, "Efficient synthesis of Gaussian filters by cascaded uniform filters").
struct LayerBlur {
    private let size: Int
    private var fine: BlurPlane
    private var coarse: BlurPlane
    private var sum: [Float]
    private var result: [UInt8]

    /// Standard deviation, texels, from which on half the resolution is enough.
    private static let wide: Float = 3

    /// - Parameter size: even.
    init(size: Int) {
        self.size = size
        fine = BlurPlane(size: size)
        coarse = BlurPlane(size: size / 2)
        sum = [Float](repeating: 0, count: size * size)
        result = [UInt8](repeating: 0, count: size * size)
    }

    /// - Parameters:
    ///   - raw: four 8-bit layers interleaved, `size × size`.
    ///   - radii: standard deviation of each layer's blur, texels.
    /// - Returns: the share of light taken away, 0...255, `size × size`.
    mutating func shadow(from raw: [UInt8], radii: [Float]) -> [UInt8] {
        let n = size * size
        sum.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        let used = LayerBlur.layersInUse(raw)
        var isCoarseEmpty = true
        // All wide layers go into one plane at half the resolution, the widest first: what is blurred twice is blurred by the root
        // of the sum of squares.
        var done: Float = 0
        for layer in (0..<4).reversed() where used[layer] && radii[layer] >= LayerBlur.wide {
            if !isCoarseEmpty { coarse.blur(standardDeviation: max(done * done - radii[layer] * radii[layer], 0).squareRoot() / 2) }
            coarse.addHalved(raw, layer: layer, size: size, isFirst: isCoarseEmpty)
            isCoarseEmpty = false
            done = radii[layer]
        }
        if !isCoarseEmpty {
            // Halving and doubling again blur a little, too.
            coarse.blur(standardDeviation: max(done * done / 4 - 0.3, 0.25).squareRoot())
            coarse.addDoubled(to: &sum, size: size)
        }
        for layer in 0..<4 where used[layer] && radii[layer] < LayerBlur.wide {
            fine.load(raw, layer: layer)
            fine.blur(standardDeviation: max(radii[layer], 0.7))
            fine.add(to: &sum)
        }
        sum.withUnsafeBufferPointer { sum in
            result.withUnsafeMutableBufferPointer { result in
                for i in 0..<n { result[i] = UInt8(min(max(sum[i] + 0.5, 0), 255)) }
            }
        }
        // Nothing may be left at the border: what lies outside the map is taken to be lit.
        for i in 0..<size {
            result[i] = 0
            result[n - size + i] = 0
            result[i * size] = 0
            result[i * size + size - 1] = 0
        }
        return result
    }

    private static func layersInUse(_ raw: [UInt8]) -> [Bool] {
        var any = SIMD4<UInt8>(repeating: 0)
        raw.withUnsafeBytes { raw in
            for i in stride(from: 0, to: raw.count - raw.count % 4, by: 4) { any |= raw.loadUnaligned(fromByteOffset: i, as: SIMD4<UInt8>.self) }
        }
        return (0..<4).map { any[$0] != 0 }
    }
}
