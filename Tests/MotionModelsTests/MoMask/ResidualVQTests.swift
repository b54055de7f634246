// MoMask's tokens against the numbers of the released code.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct ResidualVQTests {
    private let golden: GoldenFile
    private let model: ResidualVQ

    init() throws {
        golden = try GoldenFile("momask/rvq.npz")
        let book = ParameterBook(from: golden)
        model = ResidualVQ(book.scope(), try ResidualVQConfiguration(from: golden))
        try book.finish()
    }

    /// `(items, places, quantisers)` as rows for each item.
    private func tokens(_ key: String) throws -> [[[Int]]] {
        let shape = try golden.array(key).shape
        let all = try golden.integers(key)
        return (0..<shape[0]).map { item in
            (0..<shape[1]).map { place in
                let start = (item * shape[1] + place) * shape[2]
                return Array(all[start..<start + shape[2]])
            }
        }
    }

    private func expectClose(
        _ found: Tensor, _ expected: Tensor, relative: Float, _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let largest = expected.elements.map(abs).max() ?? 0
        expectNear(found.elements, expected.elements, abs: relative * max(1, largest), rel: 0, what, sourceLocation: sourceLocation)
    }

    @Test func theEncoderGivesTheReferencesVectors() throws {
        let x = try golden["x"]
        let expected = try golden["encoder_out"]
        let (items, width, places) = (expected.shape[0], expected.shape[1], expected.shape[2])
        let encoded = model.encode(x)
        #expect(encoded.shape == [items, places, width])
        let swapped = encoded.reshaped([items, places, width, 1]).exchangingMiddleAxes().reshaped([items, width, places])
        expectClose(swapped, expected, relative: 1e-4, "encoder")
    }

    @Test(arguments: [("x", "code_idx"), ("x_odd", "code_idx_odd")])
    func tokensAreTheReferencesAlsoOfOddLengths(_ input: String, _ output: String) throws {
        let encoded = model.encode(try golden[input])
        let expected = try tokens(output)
        #expect(encoded.shape[1] == expected[0].count)
        #expect(model.quantize(encoded.reshaped([encoded.shape[0] * encoded.shape[1], encoded.shape[2]])) == expected.flatMap { $0 })
    }

    @Test(arguments: [("decoded", Int.max), ("decoded_first3", 3)])
    func motionsAreDecodedFromAllTokensOrTheFirstFew(_ key: String, _ quantizers: Int) throws {
        let all = try tokens("code_idx").map { $0.map { Array($0.prefix(quantizers)) } }
        expectClose(model.decode(padded: all), try golden[key], relative: 2e-5, "\(key), as a batch")
        // Without padding a motion alone is the same.
        let expected = try golden[key]
        let size = expected.shape[1] * expected.shape[2]
        for (item, tokens) in all.enumerated() {
            let own = Tensor(Array(expected.elements[item * size..<(item + 1) * size]), shape: [expected.shape[1], expected.shape[2]])
            expectClose(model.decode(tokens), own, relative: 2e-5, "\(key), item \(item) alone")
        }
    }

    @Test func paddingOfABatchLeaksAsInTheReferenceAndNotIntoAMotionAlone() throws {
        let padded = try tokens("idx_padded")
        let batch = model.decode(padded: padded)
        let expected = try golden["decoded_padded"]
        expectClose(batch, expected, relative: 2e-5, "padded batch")
        let shorter = padded.map { $0.filter { !$0.contains(-1) } }
        for (item, tokens) in shorter.enumerated() where tokens.count < padded[item].count {
            let alone = model.decode(tokens)
            #expect(alone.shape[0] == tokens.count * model.configuration.framesPerToken)
            let size = alone.count
            let start = item * expected.shape[1] * expected.shape[2]
            let beside = Array(expected.elements[start..<start + size])
            #expect(alone.elements != beside, "the batch's padding must be felt only there")
        }
    }

    @Test func whatIsQuantisedAndSummedIsTheReferences() throws {
        let expected = try golden["quantized"]
        let (items, width, places) = (expected.shape[0], expected.shape[1], expected.shape[2])
        let sum = model.vectors(of: try tokens("code_idx").flatMap { $0 })
        let swapped = sum.reshaped([items, places, width, 1]).exchangingMiddleAxes().reshaped([items, width, places])
        expectClose(swapped, expected, relative: 1e-4, "sum of codes")
    }
}
