// How unlikely the right classes are made.

extension Tensor {
    /// The mean over rows of `-log softmax(row)[target]`: cross-entropy against one right class a row, as
    /// `torch.nn.functional.cross_entropy`.
    ///
    /// - Parameters:
    ///   - targets: the right column of each row.
    ///   - ignored: rows with this target do not count; all count if nil.
    ///   - smoothing: the share of each row's weight that is spread evenly over all classes (Szegedy et al. 2016).
    /// - Returns: one number; 0 if no row counts.
    public func crossEntropy(targets: [Int], ignoring ignored: Int? = nil, smoothing: Float = 0) -> Tensor {
        let (rows, columns) = (rows, columns)
        precondition(
            targets.count == rows && targets.allSatisfy { $0 == ignored || ($0 >= 0 && $0 < columns) },
            "\(targets.count) targets for \(shape)")
        let counted = ignored.map { ignored in targets.count { $0 != ignored } } ?? rows
        let probabilities = Storage(count: max(1, count))
        var losses = [Double](repeating: 0, count: rows)
        losses.withUnsafeMutableBufferPointer { losses in
            Spread.over(rows, cost: columns * 20) { range in
                for row in range where targets[row] != ignored {
                    let x = pointer + row * columns
                    let p = probabilities.pointer + row * columns
                    var largest = -Float.infinity
                    for i in 0..<columns { largest = max(largest, x[i]) }
                    let top = largest
                    VectorMath.map(x, p, count: columns) { VectorMath.exp($0 - top) }
                    let sum = VectorMath.sum(UnsafePointer(p), count: columns)
                    VectorMath.map(UnsafePointer(p), p, count: columns) { $0 / sum }
                    let size = Double(top) + Double(sum).logarithm
                    losses[row] = size - Double(x[targets[row]])
                    if smoothing != 0 {
                        let mean = Double(VectorMath.sum(x, count: columns)) / Double(columns)
                        losses[row] = (1 - Double(smoothing)) * losses[row] + Double(smoothing) * (size - mean)
                    }
                }
            }
        }
        let total = losses.reduce(0, +)
        let out = Tensor([Float(total / Double(max(1, counted)))], shape: [])
        return out.recording([self]) { [self] gradient in
            let factor = gradient[0] / Float(max(1, counted))
            let (right, even) = (1 - smoothing, smoothing / Float(max(1, columns)))
            addGradient { sink, beta in
                Spread.over(rows, cost: columns * 2) { range in
                    for row in range {
                        let s = sink + row * columns
                        if beta == 0 { s.update(repeating: 0, count: columns) }
                        guard targets[row] != ignored else { continue }
                        VectorMath.accumulate(
                            probabilities.pointer + row * columns, probabilities.pointer + row * columns, into: s, count: columns
                        ) {
                            p, _ in (p - even) * factor
                        }
                        s[targets[row]] -= right * factor
                    }
                }
            }
        }
    }
}
