// Prepared pictures against Pillow's and torchvision's.
import ArrayFiles
import CLIP
import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct PreprocessingTests {
    @Test(.enabled(if: Fixtures.has("clip/preprocess.npz")), arguments: 0..<4)
    func cropsHavePillowsPixels(_ i: Int) throws {
        let expected = try NamedArrays(contentsOf: Fixtures.path("clip/preprocess.npz")).array("\(i).crop_uint8").int64().elements
        let path = Fixtures.path("clip/image_\(i).png")
        let source = try CLIPPreprocessing.Source(contentsOf: path)
        let crop = CLIPPreprocessing().crop(of: source)
        #expect(crop.width == 224 && crop.height == 224)
        var worst = 0, sum = 0
        for channel in 0..<3 {
            for j in 0..<224 * 224 {
                let found = Int(crop.pixels[3 * j + channel])
                let difference: Int = abs(found - expected[channel * 224 * 224 + j])
                worst = max(worst, difference)
                sum += difference
            }
        }
        #expect(worst <= 1)
        #expect(Double(sum) / Double(3 * 224 * 224) < 0.02)
    }

    @Test(
        .enabled(if: Fixtures.has("clip/preprocess.npz")),
        arguments: [("0", 0, 224), ("1", 1, 224), ("small32.0", 0, 32), ("small32.1", 1, 32)])
    func numbersAreTorchvisions(_ key: String, _ image: Int, _ size: Int) throws {
        let expected = try NamedArrays(contentsOf: Fixtures.path("clip/preprocess.npz")).array("\(key).tensor").float32()
        let path = Fixtures.path("clip/image_\(image).png")
        let source = try CLIPPreprocessing.Source(contentsOf: path)
        let pixels = CLIPPreprocessing(size: size).pixels(of: [source])
        #expect(pixels.shape == [1, 3, size, size])
        #expect(excess(pixels.elements, expected.elements, abs: 0.016, rel: 0) == 0)
    }

    /// A picture of one colour stays that, whatever its format and size, up to the last pixel.
    @Test(arguments: [(1, 1), (1, 400), (3000, 2), (224, 224), (225, 224), (223, 300)])
    func plainPicturesStayPlain(_ width: Int, _ height: Int) throws {
        for format in [PixelFormat.rgb8, .rgba8] {
            let image = try Image(width: width, height: height, format: format, fill: Color(200, 100, 50))
            let crop = CLIPPreprocessing(size: 32).crop(of: .init(image))
            let colours = Set(stride(from: 0, to: crop.pixels.count, by: 3).map { Array(crop.pixels[$0..<$0 + 3]) })
            #expect(colours == [[200, 100, 50]])
        }
    }

    /// What cannot be seen must not colour its neighbours.
    @Test func hiddenColoursDoNotBleed() throws {
        var image = try Image(width: 64, height: 64, format: .rgba8, fill: Color(0, 0, 255))
        image.withPixels { pixels in
            for y in 0..<64 {
                for x in 0..<32 { (pixels[(y * 64 + x) * 4], pixels[(y * 64 + x) * 4 + 2], pixels[(y * 64 + x) * 4 + 3]) = (255, 0, 0) }
            }
        }
        let crop = CLIPPreprocessing(size: 17).crop(of: .init(image))
        // Fully transparent pixels keep no colour; all others are blue, without red.
        #expect(stride(from: 0, to: crop.pixels.count, by: 3).allSatisfy { crop.pixels[$0] == 0 })
    }

    /// A picture that needs no resizing keeps even the colours of transparent pixels.
    @Test func picturesOfTheRightSizeAreNotTouched() throws {
        let image = try Image(width: 40, height: 32, format: .rgba8, fill: Color(200, 100, 50, 0))
        let crop = CLIPPreprocessing(size: 32).crop(of: .init(image))
        #expect(crop.color(x: 3, y: 3) == Color(200, 100, 50))
    }
}
