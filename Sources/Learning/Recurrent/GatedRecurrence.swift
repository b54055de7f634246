// One direction of a gated recurrent unit over sequences of different lengths.
import Arrays

extension Tensor {
    /// A gated recurrent unit (Cho et al. 2014) run over each sequence, as `torch.nn.GRU` computes it.
    ///
    /// With `r` and `z` the reset and update gates, `h = (1 - z) · n + z · h'` where `n = tanh(x_n + r · (W_n h' + b_n))` and `h'` is the
    /// state before. Sequences end where they end: what is padding is neither read nor does it change a state, and is 0 in the result.
    ///
    /// - Parameters:
    ///   - self: what the input contributes to reset gate, update gate and new state, `(batch, time, 3 · width)`.
    ///   - weight: what the state before contributes, `(3 · width, width)`.
    ///   - bias: `(3 · width)`.
    ///   - initial: the state before the first time, `(batch, width)`.
    ///   - lengths: of the sequences; each at least 0 and at most `time`.
    ///   - reversed: runs from each sequence's last time to its first.
    /// - Returns: the states, `(batch, time, width)`.
    package func gatedRecurrence(weight: Tensor, bias: Tensor, initial: Tensor, lengths: [Int], reversed: Bool) -> Tensor {
        let (batch, time, width) = (shape[0], shape[1], shape[2] / 3)
        precondition(
            shape.count == 3 && weight.shape == [3 * width, width] && bias.count == 3 * width && initial.shape == [batch, width]
                && lengths.count == batch && lengths.allSatisfy { $0 >= 0 && $0 <= time },
            "\(shape), \(weight.shape), \(initial.shape), lengths \(lengths)")
        let plan = RecurrencePlan(lengths: lengths, time: time, width: width, reversed: reversed)
        let out = Tensor(repeating: 0, shape: [batch, time, width])
        let learning = [self, weight, bias, initial].contains { $0.requiresGradient }
        let gates = learning ? Storage(count: max(1, batch * time * 4 * width)) : nil
        plan.forward(pointer, weight.pointer, bias.pointer, initial.pointer, into: out.mutablePointer, keeping: gates?.pointer)
        let states = out.storage
        return out.recording([self, weight, bias, initial]) { [self] gradient in
            guard let gates else { return }
            // Of padding there is no gradient.
            let fromInput = Storage(repeating: 0, count: max(1, count)), fromState = Storage(repeating: 0, count: max(1, count))
            let first = Storage(repeating: 0, count: max(1, batch * width))
            plan.backward(
                gradient, weight.pointer, initial.pointer, states: states.pointer, gates: gates.pointer, fromInput: fromInput.pointer,
                fromState: fromState.pointer, first: first.pointer)
            addGradient { accumulate(UnsafePointer(fromInput.pointer), into: $0, beta: $1, count: count) }
            initial.addGradient { accumulate(UnsafePointer(first.pointer), into: $0, beta: $1, count: batch * width) }
            let rows = batch * time
            bias.addGradient { ColumnSums.add(UnsafePointer(fromState.pointer), rows: rows, columns: 3 * width, into: $0, beta: $1) }
            weight.addGradient { sink, beta in
                let before = plan.statesBefore(states.pointer, initial.pointer)
                Products.weightGradient(
                    UnsafePointer(fromState.pointer), UnsafePointer(before.pointer), into: sink, beta: beta, rows: rows, n: 3 * width,
                    k: width)
            }
        }
    }
}

/// In which order the times of sequences are visited.
private struct RecurrencePlan {
    let lengths: [Int]
    let time: Int
    let width: Int
    let reversed: Bool
    /// Items, the longest first: those that are not at their end are always the first ones.
    let order: [Int]

    init(lengths: [Int], time: Int, width: Int, reversed: Bool) {
        (self.lengths, self.time, self.width, self.reversed) = (lengths, time, width, reversed)
        order = lengths.indices.sorted { (lengths[$0], $1) > (lengths[$1], $0) }
    }

    private var steps: Int { order.first.map { lengths[$0] } ?? 0 }
    /// How many items are still running.
    private func active(_ step: Int) -> Int { order.firstIndex { lengths[$0] <= step } ?? order.count }
    /// The row of `(batch, time)` that an item visits.
    private func row(_ item: Int, _ step: Int) -> Int { item * time + (reversed ? lengths[item] - 1 - step : step) }

    private func before(_ item: Int, _ step: Int, _ states: UnsafePointer<Float>, _ initial: UnsafePointer<Float>) -> UnsafePointer<Float> {
        step == 0 ? initial + item * width : states + row(item, step - 1) * width
    }

    func forward(
        _ x: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ initial: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>, keeping gates: UnsafeMutablePointer<Float>?
    ) {
        let batch = order.count
        // The running items' states, and what they contribute to their gates.
        let state = Storage(count: max(1, batch * width)), parts = Storage(count: max(1, batch * 3 * width))
        for (place, item) in order.enumerated() { (state.pointer + place * width).update(from: initial + item * width, count: width) }
        for step in 0..<steps {
            let running = active(step)
            Products.overGrid(rows: running, columns: 3 * width) { rows, columns in
                for row in rows {
                    (parts.pointer + row * 3 * width + columns.lowerBound).update(from: bias + columns.lowerBound, count: columns.count)
                }
                LinearAlgebra.product(
                    .asIs, state.pointer + rows.lowerBound * width, leadingA: width, .transposed, weight + columns.lowerBound * width,
                    leadingB: width,
                    into: parts.pointer + rows.lowerBound * 3 * width + columns.lowerBound, leadingC: 3 * width,
                    m: rows.count, n: columns.count, k: width, beta: 1)
            }
            Spread.over(running, cost: width * 60) { range in
                for place in range {
                    let row = row(order[place], step)
                    let (input, part, h) = (x + row * 3 * width, parts.pointer + place * 3 * width, state.pointer + place * width)
                    let kept = gates.map { $0 + row * 4 * width }
                    VectorMath.eachPart(width) { i, count in
                        let r = VectorMath.sigmoid(VectorMath.load(input + i, count) + VectorMath.load(part + i, count))
                        let z = VectorMath.sigmoid(VectorMath.load(input + width + i, count) + VectorMath.load(part + width + i, count))
                        let own = VectorMath.load(part + 2 * width + i, count)
                        let n = VectorMath.tanh(VectorMath.load(input + 2 * width + i, count) + r * own)
                        let old = VectorMath.load(h + i, count)
                        VectorMath.store((1 - z) * n + z * old, h + i, count)
                        if let kept {
                            VectorMath.store(r, kept + i, count)
                            VectorMath.store(z, kept + width + i, count)
                            VectorMath.store(n, kept + 2 * width + i, count)
                            VectorMath.store(own, kept + 3 * width + i, count)
                        }
                    }
                    (out + row * width).update(from: h, count: width)
                }
            }
        }
    }

    /// Gradients of what input and state contribute to the gates, `(batch, time, 3 · width)` each, and of the initial states.
    func backward(
        _ gradient: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, _ initial: UnsafePointer<Float>, states: UnsafePointer<Float>,
        gates: UnsafePointer<Float>, fromInput: UnsafeMutablePointer<Float>, fromState: UnsafeMutablePointer<Float>,
        first: UnsafeMutablePointer<Float>
    ) {
        let batch = order.count
        // The gradient of each item's state, as it goes back in time; that of an item which has not been reached yet is 0.
        let carried = Storage(repeating: 0, count: max(1, batch * width)), parts = Storage(count: max(1, batch * 3 * width))
        for step in (0..<steps).reversed() {
            let running = active(step)
            Spread.over(running, cost: width * 40) { range in
                for place in range {
                    let item = order[place]
                    let row = row(item, step)
                    let (kept, g) = (gates + row * 4 * width, gradient + row * width)
                    let (h, carry) = (before(item, step, states, initial), carried.pointer + place * width)
                    let (toInput, toState) = (fromInput + row * 3 * width, fromState + row * 3 * width)
                    VectorMath.eachPart(width) { i, count in
                        let dh = VectorMath.load(carry + i, count) + VectorMath.load(g + i, count)
                        let (r, z) = (VectorMath.load(kept + i, count), VectorMath.load(kept + width + i, count))
                        let (n, own) = (VectorMath.load(kept + 2 * width + i, count), VectorMath.load(kept + 3 * width + i, count))
                        let dn = dh * (1 - z) * (1 - n * n)
                        let dz = dh * (VectorMath.load(h + i, count) - n) * z * (1 - z)
                        let dr = dn * own * r * (1 - r)
                        VectorMath.store(dh * z, carry + i, count)
                        VectorMath.store(dr, toInput + i, count)
                        VectorMath.store(dz, toInput + width + i, count)
                        VectorMath.store(dn, toInput + 2 * width + i, count)
                        VectorMath.store(dn * r, toState + 2 * width + i, count)
                    }
                    // The gates' own are the same for both.
                    toState.update(from: toInput, count: 2 * width)
                    (parts.pointer + place * 3 * width).update(from: toState, count: 3 * width)
                }
            }
            Products.overGrid(rows: running, columns: width) { rows, columns in
                LinearAlgebra.product(
                    .asIs, parts.pointer + rows.lowerBound * 3 * width, leadingA: 3 * width, .asIs, weight + columns.lowerBound,
                    leadingB: width,
                    into: carried.pointer + rows.lowerBound * width + columns.lowerBound, leadingC: width,
                    m: rows.count, n: columns.count, k: 3 * width, beta: 1)
            }
        }
        for (place, item) in order.enumerated() { (first + item * width).update(from: carried.pointer + place * width, count: width) }
    }

    /// The state before each time, `(batch, time, width)`; 0 in the padding.
    func statesBefore(_ states: UnsafePointer<Float>, _ initial: UnsafePointer<Float>) -> Storage {
        let out = Storage(repeating: 0, count: max(1, order.count * time * width))
        for item in order {
            for step in 0..<lengths[item] {
                (out.pointer + row(item, step) * width).update(from: before(item, step, states, initial), count: width)
            }
        }
        return out
    }
}
