// Making a picture smaller or larger with the very pixels that Pillow makes.
import Pictures

/// Which pixels of the original a new pixel is made of, along one axis.
///
/// Pillow's arithmetic: the cubic of Keys (1981) with a = -0.5, stretched when the picture shrinks so that every original pixel counts, the
/// weights as whole numbers of 2⁻²².
struct ResamplingWeights {
    /// The first original pixel of each new one.
    let starts: [Int]
    /// How many there are, the same for all: shorter ones are filled up with zeros.
    let taps: Int
    /// `taps` weights for each new pixel.
    let weights: [Int32]

    static let precision = 22

    /// - Parameters:
    ///   - from: pixels of the original along the axis.
    ///   - to: pixels of the whole new picture.
    ///   - wanted: those that are computed.
    init(from: Int, to: Int, wanted: Range<Int>) {
        let scale = Double(from) / Double(to)
        let stretch = max(scale, 1)
        let support = 2 * stretch
        var rows: [(start: Int, weights: [Int32])] = []
        for i in wanted {
            let center = (Double(i) + 0.5) * scale
            let start = max(0, Int(center - support + 0.5))
            let end = min(from, Int(center + support + 0.5))
            let exact = (start..<max(start, end)).map { ResamplingWeights.cubic((Double($0) - center + 0.5) / stretch) }
            let sum = exact.reduce(0, +)
            let unit = Double(1 << ResamplingWeights.precision)
            rows.append((start, exact.map { Int32((sum == 0 ? $0 : $0 / sum) * unit + ($0 / sum < 0 ? -0.5 : 0.5)) }))
        }
        let taps = rows.map(\.weights.count).max() ?? 0
        self.taps = taps
        // The last pixels begin earlier so that all have room for as many weights.
        starts = rows.map { max(0, min($0.start, from - taps)) }
        weights = zip(rows, starts).flatMap { row, start in
            let lead = row.start - start
            return [Int32](repeating: 0, count: lead) + row.weights + [Int32](repeating: 0, count: taps - lead - row.weights.count)
        }
    }

    private static func cubic(_ x: Double) -> Double {
        let (a, x) = (-0.5, abs(x))
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
}

/// A part of a resized picture: four channels a pixel, of which gray and colour pictures use one and three.
enum PillowResampling {
    typealias Pixel = SIMD4<UInt8>

    /// The pixels of `image` as if it had been resized to `size` as a whole and then cut to `window`.
    ///
    /// Colours of pictures with alpha are weighted by it, as they must be, and come back unweighted.
    static func bicubic(_ image: SourcePixels, to size: (width: Int, height: Int), window: (x: Range<Int>, y: Range<Int>)) -> [Pixel] {
        let rows = ResamplingWeights(from: image.height, to: size.height, wanted: window.y)
        let columns = ResamplingWeights(from: image.width, to: size.width, wanted: window.x)
        let width = window.x.count
        let across = size.width != image.width, down = size.height != image.height
        // Only the rows that the vertical pass will read.
        let first = down ? rows.starts.min() ?? 0 : window.y.lowerBound
        let last = down ? (rows.starts.max() ?? 0) + rows.taps : window.y.upperBound
        var narrow = [Pixel](repeating: .zero, count: width * max(0, last - first))
        var line = [SIMD4<Int32>](repeating: .zero, count: image.width)
        for y in first..<last {
            narrow.withUnsafeMutableBufferPointer { narrow in
                let out = (y - first) * width
                if !across {
                    for x in 0..<width { narrow[out + x] = image.pixel(window.x.lowerBound + x, y) }
                    return
                }
                for x in 0..<image.width { line[x] = SIMD4<Int32>(truncatingIfNeeded: image.pixel(x, y)) }
                line.withUnsafeBufferPointer { line in
                    columns.weights.withUnsafeBufferPointer { weights in
                        for x in 0..<width {
                            var sum = half
                            let start = columns.starts[x]
                            for tap in 0..<columns.taps { sum &+= line[start + tap] &* weights[x * columns.taps + tap] }
                            narrow[out + x] = rounded(sum)
                        }
                    }
                }
            }
        }
        if down { narrow = shortened(narrow, width: width, rows: rows, first: first) }
        return image.isPremultiplied ? narrow.map(unweighted) : narrow
    }

    /// The pixel nearest to each new one's middle: what Pillow does with palettes and with black and white, whose values cannot be mixed.
    static func nearest(_ image: SourcePixels, to size: (width: Int, height: Int), window: (x: Range<Int>, y: Range<Int>)) -> [Pixel] {
        // Pillow adds up the steps instead of multiplying; on the border between two pixels that decides.
        func sources(_ wanted: Range<Int>, _ from: Int, _ to: Int) -> [Int] {
            let step = Double(from) / Double(to)
            var place = step * 0.5
            for _ in 0..<wanted.lowerBound { place += step }
            return wanted.map { _ in
                defer { place += step }
                return min(from - 1, Int(place))
            }
        }
        let columns = sources(window.x, image.width, size.width)
        return sources(window.y, image.height, size.height).flatMap { row in columns.map { image.pixel($0, row) } }
    }

    private static let half = SIMD4<Int32>(repeating: 1 << Int32(ResamplingWeights.precision - 1))

    /// The vertical pass, whole rows at a time.
    private static func shortened(_ image: [Pixel], width: Int, rows: ResamplingWeights, first: Int) -> [Pixel] {
        var result = [Pixel](repeating: .zero, count: width * rows.starts.count)
        var sums = [SIMD4<Int32>](repeating: .zero, count: width)
        for y in rows.starts.indices {
            sums.withUnsafeMutableBufferPointer { sums in
                image.withUnsafeBufferPointer { image in
                    sums.update(repeating: half)
                    for tap in 0..<rows.taps {
                        let weight = rows.weights[y * rows.taps + tap]
                        if weight == 0 { continue }
                        let row = (rows.starts[y] - first + tap) * width
                        for x in 0..<width { sums[x] &+= SIMD4<Int32>(truncatingIfNeeded: image[row + x]) &* weight }
                    }
                }
                result.withUnsafeMutableBufferPointer { result in
                    for x in 0..<width { result[y * width + x] = rounded(sums[x]) }
                }
            }
        }
        return result
    }

    @inline(__always)
    private static func rounded(_ sum: SIMD4<Int32>) -> Pixel {
        let whole = (sum &>> Int32(ResamplingWeights.precision)).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
        return Pixel(truncatingIfNeeded: whole)
    }

    private static func unweighted(_ pixel: Pixel) -> Pixel {
        let alpha = Int(pixel.w)
        guard alpha != 0, alpha != 255 else { return pixel }
        func straight(_ channel: UInt8) -> UInt8 { UInt8(min(255, 255 * Int(channel) / alpha)) }
        return Pixel(straight(pixel.x), straight(pixel.y), straight(pixel.z), pixel.w)
    }
}

/// The pixels to resize, whatever their format: colours, and alpha where it is given weight.
struct SourcePixels {
    let width: Int, height: Int
    let isPremultiplied: Bool
    private let pixels: [SIMD4<UInt8>]

    /// - Parameter weighted: true if colours are to be weighted by alpha; otherwise alpha is dropped.
    init(_ image: Image, weighted: Bool) {
        let bytes = image.pixels
        let (format, size, area) = (image.format, image.format.bytesPerPixel, image.width * image.height)
        let premultiplied = weighted && format.hasAlpha
        width = image.width
        height = image.height
        isPremultiplied = premultiplied
        pixels = [SIMD4<UInt8>](unsafeUninitializedCapacity: area) { out, count in
            bytes.withUnsafeBufferPointer { bytes in
                for i in 0..<area {
                    let at = i * size
                    switch format {
                    // Of 16 bits the upper 8.
                    case .gray8, .gray16: out[i] = SIMD4(bytes[at], bytes[at], bytes[at], 255)
                    case .rgb8: out[i] = SIMD4(bytes[at], bytes[at + 1], bytes[at + 2], 255)
                    case .rgba8:
                        let pixel = SIMD4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3])
                        out[i] = premultiplied ? SourcePixels.weighted(pixel) : pixel
                    }
                }
            }
            count = area
        }
    }

    @inline(__always)
    func pixel(_ x: Int, _ y: Int) -> SIMD4<UInt8> { pixels[y * width + x] }

    private static func weighted(_ pixel: SIMD4<UInt8>) -> SIMD4<UInt8> {
        // Division by 255, rounded, without dividing.
        let product = SIMD4<UInt32>(truncatingIfNeeded: pixel) &* UInt32(pixel.w) &+ 128
        var result = SIMD4<UInt8>(truncatingIfNeeded: ((product &>> 8) &+ product) &>> 8)
        result.w = pixel.w
        return result
    }
}
