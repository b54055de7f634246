// A difference made visible: two pictures and, beside them, what differs, made strong enough to see.
import Pictures

/// What differs between two pictures, as a picture.
public struct DifferencePicture: Sendable {
    /// The differences of the channels times ``amplification``, on black; equal pixels are black.
    public let image: Image
    /// By how much differences are multiplied: a power of two, as large as the largest difference allows, 64 at most.
    public let amplification: Int

    /// See-through pictures are compared as they look on white; where only the alpha differs, the difference of alpha is shown.
    /// - Throws: ``PictureMismatch`` if the pictures are not of one size.
    public init(_ first: Image, _ second: Image) throws {
        guard first.width == second.width, first.height == second.height else {
            throw PictureMismatch("one is \(first.width)×\(first.height) pixels, the other \(second.width)×\(second.height)")
        }
        let common = PictureComparison.common(first.format, second.format)
        var differences: [Int]
        let count = first.width * first.height
        // Full scale of the format's numbers.
        var scale = 255
        if common == .gray16, first.format == second.format {
            scale = 65535
            differences = zip(first.samples, second.samples).flatMap { a, b in
                let d = abs(Int(a) - Int(b))
                return [d, d, d]
            }
        } else {
            let flat = [first, second].map { $0.format.hasAlpha ? $0.flattened(over: .white) : $0.converted(to: .rgb8) }
            differences = zip(flat[0].pixels, flat[1].pixels).map { abs(Int($0) - Int($1)) }
            if first.format.hasAlpha, second.format.hasAlpha {
                for p in 0..<count where differences[3 * p..<3 * p + 3].allSatisfy({ $0 == 0 }) {
                    let d = abs(Int(first.pixels[4 * p + 3]) - Int(second.pixels[4 * p + 3]))
                    for c in 0..<3 { differences[3 * p + c] = d }
                }
            }
        }
        let largest = max(1, differences.max() ?? 1)
        var factor = 1
        while 2 * factor * largest <= scale, factor < 64 { factor *= 2 }
        let (amplified, full) = (factor, scale)
        amplification = factor
        image = try Image(
            width: first.width, height: first.height, format: .rgb8,
            // The least difference must not vanish in a rounding.
            pixels: differences.map { $0 == 0 ? 0 : UInt8(max(1, min(255, $0 * amplified * 255 / full))) })
    }

    /// Both pictures and what differs, side by side with captions. Small ones are shown enlarged, each pixel a square.
    /// - Parameters: names: what to write beneath the two pictures.
    public static func sideBySide(_ first: Image, _ second: Image, names: (String, String)) throws -> Image {
        let difference = try DifferencePicture(first, second)
        var enlargement = max(1, (smallestWidth + first.width - 1) / first.width)
        // Not those that are narrow but long.
        while enlargement > 1, first.height * enlargement > 2048 { enlargement -= 1 }
        func shown(_ image: Image) -> Image {
            let flat = image.format.hasAlpha ? image.flattened(over: .white) : image.converted(to: .rgb8)
            return flat.enlarged(enlargement)
        }
        let style = TextStyle(size: 13, smallestSize: 9, verticalAlignment: .middle)
        return try Strip(gap: 4, style: style).image(
            of: [shown(first), shown(second), shown(difference.image)],
            labels: [names.0, names.1, difference.amplification == 1 ? "difference" : "difference × \(difference.amplification)"])
    }

    /// Captions need about this many pixels.
    private static let smallestWidth = 160
}

extension Image {
    /// Every pixel as a square of `factor` pixels.
    func enlarged(_ factor: Int) -> Image {
        guard factor > 1 else { return self }
        let size = format.bytesPerPixel
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pixels.count * factor * factor)
        for y in 0..<height {
            var row: [UInt8] = []
            row.reserveCapacity(rowBytes * factor)
            for x in 0..<width {
                let start = y * rowBytes + x * size
                for _ in 0..<factor { row += pixels[start..<start + size] }
            }
            for _ in 0..<factor { bytes += row }
        }
        return Image(unchecked: width * factor, height * factor, format, bytes)
    }
}
