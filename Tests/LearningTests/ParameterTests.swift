// What is said of checkpoints that do not fit.
import Learning
import Testing

@Suite struct ParameterTests {
    struct Made: TensorSource {
        let path = "made.pth.tar"
        let tensors: [String: Tensor]
        var names: [String] { tensors.keys.sorted() }
        func shape(of name: String) -> [Int]? { tensors[name]?.shape }
        func tensor(_ name: String) throws -> Tensor { tensors[name] ?? Tensor([0], shape: []) }
    }

    private func problem(_ tensors: [String: Tensor]) -> String {
        let book = ParameterBook(from: Made(tensors: tensors))
        _ = LinearLayer(book.scope("head"), inputs: 3, outputs: 2)
        do {
            try book.finish()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func missingMisshapenLeftOverAndWildTensorsAreNamed() {
        let weight = Tensor(repeating: 1, shape: [2, 3]), bias = Tensor(repeating: 1, shape: [2])
        #expect(problem(["head.weight": weight, "head.bias": bias]) == "")
        #expect(problem(["head.weight": weight]) == "made.pth.tar: head.bias is missing; expected shape (2)")
        #expect(problem(["head.weight": bias, "head.bias": bias]) == "made.pth.tar: head.weight has shape (2); expected (2, 3)")
        #expect(problem(["head.weight": weight, "head.bias": bias, "tail": bias]) == "made.pth.tar: tail is not part of this model")
        let wild = Tensor([1, .nan], shape: [2])
        #expect(problem(["head.weight": weight, "head.bias": wild]).contains("head.bias holds numbers that are not finite"))
    }

    @Test func freshParametersFollowFromTheSeed() {
        func numbers(_ seed: UInt64) -> [Float] {
            let book = ParameterBook(seed: seed)
            _ = LinearLayer(book.scope(), inputs: 30, outputs: 20)
            return book.parameters.flatMap(\.elements)
        }
        #expect(numbers(1) == numbers(1) && numbers(1) != numbers(2))
        #expect(numbers(1).allSatisfy { abs($0) <= 1 / Float(30).squareRoot() })
    }
}
