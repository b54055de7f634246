// Reductions: sums, means, and the losses made of them.

extension Tensor {
    /// The sum of all numbers.
    public func sum() -> Tensor {
        let out = Tensor([pairwiseSum(pointer, count: count)], shape: [])
        return out.recording([self]) { [self] gradient in
            let g = gradient[0]
            addGradient { sink, beta in
                Spread.map(UnsafePointer(sink), sink, count: count) { beta == 0 ? Lanes(repeating: g) : $0 + g }
            }
        }
    }

    /// The mean of all numbers.
    public func mean() -> Tensor { sum() * (1 / Float(max(1, count))) }

    /// The mean of `weight · (a - b)²` over the numbers whose weight is not zero: the mean squared error over those that count.
    ///
    /// - Parameters:
    ///   - weights: 0 or 1 for each number; all count if nil.
    public static func meanSquaredError(_ a: Tensor, _ b: Tensor, weights: [Float]? = nil) -> Tensor {
        precondition(a.shape == b.shape && (weights == nil || weights?.count == a.count), "\(a.shape) against \(b.shape)")
        let difference = Storage(count: a.count)
        Spread.map(a.pointer, b.pointer, difference.pointer, count: a.count) { $0 - $1 }
        var counted = Double(a.count)
        if let weights {
            counted = 0
            for i in 0..<a.count {
                counted += Double(weights[i])
                if weights[i] == 0 { difference.pointer[i] = 0 }
            }
        }
        var squares = 0.0
        for start in stride(from: 0, to: a.count, by: 1024) {
            let x = UnsafePointer(difference.pointer + start)
            squares += Double(VectorMath.sum(x, x, count: min(1024, a.count - start)) { $0 * $1 })
        }
        let out = Tensor([Float(squares / max(1, counted))], shape: [])
        return out.recording([a, b]) { gradient in
            let factor = gradient[0] * 2 / Float(max(1, counted))
            a.addGradient { accumulate(UnsafePointer(difference.pointer), into: $0, beta: $1, count: a.count, factor: factor) }
            b.addGradient { accumulate(UnsafePointer(difference.pointer), into: $0, beta: $1, count: a.count, factor: -factor) }
        }
    }

    /// Rows divided by their length.
    ///
    /// - Parameter shape: `(…, features)`.
    public func normalizedRows() -> Tensor {
        let out = Tensor(uninitialized: shape)
        let lengths = Storage(count: max(1, rows))
        for row in 0..<rows {
            let x = pointer + row * columns
            // A row of zeros stays one.
            let length = max(VectorMath.sum(x, x, count: columns) { $0 * $1 }.squareRoot(), 1e-12)
            lengths.pointer[row] = length
            VectorMath.map(x, out.mutablePointer + row * columns, count: columns) { $0 / length }
        }
        let kept = out.storage
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for row in 0..<rows {
                    let at = row * columns
                    let y = UnsafePointer(kept.pointer + at)
                    let along = VectorMath.sum(gradient + at, y, count: columns) { $0 * $1 }
                    let length = lengths.pointer[row]
                    for i in 0..<columns {
                        let g = (gradient[at + i] - along * y[i]) / length
                        sink[at + i] = (beta == 0 ? 0 : sink[at + i]) + g
                    }
                }
            }
        }
    }
}

/// A sum whose order depends on the count alone, and whose error stays small however many numbers there are.
func pairwiseSum(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var total = 0.0
    for start in stride(from: 0, to: count, by: 1024) {
        total += Double(VectorMath.sum(x + start, count: min(1024, count - start)))
    }
    return Float(total)
}
