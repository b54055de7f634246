// A gated recurrent layer with its parameters, in one direction or both.

/// `torch.nn.GRU` with one layer, over sequences of different lengths (in PyTorch: packed sequences).
public struct GatedRecurrentLayer {
    /// The weights of one direction.
    struct Direction {
        /// `(3 · width, inputs)` and `(3 · width, width)`: reset gate, update gate, new state.
        let inputWeight: Tensor, stateWeight: Tensor
        let inputBias: Tensor, stateBias: Tensor
    }

    public let width: Int
    /// Forward, and backward if there are two.
    let directions: [Direction]

    /// - Parameters:
    ///   - width: of the state of each direction.
    ///   - bidirectional: runs backward as well, with weights of its own.
    public init(_ scope: ParameterBook.Scope, inputs: Int, width: Int, bidirectional: Bool = true) {
        self.width = width
        let bound = 1 / Float(max(1, width)).squareRoot()
        directions = (bidirectional ? ["_l0", "_l0_reverse"] : ["_l0"]).map { suffix in
            Direction(
                inputWeight: scope.parameter("weight_ih" + suffix, [3 * width, inputs], .uniform(bound)),
                stateWeight: scope.parameter("weight_hh" + suffix, [3 * width, width], .uniform(bound)),
                inputBias: scope.parameter("bias_ih" + suffix, [3 * width], .uniform(bound)),
                stateBias: scope.parameter("bias_hh" + suffix, [3 * width], .uniform(bound)))
        }
    }

    /// The states at all times and at the end.
    ///
    /// - Parameters:
    ///   - x: `(batch, time, inputs)`.
    ///   - lengths: of the sequences; all times count if nil.
    ///   - initial: the states to begin with, for each direction `(batch, width)`, or `(width)` for all items alike; zeros if nil.
    /// - Returns: `states`, `(batch, time, directions · width)`, forward beside backward, 0 in the padding; and `last`, for each
    ///   direction the state after all of an item's times, `(batch, width)`.
    public func callAsFunction(_ x: Tensor, lengths: [Int]? = nil, initial: [Tensor]? = nil) -> (states: Tensor, last: [Tensor]) {
        let (batch, time) = (x.shape[0], x.shape[1])
        let lengths = lengths ?? Array(repeating: time, count: batch)
        var runs: [Tensor] = [], last: [Tensor] = []
        for (index, direction) in directions.enumerated() {
            var first = Tensor(repeating: 0, shape: [batch, width])
            if let initial, index < initial.count {
                first =
                    initial[index].shape.count == 2
                    ? initial[index] : initial[index].reshaped([1, width]).repeated(batch).reshaped([batch, width])
            }
            let states = x.linear(direction.inputWeight, bias: direction.inputBias).gatedRecurrence(
                weight: direction.stateWeight, bias: direction.stateBias, initial: first, lengths: lengths, reversed: index == 1)
            runs.append(states)
            // A sequence of no times ends as it began.
            last.append(
                time == 0
                    ? first
                    : states.taking(times: lengths.map { index == 1 ? 0 : max(0, $0 - 1) }).replacingRows(of: first) { lengths[$0] == 0 })
        }
        return (runs.count == 1 ? runs[0] : Tensor.sideBySide(runs), last)
    }
}

extension Tensor {
    /// This matrix with some rows of another.
    fileprivate func replacingRows(of other: Tensor, where isReplaced: (Int) -> Bool) -> Tensor {
        let replaced = (0..<rows).filter(isReplaced)
        guard !replaced.isEmpty else { return self }
        let both = Tensor.joined([reshaped([1] + shape), other.reshaped([1] + shape)], batch: 1).reshaped([2 * rows, columns])
        return both.rows((0..<rows).map { isReplaced($0) ? rows + $0 : $0 }, shape: [rows])
    }
}
