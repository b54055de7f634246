// Blurs the four height layers of a floor shadow, each by its own radius, and adds them up.

/// Repeated box blurs with running sums: the cost does not depend on the radius. What is blurred widely is blurred at half the
/// resolution, where that makes no difference; nothing is done where nothing is.
///
/// Three box blurs in a row are within 3 % of a Gaussian (Wells 1986, "Efficient synthesis of Gaussian filters by cascaded uniform filters").
struct LayerBlur {
    private let size: Int
    private var fine = BlurPlane()
    private var coarse = BlurPlane()
    /// The share of light taken away, 0...255, `size × size`.
    private(set) var shadow: [Float]

    /// Standard deviation, texels, from which on half the resolution is enough.
    private static let wide: Float = 3

    /// - Parameter size: even.
    init(size: Int) {
        self.size = size
        shadow = [Float](repeating: 0, count: size * size)
    }

    /// Fills ``shadow``.
    ///
    /// - Parameter radii: standard deviation of each layer's blur, texels.
    mutating func blur(_ silhouette: FloorSilhouette, radii: [Float]) {
        shadow.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        let extents = LayerBlur.extents(silhouette)
        let wide = (0..<4).reversed().filter { extents[$0].width > 0 && radii[$0] >= LayerBlur.wide }
        if !wide.isEmpty { blurWide(wide, silhouette, extents, radii) }
        for layer in 0..<4 where extents[layer].width > 0 && radii[layer] < LayerBlur.wide {
            let radius = max(radii[layer], 0.7)
            fine.clear(extents[layer].grown(by: BlurPlane.reach(standardDeviation: radius), within: size))
            fine.add(silhouette, layer: layer, within: extents[layer])
            fine.blur(standardDeviation: radius)
            fine.add(to: &shadow, size: size)
        }
        // Nothing may be left at the border: what lies outside the map is taken to be lit.
        let size = size
        shadow.withUnsafeMutableBufferPointer { shadow in
            for i in 0..<size {
                shadow[i] = 0
                shadow[size * (size - 1) + i] = 0
                shadow[i * size] = 0
                shadow[i * size + size - 1] = 0
            }
        }
    }

    /// All wide layers go into one plane at half the resolution, the widest first: what is blurred twice is blurred by the root
    /// of the sum of squares.
    private mutating func blurWide(_ layers: [Int], _ silhouette: FloorSilhouette, _ extents: [PixelRectangle], _ radii: [Float]) {
        // Before the last blur: the narrowest layer's, or what is left for all when halving and doubling have blurred a little, too.
        var deviations = zip(layers, layers.dropFirst()).map { max(radii[$0] * radii[$0] - radii[$1] * radii[$1], 0).squareRoot() / 2 }
        let last = radii[layers[layers.count - 1]]
        deviations.append(max(last * last / 4 - 0.3, 0.25).squareRoot())
        var whole = PixelRectangle.none
        for layer in layers { whole.include(extents[layer]) }
        let half = PixelRectangle(
            x: whole.x / 2, y: whole.y / 2, width: (whole.x + whole.width + 1) / 2 - whole.x / 2,
            height: (whole.y + whole.height + 1) / 2 - whole.y / 2)
        coarse.clear(half.grown(by: deviations.reduce(1) { $0 + BlurPlane.reach(standardDeviation: $1) }, within: size / 2))
        for (layer, deviation) in zip(layers, deviations) {
            coarse.addHalved(silhouette, layer: layer, within: extents[layer])
            coarse.blur(standardDeviation: deviation)
        }
        coarse.addDoubled(to: &shadow, size: size)
    }

    /// The rectangle each layer is in.
    private static func extents(_ silhouette: FloorSilhouette) -> [PixelRectangle] {
        let touched = silhouette.touched, size = silhouette.size
        var low = [SIMD2<Int>](repeating: SIMD2(size, size), count: 4), high = [SIMD2<Int>](repeating: SIMD2(-1, -1), count: 4)
        silhouette.texels.withUnsafeBufferPointer { texels in
            var columns = [SIMD4<UInt8>](repeating: .zero, count: touched.width)
            columns.withUnsafeMutableBufferPointer { columns in
                for y in touched.y..<touched.y + touched.height {
                    var any = SIMD4<UInt8>.zero
                    for x in 0..<touched.width {
                        let texel = texels[y * size + touched.x + x]
                        any |= texel
                        columns[x] |= texel
                    }
                    for layer in 0..<4 where any[layer] != 0 {
                        low[layer].y = min(low[layer].y, y)
                        high[layer].y = max(high[layer].y, y)
                    }
                }
                for x in 0..<touched.width {
                    for layer in 0..<4 where columns[x][layer] != 0 {
                        low[layer].x = min(low[layer].x, touched.x + x)
                        high[layer].x = max(high[layer].x, touched.x + x)
                    }
                }
            }
        }
        return (0..<4).map { layer in
            guard high[layer].x >= 0 else { return .none }
            return PixelRectangle(
                x: low[layer].x, y: low[layer].y, width: high[layer].x - low[layer].x + 1, height: high[layer].y - low[layer].y + 1)
        }
    }
}
