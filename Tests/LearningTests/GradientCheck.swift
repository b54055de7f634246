// Whether gradients are slopes, and the same bits for any number of threads.
import Learning
import TestSupport
import Testing

/// An operation of several tensors with the shapes of its inputs.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let name: String
    let shapes: [[Int]]
    /// Places where a function is not smooth are no places to measure a slope at: inputs stay that far from zero.
    var gap: Float = 0
    let run: @Sendable ([Tensor]) -> Tensor
    var testDescription: String { name }

    init(_ name: String, _ shapes: [[Int]], gap: Float = 0, _ run: @escaping @Sendable ([Tensor]) -> Tensor) {
        self.name = name
        self.shapes = shapes
        self.gap = gap
        self.run = run
    }

    func inputs() -> [Tensor] {
        shapes.enumerated().map { number, shape in
            var random = RandomNumbers(seed: UInt64(number) + 1)
            let tensor = random.normals(shape)
            tensor.update { numbers in
                for i in numbers.indices { numbers[i] += numbers[i] < 0 ? -gap : gap }
            }
            tensor.setRequiresGradient(true)
            return tensor
        }
    }

    private func weights(of out: Tensor) -> Tensor {
        var random = RandomNumbers(seed: 77)
        return random.normals(out.shape)
    }

    /// Compares each input's gradient with what a small change of some of its numbers does to a random combination of the results.
    func expectSlopes(samples: Int = 12, step: Float = 1e-2, sourceLocation: SourceLocation = #_sourceLocation) {
        let inputs = inputs()
        let out = run(inputs)
        let weights = weights(of: out)
        out.backward(weights)
        let factors = weights.elements.map(Double.init)
        func combined() -> Double { zip(run(inputs).elements, factors).reduce(0) { $0 + Double($1.0) * $1.1 } }
        for (number, input) in inputs.enumerated() {
            guard let gradient = input.gradient?.elements else {
                Issue.record("\(name): no gradient for input \(number)", sourceLocation: sourceLocation)
                continue
            }
            for i in Swift.stride(from: 0, to: input.count, by: max(1, input.count / samples)) {
                let old = input.elements[i]
                func value(at place: Float) -> Double {
                    input.update { $0[i] = place }
                    return combined()
                }
                let (above, below) = (value(at: old + step), value(at: old - step))
                input.update { $0[i] = old }
                let slope = Float((above - below) / Double((old + step) - (old - step)))
                #expect(
                    abs(slope - gradient[i]) <= 5e-3 + 0.02 * abs(slope),
                    "\(name), input \(number), element \(i): \(gradient[i]) against \(slope)",
                    sourceLocation: sourceLocation)
            }
        }
    }

    /// Demands the same bits of the result and of all gradients on one, two and three threads.
    func expectSameBits(sourceLocation: SourceLocation = #_sourceLocation) {
        expectSameBitsOnAnyThreads("\(name): other bits with other threads", sourceLocation: sourceLocation) {
            let inputs = inputs()
            let out = run(inputs)
            out.backward(weights(of: out))
            return ([out] + inputs.compactMap(\.gradient)).map(\.elements)
        }
    }
}
