// Attention to a memory of one token, as the decoders of SMoG and MotionCLIP have it.

extension Tensor {
    /// What attending to one token comes to, after the layer's output map: the same vector for every time.
    ///
    /// The softmax over one key is 1, so queries and keys play no part, and `out_proj(value)` need be computed once for each
    /// item instead of once for each time. During training dropout may take a head away from single times; what a head
    /// contributes to the output map is still the same at all times, and is added up or left out.
    ///
    /// - Parameters:
    ///   - self: the values, `(batch, width)`.
    ///   - time: how many times to repeat it.
    ///   - weight: of the output map, `(width, width)`.
    ///   - bias: `(width)`.
    ///   - dropout: of the attention weights `(batch, heads, time, 1)`.
    /// - Returns: `(batch, time, width)`.
    public func singleTokenAttention(time: Int, heads: Int, weight: Tensor, bias: Tensor, dropout: Dropout? = nil) -> Tensor {
        let (batch, width) = (shape[0], shape[1])
        precondition(shape.count == 2 && width % heads == 0 && weight.shape == [width, width], "\(shape), \(heads) heads")
        guard let dropout else { return linear(weight, bias: bias).repeated(time) }

        // What each head adds: values of one head at a time, zero elsewhere, through the output map.
        let parts = splitHeads(heads).linear(weight)  // (batch · heads, width)
        let factors = Storage(count: max(1, batch * heads * time))
        dropout.fill(factors.pointer, at: 0, count: batch * heads * time)
        let out = Tensor(uninitialized: [batch, time, width])
        Spread.over(batch * time, cost: width * heads) { range in
            for row in range {
                let (item, at) = (row / time, row % time)
                let y = out.mutablePointer + row * width
                y.update(from: bias.pointer, count: width)
                for head in 0..<heads where factors.pointer[(item * heads + head) * time + at] != 0 {
                    VectorMath.map(UnsafePointer(y), parts.pointer + (item * heads + head) * width, y, count: width) {
                        $0 + $1 * dropout.scale
                    }
                }
            }
        }
        return out.recording([parts, bias]) { gradient in
            bias.addGradient { ColumnSums.add(gradient, rows: batch * time, columns: width, into: $0, beta: $1) }
            parts.addGradient { sink, beta in
                Spread.over(batch * heads, cost: width * time) { range in
                    for part in range {
                        let s = sink + part * width
                        if beta == 0 { s.update(repeating: 0, count: width) }
                        for at in 0..<time where factors.pointer[part * time + at] != 0 {
                            VectorMath.map(UnsafePointer(s), gradient + (part / heads * time + at) * width, s, count: width) {
                                $0 + $1 * dropout.scale
                            }
                        }
                    }
                }
            }
        }
    }

    /// `(batch, width)` to `(batch · heads, width)`: in each row one head's numbers, in their place, and zeros.
    private func splitHeads(_ heads: Int) -> Tensor {
        let (batch, width) = (shape[0], shape[1])
        let size = width / heads
        let out = Tensor(repeating: 0, shape: [batch * heads, width])
        for part in 0..<batch * heads {
            let start = part % heads * size
            (out.mutablePointer + part * width + start).update(from: pointer + part / heads * width + start, count: size)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for part in 0..<batch * heads {
                    let start = part % heads * size
                    let (g, s) = (gradient + part * width + start, sink + part / heads * width + start)
                    for i in 0..<size { s[i] = (beta == 0 ? 0 : s[i]) + g[i] }
                }
            }
        }
    }

    /// `(batch, width)` to `(batch, time, width)`, the same at each time.
    public func repeated(_ time: Int) -> Tensor {
        let (batch, width) = (shape[0], shape[1])
        let out = Tensor(uninitialized: [batch, time, width])
        for row in 0..<batch * time { (out.mutablePointer + row * width).update(from: pointer + row / time * width, count: width) }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for item in 0..<batch {
                    ColumnSums.add(gradient + item * time * width, rows: time, columns: width, into: sink + item * width, beta: beta)
                }
            }
        }
    }
}
