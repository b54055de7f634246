// Sequences side by side and cut apart along their channels, and stretched over time.

extension Tensor {
    /// Channels one after the other: `(…, a)` and `(…, b)` to `(…, a + b)`.
    public static func sideBySide(_ parts: [Tensor]) -> Tensor {
        let rows = parts.first?.rows ?? 0, lead = parts.first.map { Array($0.shape.dropLast()) } ?? []
        precondition(parts.allSatisfy { Array($0.shape.dropLast()) == lead }, "\(parts)")
        let width = parts.reduce(0) { $0 + $1.columns }
        let out = Tensor(uninitialized: lead + [width])
        var start = 0
        let starts = parts.map { part in
            defer { start += part.columns }
            return start
        }
        Spread.over(rows, cost: width / 2 + 1) { range in
            for row in range {
                for (part, start) in zip(parts, starts) {
                    (out.mutablePointer + row * width + start).update(from: part.pointer + row * part.columns, count: part.columns)
                }
            }
        }
        return out.recording(parts) { gradient in
            for (part, start) in zip(parts, starts) {
                part.addGradient { sink, beta in
                    Spread.over(rows, cost: part.columns) { range in
                        for row in range {
                            let (g, s) = (gradient + row * width + start, sink + row * part.columns)
                            if beta == 0 {
                                s.update(from: g, count: part.columns)
                            } else {
                                VectorMath.map(g, UnsafePointer(s), s, count: part.columns) { $1 + $0 }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Some neighbouring channels of all rows: `(…, channels)` to `(…, range.count)`.
    public func channels(_ wanted: Range<Int>) -> Tensor {
        let (rows, n) = (rows, columns)
        precondition(wanted.lowerBound >= 0 && wanted.upperBound <= n, "channels \(wanted) of \(shape)")
        let out = Tensor(uninitialized: shape.dropLast() + [wanted.count])
        Spread.over(rows, cost: wanted.count) { range in
            for row in range {
                (out.mutablePointer + row * wanted.count).update(from: pointer + row * n + wanted.lowerBound, count: wanted.count)
            }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(rows, cost: n) { range in
                    for row in range {
                        let (g, s) = (gradient + row * wanted.count, sink + row * n)
                        if beta == 0 {
                            s.update(repeating: 0, count: n)
                            (s + wanted.lowerBound).update(from: g, count: wanted.count)
                        } else {
                            VectorMath.map(g, UnsafePointer(s + wanted.lowerBound), s + wanted.lowerBound, count: wanted.count) { $1 + $0 }
                        }
                    }
                }
            }
        }
    }

    /// Each time repeated: `(batch, time, channels)` to `(batch, time · factor, channels)`, as `torch.nn.Upsample` with `nearest`.
    public func upsampled(_ factor: Int) -> Tensor {
        precondition(shape.count == 3 && factor > 0, "\(shape) upsampled \(factor) times")
        let (rows, width) = (shape[0] * shape[1], shape[2])
        let out = Tensor(uninitialized: [shape[0], shape[1] * factor, width])
        Spread.over(rows, cost: width * factor) { range in
            for row in range {
                for copy in 0..<factor {
                    (out.mutablePointer + (row * factor + copy) * width).update(from: pointer + row * width, count: width)
                }
            }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(rows, cost: width * factor) { range in
                    for row in range {
                        ColumnSums.addAlone(
                            gradient + row * factor * width, rows: factor, columns: width, into: sink + row * width, beta: beta)
                    }
                }
            }
        }
    }

    /// Times of zeros after the last: `(batch, time, channels)` to `(batch, wanted, channels)`.
    public func padded(toTime wanted: Int) -> Tensor {
        let (batch, time, width) = (shape[0], shape[1], shape[2])
        precondition(shape.count == 3 && wanted >= time, "\(shape) to \(wanted) times")
        if wanted == time { return self }
        let out = Tensor(uninitialized: [batch, wanted, width])
        for item in 0..<batch {
            let line = out.mutablePointer + item * wanted * width
            line.update(from: pointer + item * time * width, count: time * width)
            (line + time * width).update(repeating: 0, count: (wanted - time) * width)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for item in 0..<batch {
                    accumulate(gradient + item * wanted * width, into: sink + item * time * width, beta: beta, count: time * width)
                }
            }
        }
    }
}
