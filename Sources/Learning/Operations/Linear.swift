// The linear map of a layer, and two of them around an activation.

extension Tensor {
    /// `x · weightᵀ + bias`.
    ///
    /// - Parameters:
    ///   - weight: `(outputs, inputs)`.
    ///   - bias: `(outputs)`.
    /// - Returns: this tensor's shape with `outputs` in place of its last axis, `inputs`.
    public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
        precondition(weight.shape.count == 2 && weight.shape[1] == columns, "\(shape) through weights \(weight.shape)")
        let (rows, n, k) = (rows, weight.shape[0], columns)
        let out = Tensor(uninitialized: Array(shape.dropLast()) + [n])
        Products.linear(pointer, weight.pointer, bias: bias?.pointer, into: out.mutablePointer, rows: rows, n: n, k: k)
        return out.recording([self, weight] + (bias.map { [$0] } ?? [])) { [self] gradient in
            addGradient { Products.inputGradient(gradient, weight.pointer, into: $0, beta: $1, rows: rows, n: n, k: k) }
            weight.addGradient { Products.weightGradient(gradient, pointer, into: $0, beta: $1, rows: rows, n: n, k: k) }
            bias?.addGradient { ColumnSums.add(gradient, rows: rows, columns: n, into: $0, beta: $1) }
        }
    }

    /// Two linear maps with an activation between: `drop(activation(x · w1ᵀ + b1)) · w2ᵀ + b2`.
    ///
    /// The activated numbers are never all in memory at once; going back, they are computed a second time.
    ///
    /// - Parameters:
    ///   - weight1: `(hidden, inputs)`.
    ///   - weight2: `(outputs, hidden)`.
    ///   - dropout: of the activated numbers.
    public func feedForward(
        _ weight1: Tensor, _ bias1: Tensor, _ weight2: Tensor, _ bias2: Tensor, activation: Activation, dropout: Dropout? = nil
    ) -> Tensor {
        precondition(weight1.shape[1] == columns && weight2.shape[1] == weight1.shape[0], "\(weight1.shape), \(weight2.shape)")
        let (rows, inputs, hidden, outputs) = (rows, columns, weight1.shape[0], weight2.shape[0])
        let out = Tensor(uninitialized: Array(shape.dropLast()) + [outputs])
        let inputs0 = [self, weight1, bias1, weight2, bias2]
        let learning = inputs0.contains(where: \.requiresGradient)
        // What comes before the activation, kept only for going back.
        let before = learning ? Storage(count: rows * hidden) : nil

        func activate(_ tile: Range<Int>, from x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
            activation.apply(x, into: y, count: tile.count * hidden)
            dropout?.apply(UnsafePointer(y), into: y, at: tile.lowerBound * hidden, count: tile.count * hidden)
        }
        if Products.cutsColumns(rows: rows, n: min(hidden, outputs)) {
            // Few rows: each product has all threads to itself.
            let activated = Storage(count: rows * hidden)
            let linear = before?.pointer ?? activated.pointer
            Products.linear(pointer, weight1.pointer, bias: bias1.pointer, into: linear, rows: rows, n: hidden, k: inputs)
            Spread.over(rows, cost: hidden * 20) { range in
                activate(
                    range, from: UnsafePointer(linear + range.lowerBound * hidden), into: activated.pointer + range.lowerBound * hidden)
            }
            Products.linear(
                UnsafePointer(activated.pointer), weight2.pointer, bias: bias2.pointer, into: out.mutablePointer, rows: rows, n: outputs,
                k: hidden)
            withExtendedLifetime(activated) {}
        } else {
            Spread.overTiles(rows: rows) { tile in
                let scratch = Storage(count: tile.count * hidden)
                defer { withExtendedLifetime(scratch) {} }
                let linear = before.map { $0.pointer + tile.lowerBound * hidden } ?? scratch.pointer
                Products.tile(
                    pointer + tile.lowerBound * inputs, weight1.pointer, bias: bias1.pointer, into: linear, rows: tile.count, n: hidden,
                    k: inputs)
                activate(tile, from: UnsafePointer(linear), into: scratch.pointer)
                Products.tile(
                    UnsafePointer(scratch.pointer), weight2.pointer, bias: bias2.pointer,
                    into: out.mutablePointer + tile.lowerBound * outputs,
                    rows: tile.count, n: outputs, k: hidden)
            }
        }
        return out.recording(inputs0) { [self] gradient in
            guard let before else { return }
            bias2.addGradient { ColumnSums.add(gradient, rows: rows, columns: outputs, into: $0, beta: $1) }
            if weight2.requiresGradient {
                let activated = Storage(count: rows * hidden)
                Spread.overTiles(rows: rows) { tile in
                    activate(
                        tile, from: UnsafePointer(before.pointer + tile.lowerBound * hidden),
                        into: activated.pointer + tile.lowerBound * hidden)
                }
                weight2.addGradient {
                    Products.weightGradient(
                        gradient, UnsafePointer(activated.pointer), into: $0, beta: $1, rows: rows, n: outputs, k: hidden)
                }
            }
            // From here on the memory of `before` holds its own gradient.
            Spread.overTiles(rows: rows) { tile in
                let scratch = Storage(count: tile.count * hidden)
                defer { withExtendedLifetime(scratch) {} }
                Products.inputTile(
                    gradient + tile.lowerBound * outputs, weight2.pointer, into: scratch.pointer, beta: 0, rows: tile.count, n: outputs,
                    k: hidden)
                dropout?.apply(
                    UnsafePointer(scratch.pointer), into: scratch.pointer, at: tile.lowerBound * hidden, count: tile.count * hidden)
                let own = before.pointer + tile.lowerBound * hidden
                activation.applySlope(UnsafePointer(own), UnsafePointer(scratch.pointer), into: own, beta: 0, count: tile.count * hidden)
            }
            let slope = UnsafePointer(before.pointer)
            bias1.addGradient { ColumnSums.add(slope, rows: rows, columns: hidden, into: $0, beta: $1) }
            weight1.addGradient { Products.weightGradient(slope, pointer, into: $0, beta: $1, rows: rows, n: hidden, k: inputs) }
            addGradient { Products.inputGradient(slope, weight1.pointer, into: $0, beta: $1, rows: rows, n: hidden, k: inputs) }
        }
    }
}
