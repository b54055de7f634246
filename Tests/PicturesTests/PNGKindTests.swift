// Every kind of PNG file, made by hand: colour types, bit depths, interlacing, transparency.
import Files
import Foundation
import Pictures
import Testing

@Suite("Kinds of PNG")
struct PNGKindTests {
    /// A PNG file of samples that are made of nothing but their place.
    struct Kind: Sendable, CustomTestStringConvertible {
        /// The colour type of the header, and bits a sample.
        let type: Int, depth: Int
        let isInterlaced: Bool
        var hasTransparency = false
        var width = 21, height = 19
        var testDescription: String {
            "type \(type), \(depth) bits\(isInterlaced ? ", interlaced" : "")\(hasTransparency ? ", tRNS" : ""), \(width)×\(height)"
        }

        var channels: Int {
            switch type {
            case 2: 3
            case 4: 2
            case 6: 4
            default: 1
            }
        }

        func sample(_ x: Int, _ y: Int, _ channel: Int) -> Int {
            // The first pixel's colour comes again, so that a colour named as see-through has several places.
            let isFirst = (x * 7 + y * 5) % 11 == 0
            let column = isFirst ? 0 : x, row = isFirst ? 0 : y
            let place: Int = column * 2_777 + row * 3_533 + column * row * 97
            return (place + channel * 15_013) % (1 << depth)
        }

        func paletteColor(_ number: Int) -> [UInt8] {
            let red = UInt8(number * 37 % 256), green = UInt8(number * 91 % 256), blue = UInt8(255 - number)
            return [red, green, blue]
        }

        /// The pixels that a reader must find.
        func expected() throws -> Image {
            let isSeeThrough = hasTransparency || type == 4 || type == 6
            let gray: PixelFormat = depth == 16 ? .gray16 : .gray8
            let format: PixelFormat = isSeeThrough ? .rgba8 : type == 0 ? gray : .rgb8
            let full = (1 << depth) - 1
            func eight(_ sample: Int) -> UInt8 { UInt8((sample * 255 * 2 + full) / (full * 2)) }
            var pixels: [UInt8] = []
            for y in 0..<height {
                for x in 0..<width {
                    let samples = (0..<channels).map { sample(x, y, $0) }
                    if format == .gray16 {
                        pixels += [UInt8(samples[0] >> 8), UInt8(samples[0] & 255)]
                        continue
                    }
                    var color: [UInt8] = [eight(samples[0])]
                    if type == 3 { color = paletteColor(samples[0]) }
                    if type == 2 || type == 6 { color = samples.prefix(3).map(eight) }
                    if format != .gray8, color.count == 1 { color = [color[0], color[0], color[0]] }
                    pixels += color
                    guard isSeeThrough else { continue }
                    if type == 3 {
                        pixels.append(samples[0] == 0 ? 0 : samples[0] == 1 ? 99 : 255)
                    } else if hasTransparency {
                        pixels.append(samples == (0..<channels).map { sample(0, 0, $0) } ? 0 : 255)
                    } else {
                        pixels.append(eight(samples[channels - 1]))
                    }
                }
            }
            return try Image(width: width, height: height, format: format, pixels: pixels)
        }

        /// The file.
        func file() -> [UInt8] {
            var bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            let header = big(width) + big(height) + [UInt8(depth), UInt8(type), 0, 0, isInterlaced ? 1 : 0]
            bytes += chunk("IHDR", header)
            if type == 3 { bytes += chunk("PLTE", (0..<1 << depth).flatMap(paletteColor)) }
            if hasTransparency {
                var key: [UInt8] = []
                for channel in 0..<channels { key += big(sample(0, 0, channel)).suffix(2) }
                bytes += chunk("tRNS", type == 3 ? [0, 99] : key)
            }
            let passes: [Pass] =
                isInterlaced
                ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] : [(0, 0, 1, 1)]
            let rows = passes.flatMap(scanlines)
            // In two pieces: readers must put them together.
            let data = zlib(rows)
            bytes += chunk("IDAT", Array(data.prefix(data.count / 2))) + chunk("IDAT", Array(data.dropFirst(data.count / 2)))
            return bytes + chunk("IEND", [])
        }

        private typealias Pass = (left: Int, top: Int, stepX: Int, stepY: Int)

        /// The rows of a pass, each with another filter.
        private func scanlines(_ pass: Pass) -> [UInt8] {
            guard pass.left < width, pass.top < height else { return [] }
            let size = max(1, channels * depth / 8)
            var result: [UInt8] = [], above: [UInt8]?
            for (number, y) in stride(from: pass.top, to: height, by: pass.stepY).enumerated() {
                var row: [UInt8] = [], bits = 0, count = 0
                for x in stride(from: pass.left, to: width, by: pass.stepX) {
                    for channel in 0..<channels {
                        let value = sample(x, y, channel)
                        if depth == 16 {
                            row += [UInt8(value >> 8), UInt8(value & 255)]
                        } else {
                            (bits, count) = (bits << depth | value, count + depth)
                            if count == 8 {
                                row.append(UInt8(bits))
                                (bits, count) = (0, 0)
                            }
                        }
                    }
                }
                if count > 0 { row.append(UInt8(bits << (8 - count))) }
                let up = above ?? [UInt8](repeating: 0, count: row.count), filter = number % 5
                result.append(UInt8(filter))
                for i in row.indices {
                    let a = i >= size ? Int(row[i - size]) : 0, b = Int(up[i]), c = i >= size ? Int(up[i - size]) : 0
                    let p = a + b - c
                    let nearest: Int = [a, b, c].min { abs(p - $0) < abs(p - $1) } ?? a
                    let guesses: [Int] = [0, a, b, (a + b) / 2, nearest]
                    result.append(row[i] &- UInt8(guesses[filter]))
                }
                above = row
            }
            return result
        }

        private func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

        private func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
            let body = Array(kind.utf8) + content
            var crc: UInt32 = 0xffff_ffff
            for byte in body {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
            }
            return big(content.count) + body + big(Int(~crc))
        }

        /// Not compressed, in blocks of up to 500 bytes.
        private func zlib(_ bytes: [UInt8]) -> [UInt8] {
            var result: [UInt8] = [0x78, 0x01], a = 1, b = 0
            for start in stride(from: 0, to: max(bytes.count, 1), by: 500) {
                let piece = bytes[start..<min(start + 500, bytes.count)], count = piece.count
                result.append(start + 500 >= bytes.count ? 1 : 0)
                for number in [count, ~count] { result += [UInt8(number & 255), UInt8(number >> 8 & 255)] }
                result += piece
            }
            for byte in bytes {
                a = (a + Int(byte)) % 65_521
                b = (b + a) % 65_521
            }
            return result + big(b << 16 | a)
        }
    }

    static let kinds: [Kind] = {
        let depths: [(type: Int, depths: [Int])] = [
            (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]),
        ]
        var kinds: [Kind] = []
        for (type, depths) in depths {
            for depth in depths {
                for isInterlaced in [false, true] {
                    for hasTransparency in type < 4 ? [false, true] : [false] {
                        for (width, height) in [(21, 19), (1, 1), (2, 9), (9, 2)] {
                            kinds.append(
                                Kind(
                                    type: type, depth: depth, isInterlaced: isInterlaced, hasTransparency: hasTransparency, width: width,
                                    height: height))
                        }
                    }
                }
            }
        }
        return kinds
    }()

    @Test("every colour type, depth and order of rows reads as it was written", arguments: kinds)
    func reads(kind: Kind) throws {
        let image = try PNG.decode(kind.file()), expected = try kind.expected()
        #expect(image.format == expected.format)
        #expect(image == expected)
    }

    @Test("a 16-bit picture that is cut short or damaged is refused", arguments: [false, true])
    func damaged(isInterlaced: Bool) throws {
        let whole = Kind(type: 6, depth: 16, isInterlaced: isInterlaced).file()
        for count in stride(from: 8, to: whole.count, by: 97) {
            #expect(throws: FileProblem.self) { try PNG.decode(Array(whole.prefix(count))) }
        }
        for place in stride(from: 45, to: whole.count - 12, by: 101) {
            var bytes = whole
            bytes[place] ^= 0x10
            #expect(throws: FileProblem.self) { try PNG.decode(bytes) }
        }
    }
}
