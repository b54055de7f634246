// The loss that is a square near zero and an amount farther off.

extension Tensor {
    /// The mean of Huber's loss: `d² / (2 · beta)` where a difference is less than `beta`, `|d| - beta / 2` elsewhere, as
    /// `torch.nn.SmoothL1Loss` (Girshick 2015).
    ///
    /// - Parameters:
    ///   - channels: compares only these numbers of each row; all if nil.
    public static func smoothL1(_ a: Tensor, _ b: Tensor, channels: Range<Int>? = nil, beta threshold: Float = 1) -> Tensor {
        let width = a.columns, wanted = channels ?? 0..<width
        precondition(
            a.shape == b.shape && wanted.lowerBound >= 0 && wanted.upperBound <= width && threshold > 0,
            "\(a.shape), \(b.shape), channels \(wanted)")
        let rows = a.rows
        // Each row's sum by itself, added in their order.
        var sums = [Float](repeating: 0, count: rows)
        sums.withUnsafeMutableBufferPointer { sums in
            Spread.over(rows, cost: wanted.count * 2) { range in
                for row in range {
                    let at = row * width + wanted.lowerBound
                    sums[row] = VectorMath.sum(a.pointer + at, b.pointer + at, count: wanted.count) { x, y in
                        let d = VectorMath.magnitude(x - y)
                        return (d - threshold * 0.5).replacing(with: d * d * (0.5 / threshold), where: d .< threshold)
                    }
                }
            }
        }
        let counted = Float(max(1, rows * wanted.count))
        let out = Tensor([Float(sums.reduce(0.0) { $0 + Double($1) }) / counted], shape: [])
        return out.recording([a, b]) { gradient in
            for (tensor, factor) in [(a, gradient[0] / counted), (b, -gradient[0] / counted)] {
                tensor.addGradient { sink, beta in
                    Spread.over(rows, cost: width * 2) { range in
                        for row in range {
                            if beta == 0 { (sink + row * width).update(repeating: 0, count: width) }
                            let at = row * width + wanted.lowerBound
                            VectorMath.accumulate(a.pointer + at, b.pointer + at, into: sink + at, count: wanted.count) { x, y in
                                let d = (x - y) / threshold
                                return pointwiseMax(pointwiseMin(d, Lanes(repeating: 1)), Lanes(repeating: -1)) * factor
                            }
                        }
                    }
                }
            }
        }
    }
}
