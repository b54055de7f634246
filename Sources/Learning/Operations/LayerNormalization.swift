// Layer normalisation, by itself and after a residual connection.

extension Tensor {
    /// Rows brought to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016).
    ///
    /// - Parameters:
    ///   - weight: `(features)`; no scaling if nil.
    ///   - bias: `(features)`; no shift if nil.
    ///   - epsilon: added to the variance.
    /// - Returns: the shape of this tensor, `(…, features)`.
    public func layerNormalized(weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5) -> Tensor {
        normalize(self, weight, bias, epsilon, inputs: [self]) { [self] slope in
            addGradient { accumulate(UnsafePointer(slope.pointer), into: $0, beta: $1, count: count) }
        }
    }

    /// The normalised sum of this tensor and what a sub-layer made of it: `LN(x + drop(branch))`, the end of each half of a
    /// "post-norm" transformer layer.
    ///
    /// - Parameter branch: is overwritten when nothing will be differentiated, and becomes the sum otherwise, so it must be a
    ///   fresh result that nobody else reads, and whose own gradient does not need it (a linear map's does not).
    package func normalizedSum(
        consuming branch: Tensor, dropout: Dropout? = nil, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
    ) -> Tensor {
        precondition(shape == branch.shape, "\(shape) + \(branch.shape)")
        let sum = branch.mutablePointer
        Spread.over(rows, cost: columns * 4) { range in
            let start = range.lowerBound * columns
            let length = range.count * columns
            if let dropout { dropout.apply(UnsafePointer(sum + start), into: sum + start, at: start, count: length) }
            VectorMath.map(pointer + start, UnsafePointer(sum + start), sum + start, count: length) { $0 + $1 }
        }
        return normalize(branch, weight, bias, epsilon, inputs: [self, branch]) { [self] slope in
            addGradient { accumulate(UnsafePointer(slope.pointer), into: $0, beta: $1, count: count) }
            guard let dropout else {
                branch.addGradient { accumulate(UnsafePointer(slope.pointer), into: $0, beta: $1, count: count) }
                return
            }
            branch.addGradient { sink, beta in
                Spread.over(rows, cost: columns * 4) { range in
                    let start = range.lowerBound * columns, length = range.count * columns
                    if beta == 0 {
                        dropout.apply(UnsafePointer(slope.pointer + start), into: sink + start, at: start, count: length)
                    } else {
                        dropout.add(UnsafePointer(slope.pointer + start), to: sink + start, at: start, count: length)
                    }
                }
            }
        }
    }
}

/// Normalises the rows of `x`, and passes on the gradient for `x` to `deliver`.
private func normalize(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Float, inputs: [Tensor], deliver: @escaping (Storage) -> Void
) -> Tensor {
    let (rows, n) = (x.rows, x.columns)
    precondition((weight?.count ?? n) == n && (bias?.count ?? n) == n, "normalising \(x.shape)")
    let out = Tensor(uninitialized: x.shape)
    // Mean and 1 / deviation of each row.
    let statistics = Storage(count: max(1, 2 * rows))
    Spread.over(rows, cost: n * 4) { range in
        for row in range {
            let line = x.pointer + row * n
            let mean = VectorMath.sum(line, count: n) / Float(n)
            let variance = VectorMath.sum(line, line, count: n) { a, _ in (a - mean) * (a - mean) } / Float(n)
            let inverse = 1 / (variance + epsilon).squareRoot()
            statistics.pointer[2 * row] = mean
            statistics.pointer[2 * row + 1] = inverse
            let y = out.mutablePointer + row * n
            if let weight {
                VectorMath.map(line, weight.pointer, y, count: n) { ($0 - mean) * inverse * $1 }
            } else {
                VectorMath.map(line, y, count: n) { ($0 - mean) * inverse }
            }
            if let bias { VectorMath.map(UnsafePointer(y), bias.pointer, y, count: n) { $0 + $1 } }
        }
    }
    return out.recording(inputs + [weight, bias].compactMap { $0 }) { gradient in
        bias?.addGradient { ColumnSums.add(gradient, rows: rows, columns: n, into: $0, beta: $1) }
        weight?.addGradient { sink, beta in
            Spread.over(n / 8 + 1, cost: rows * 16) { blocks in
                let start = blocks.lowerBound * 8
                let length = min(n, blocks.upperBound * 8) - start
                guard length > 0 else { return }
                if beta == 0 { (sink + start).update(repeating: 0, count: length) }
                let scratch = UnsafeMutablePointer<Float>.allocate(capacity: length)
                defer { scratch.deallocate() }
                for row in 0..<rows {
                    let at = row * n + start
                    let (mean, inverse) = (statistics.pointer[2 * row], statistics.pointer[2 * row + 1])
                    VectorMath.map(x.pointer + at, gradient + at, scratch, count: length) { ($0 - mean) * inverse * $1 }
                    VectorMath.map(UnsafePointer(scratch), UnsafePointer(sink + start), sink + start, count: length) { $0 + $1 }
                }
            }
        }
        let slope = Storage(count: x.count)
        Spread.over(rows, cost: n * 8) { range in
            for row in range {
                let (line, g, s) = (x.pointer + row * n, gradient + row * n, slope.pointer + row * n)
                let (mean, inverse) = (statistics.pointer[2 * row], statistics.pointer[2 * row + 1])
                if let weight {
                    VectorMath.map(g, weight.pointer, s, count: n) { $0 * $1 }
                } else {
                    s.update(from: g, count: n)
                }
                let average = VectorMath.sum(UnsafePointer(s), count: n) / Float(n)
                let along = VectorMath.sum(UnsafePointer(s), line, count: n) { $0 * (($1 - mean) * inverse) } / Float(n)
                VectorMath.map(line, UnsafePointer(s), s, count: n) { x, g in (g - average - (x - mean) * inverse * along) * inverse }
            }
        }
        deliver(slope)
    }
}
