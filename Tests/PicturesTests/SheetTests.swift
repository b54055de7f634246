// Sheets of frames with a palette: what is see-through stays so, and colours stay near what they were.
import Foundation
import Pictures
import Testing

@Suite struct IndexedSheetTests {
    /// A disc with shaded colours and a soft edge on nothing.
    static func disc(_ size: Int, hue: Double) throws -> Image {
        var pixels: [UInt8] = []
        for y in 0..<size {
            for x in 0..<size {
                let dx = Double(x) - Double(size) / 2, dy = Double(y) - Double(size) / 2
                let r = (dx * dx + dy * dy).squareRoot() / Double(size) * 2.4
                let light = max(0, 1 - r * 0.7)
                pixels += [
                    UInt8(light * 200 * hue), UInt8(light * 180), UInt8(light * 160 * (1 - hue)), UInt8(max(0, min(1, (1 - r) * 8)) * 255),
                ]
            }
        }
        return try Image(width: size, height: size, format: .rgba8, pixels: pixels)
    }

    @Test func framesKeepTheirPlacesOpacityAndColours() throws {
        let frames = try [0.2, 0.6, 1].map { try IndexedSheetTests.disc(48, hue: $0) }
        let sheet = try SheetQuantizer(colors: 160).sheet(frames, columns: 2)
        #expect(sheet.width == 96 && sheet.height == 96 && sheet.palette.count <= 160)
        let read = try PNG.decode(try PNG.encode(sheet))
        #expect(read.format == .rgba8)
        var worst = 0.0, sum = 0.0
        for (number, frame) in frames.enumerated() {
            let part = try read.cropped(x: number % 2 * 48, y: number / 2 * 48, width: 48, height: 48)
            for i in stride(from: 0, to: frame.pixels.count, by: 4) {
                let (a, b) = (Double(frame.pixels[i + 3]), Double(part.pixels[i + 3]))
                if frame.pixels[i + 3] == 0 { #expect(part.pixels[i + 3] == 0) }
                for channel in 0..<3 {
                    let difference = abs(Double(frame.pixels[i + channel]) * a - Double(part.pixels[i + channel]) * b) / 255
                    worst = max(worst, difference)
                    sum += difference
                }
            }
        }
        #expect(worst < 24 && sum / Double(48 * 48 * 9) < 1.2, "\(worst), \(sum / Double(48 * 48 * 9))")
        // The place that no frame has is empty.
        #expect(try read.cropped(x: 48, y: 48, width: 48, height: 48).pixels.allSatisfy { $0 == 0 })
    }

    @Test func aQuantizerForgetsWhatItHasSeen() throws {
        let quantizer = SheetQuantizer()
        let frame = try IndexedSheetTests.disc(32, hue: 0.3)
        let first = try quantizer.sheet([frame], columns: 1)
        _ = try quantizer.sheet([try IndexedSheetTests.disc(40, hue: 0.9)], columns: 1)
        #expect(try quantizer.sheet([frame], columns: 1) == first)
    }

    @Test func whatIsNoSheetIsRefused() throws {
        #expect(throws: PictureProblem.self) { try SheetQuantizer().sheet([], columns: 1) }
        #expect(throws: PictureProblem.self) {
            try SheetQuantizer().sheet(
                [try Image(width: 2, height: 2, format: .rgb8, fill: .white), try Image(width: 3, height: 2, format: .rgb8, fill: .white)],
                columns: 2)
        }
        #expect(throws: PictureProblem.self) { try IndexedImage(width: 1, height: 1, palette: [.white], pixels: [1]) }
        #expect(throws: PictureProblem.self) { try IndexedImage(width: 2, height: 1, palette: [.white], pixels: [0]) }
        #expect(throws: PictureProblem.self) { try IndexedImage(width: 1, height: 1, palette: [], pixels: [0]) }
    }
}
