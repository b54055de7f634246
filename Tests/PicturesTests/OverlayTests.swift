// Pictures laid over pictures as light adds up, and pictures at other sizes.
import Pictures
import Testing

@Suite struct PhotographArithmeticTests {
    private func image(_ pixels: [UInt8], _ width: Int, _ format: PixelFormat) throws -> Image {
        try Image(width: width, height: pixels.count / width / format.bytesPerPixel, format: format, pixels: pixels)
    }

    @Test func alphaWeighsLightNotNumbers() throws {
        let behind = try image([200, 100, 0, 200, 100, 0, 200, 100, 0], 3, .rgb8)
        let over = try image([10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128], 3, .rgba8)
        let laid = try over.laid(over: behind)
        #expect(laid.format == .rgb8 && Array(laid.pixels[0..<6]) == [200, 100, 0, 10, 20, 30])
        // Half the light of 200, which is 0.578, is 0.288: 146 encoded (and not 100).
        #expect(abs(Int(laid.pixels[6]) - 146) <= 1 && laid.pixels[8] == 0, "\(laid.pixels)")
        // What hides everything hides everything.
        #expect(try behind.laid(over: laid) == behind)
        #expect(throws: PictureProblem.self) { try over.laid(over: try image([0, 0, 0], 1, .rgb8)) }
    }

    @Test func aPictureOfOneColourStaysThatAtAnySize() throws {
        let plain = try Image(width: 7, height: 5, format: .rgb8, fill: Color(12, 130, 240))
        for (width, height) in [(1, 1), (3, 2), (7, 5), (20, 31), (700, 1)] {
            let other = try plain.resized(width: width, height: height)
            #expect(try other == Image(width: width, height: height, format: .rgb8, fill: Color(12, 130, 240)), "\(width)x\(height)")
        }
        #expect(throws: PictureProblem.self) { try plain.resized(width: 0, height: 3) }
    }

    @Test func smallerPicturesKeepTheLight() throws {
        // Columns of black and white, eight times finer than the result: half of white's light is 188.
        let stripes = try Image(width: 64, height: 4, format: .gray8, pixels: (0..<256).map { $0 % 2 == 0 ? 0 : 255 })
        let small = try stripes.resized(width: 8, height: 4)
        #expect(small.pixels.allSatisfy { abs(Int($0) - 188) <= 6 }, "\(small.pixels)")
        // Nothing moves: a bright half stays on its side.
        let halves = try Image(width: 40, height: 2, format: .gray8, pixels: (0..<80).map { $0 % 40 < 20 ? 255 : 0 })
        let narrow = try halves.resized(width: 10, height: 2)
        #expect(narrow.pixels[3 * 3] == 255 && narrow.pixels[3 * 6] == 0)
    }
}
