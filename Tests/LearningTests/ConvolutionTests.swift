// Convolutions over time are what their formula says, whatever their steps and sizes.
import Learning
import Testing

@Suite struct ConvolutionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var batch = 2, time = 11, inputs = 5, outputs = 4, width = 3
        var steps = ConvolutionSteps()
        var testDescription: String { "\(batch)×\(time)×\(inputs) to \(outputs), width \(width), \(steps)" }
    }

    static let shapes: [Shape] = [
        Shape(),
        Shape(steps: ConvolutionSteps(padding: 1)),
        Shape(batch: 1, steps: ConvolutionSteps(padding: 1)),
        Shape(width: 1),
        Shape(width: 1, steps: ConvolutionSteps(stride: 2, padding: 1)),
        Shape(time: 12, width: 4, steps: ConvolutionSteps(stride: 2, padding: 1)),
        Shape(time: 13, width: 4, steps: ConvolutionSteps(stride: 2, padding: 1)),
        Shape(batch: 1, time: 13, width: 4, steps: ConvolutionSteps(stride: 2, padding: 1)),
        Shape(batch: 3, time: 10, width: 5, steps: ConvolutionSteps(stride: 3, dilation: 2, padding: 4)),
        Shape(batch: 1, time: 10, width: 5, steps: ConvolutionSteps(stride: 3, dilation: 2, padding: 4)),
        // Kernels that reach beyond both ends at once.
        Shape(time: 3, steps: ConvolutionSteps(dilation: 9, padding: 9)),
        Shape(time: 1, width: 5, steps: ConvolutionSteps(padding: 2)),
        Shape(batch: 3, time: 40, inputs: 19, outputs: 33, steps: ConvolutionSteps(dilation: 3, padding: 3)),
        // More than one rectangle of results.
        Shape(batch: 4, time: 70, inputs: 8, outputs: 300, steps: ConvolutionSteps(padding: 1)),
    ]

    private func tensors(_ shape: Shape, transposed: Bool = false) -> (x: Tensor, weight: Tensor, bias: Tensor) {
        var random = RandomNumbers(seed: 4)
        let x = random.normals([shape.batch, shape.time, shape.inputs])
        let weight = random.normals(transposed ? [shape.inputs, shape.outputs, shape.width] : [shape.outputs, shape.inputs, shape.width])
        return (x, weight, random.normals([shape.outputs]))
    }

    @Test("A convolution is the sum that defines it", arguments: shapes) func convolution(_ shape: Shape) {
        let (x, weight, bias) = tensors(shape)
        let y = x.convolved(weight, bias: bias, shape.steps)
        let time = (shape.time + 2 * shape.steps.padding - shape.steps.dilation * (shape.width - 1) - 1) / shape.steps.stride + 1
        #expect(y.shape == [shape.batch, time, shape.outputs])
        let (numbers, weights, biases) = (x.elements, weight.elements, bias.elements)
        var worst = 0.0
        for (index, found) in y.elements.enumerated() {
            let (item, t, o) = (index / shape.outputs / time, index / shape.outputs % time, index % shape.outputs)
            var sum = Double(biases[o])
            for k in 0..<shape.width {
                let from = t * shape.steps.stride + k * shape.steps.dilation - shape.steps.padding
                guard from >= 0, from < shape.time else { continue }
                for c in 0..<shape.inputs {
                    sum +=
                        Double(numbers[(item * shape.time + from) * shape.inputs + c])
                        * Double(weights[(o * shape.inputs + c) * shape.width + k])
                }
            }
            worst = max(worst, abs(sum - Double(found)))
        }
        #expect(worst < 2e-5)
    }

    @Test("A transposed convolution is the sum that defines it", arguments: shapes) func transposed(_ shape: Shape) {
        let (x, weight, bias) = tensors(shape, transposed: true)
        let y = x.transposeConvolved(weight, bias: bias, shape.steps)
        let time = max(0, (shape.time - 1) * shape.steps.stride - 2 * shape.steps.padding + shape.steps.dilation * (shape.width - 1) + 1)
        #expect(y.shape == [shape.batch, time, shape.outputs])
        let (numbers, weights, biases) = (x.elements, weight.elements, bias.elements)
        var expected = (0..<y.count).map { Double(biases[$0 % shape.outputs]) }
        for item in 0..<shape.batch {
            for t in 0..<shape.time {
                for k in 0..<shape.width {
                    let to = t * shape.steps.stride + k * shape.steps.dilation - shape.steps.padding
                    guard to >= 0, to < time else { continue }
                    for o in 0..<shape.outputs {
                        for c in 0..<shape.inputs {
                            expected[(item * time + to) * shape.outputs + o] +=
                                Double(numbers[(item * shape.time + t) * shape.inputs + c])
                                * Double(weights[(c * shape.outputs + o) * shape.width + k])
                        }
                    }
                }
            }
        }
        #expect(zip(expected, y.elements).allSatisfy { abs($0 - Double($1)) < 2e-5 })
    }

    private func cases(_ shape: Shape) -> [OperationCase] {
        let inputs = [shape.batch, shape.time, shape.inputs]
        let steps = shape.steps
        return [
            OperationCase("convolved", [inputs, [shape.outputs, shape.inputs, shape.width], [shape.outputs]]) {
                $0[0].convolved($0[1], bias: $0[2], steps)
            },
            OperationCase("convolved twice", [inputs, [shape.outputs, shape.inputs, shape.width]]) {
                $0[0].convolved($0[1], steps) + $0[0].convolved($0[1], steps) * 0.5
            },
            OperationCase("transposed", [inputs, [shape.inputs, shape.outputs, shape.width], [shape.outputs]]) {
                $0[0].transposeConvolved($0[1], bias: $0[2], steps)
            },
            OperationCase("transposed twice", [inputs, [shape.inputs, shape.outputs, shape.width]]) {
                $0[0].transposeConvolved($0[1], steps) + $0[0].transposeConvolved($0[1], steps) * 0.5
            },
        ]
    }

    @Test("Its gradients are slopes, the same bits for any number of threads", arguments: shapes) func gradients(_ shape: Shape) {
        for item in cases(shape) {
            item.expectSlopes()
            item.expectSameBits()
        }
    }

    @Test func aLayerSeesThatItsWeightsChanged() {
        let book = ParameterBook(seed: 1)
        let layer = ConvolutionLayer(book.scope(), inputs: 6, outputs: 5, width: 3)
        var random = RandomNumbers(seed: 2)
        let x = random.normals([2, 9, 6])
        func now() -> [Float] { x.convolved(layer.parameters.weight, bias: layer.parameters.bias).elements }
        #expect(layer(x).elements == now())
        layer.parameters.weight.update { for i in $0.indices { $0[i] *= 2 } }
        #expect(layer(x).elements == now())
        // A step of an optimiser.
        book.setLearning(true)
        let optimiser = AdamW(book.parameters, learningRate: 0.1)
        (layer(x) * layer(x)).sum().backward()
        optimiser.step()
        book.setLearning(false)
        #expect(layer(x).elements == now())
        #expect(layer(x).elements == now())
    }
}
