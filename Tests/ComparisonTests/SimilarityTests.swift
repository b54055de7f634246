// Structural similarity, against numbers from an implementation of the formula as printed, written with numpy.
import Comparison
import Pictures
import Testing

@Suite("Structural similarity")
struct SimilarityTests {
    /// The pictures that the numbers below were computed for.
    private func picture(_ k: Int) throws -> Image {
        let pixels = (0..<50).flatMap { y in
            (0..<70).flatMap { x -> [UInt8] in
                let r = (x * 7 + y * 3 + k * (x * y % 17)) % 256
                let g = (x * x + 5 * y + k * 11) % 256
                let b = (128 + 60 * ((x / 6 + y / 5) % 2) + k * (x % 13) * 2) % 256
                return [UInt8(r), UInt8(g), UInt8(b)]
            }
        }
        return try Image(width: 70, height: 50, format: .rgb8, pixels: pixels)
    }

    @Test("equals the definition", arguments: [(1, 0.7596831412, 0.8396111419), (2, 0.5363017876, 0.6704540026)])
    func definition(k: Int, luma: Double, each: Double) throws {
        let first = try picture(0), second = try picture(k)
        #expect(abs(try StructuralSimilarity(first, second).mean - luma) < 1e-5)
        #expect(abs(try StructuralSimilarity(first, second, channels: .each).mean - each) < 1e-5)
        #expect(try StructuralSimilarity(second, first).mean == StructuralSimilarity(first, second).mean)
    }

    @Test("equal pictures have 1; black and white nearly 0")
    func ends() throws {
        let first = try picture(1)
        #expect(try StructuralSimilarity(first, first).mean == 1)
        let black = try Image(width: 11, height: 11, format: .gray8, fill: .black)
        let white = try Image(width: 11, height: 11, format: .rgb8, fill: .white)
        // Two flat pictures: C1 / (255² + C1).
        #expect(abs(try StructuralSimilarity(black, white).mean - 6.5025 / 65031.5025) < 1e-6)
    }

    @Test("see-through pictures are compared on white")
    func alpha() throws {
        let clear = try Image(width: 20, height: 20, format: .rgba8, fill: .transparent)
        let white = try Image(width: 20, height: 20, format: .rgb8, fill: .white)
        #expect(try StructuralSimilarity(clear, white).mean == 1)
    }

    @Test("pictures that cannot be compared are refused")
    func refused() throws {
        let small = try Image(width: 10, height: 40, format: .gray8, fill: .black)
        let other = try Image(width: 40, height: 10, format: .gray8, fill: .black)
        let deep = try Image(width: 20, height: 20, samples: [UInt16](repeating: 5, count: 400))
        #expect(throws: PictureProblem.self) { try StructuralSimilarity(small, small) }
        #expect(throws: PictureProblem.self) { try StructuralSimilarity(small, other) }
        #expect(throws: PictureProblem.self) { try StructuralSimilarity(deep, deep) }
    }
}
