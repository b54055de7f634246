// Attention whose queries, keys and values are tensors of their own, and its two halves.
import Arrays

extension Tensor {
    /// Scaled dot-product attention (Vaswani et al. 2017, eq. 1) over several heads.
    ///
    /// - Parameters:
    ///   - queries: `(batch, time, width)`, the heads one after the other.
    ///   - keys: `(batch, keys, width)`, as `values`.
    ///   - heads: how many; a divisor of `width`.
    ///   - dropout: of the attention weights.
    /// - Returns: `(batch, time, width)`.
    public static func attention(
        queries: Tensor, keys: Tensor, values: Tensor, heads: Int, mask: AttentionMask = AttentionMask(), dropout: Dropout? = nil
    ) -> Tensor {
        let plan = AttentionPlan(queries: queries, keys: keys, heads: heads, mask: mask, dropout: dropout)
        precondition(values.shape == keys.shape, "keys \(keys.shape), values \(values.shape)")
        // Each has a gradient of its own, even if they are one tensor.
        let keys = keys === queries ? keys.reshaped(keys.shape) : keys
        let values = values === queries || values === keys ? values.reshaped(values.shape) : values
        let out = Tensor(uninitialized: queries.shape)
        let learning = queries.requiresGradient || keys.requiresGradient || values.requiresGradient
        let kept = plan.forward(queries.pointer, keys.pointer, values.pointer, into: out.mutablePointer, keeping: learning)
        return out.recording([queries, keys, values]) { gradient in
            guard let kept else { return }
            queries.withGradientSink { dq, betaQ in
                keys.withGradientSink { dk, betaK in
                    values.withGradientSink { dv, betaV in
                        plan.backward(
                            queries.pointer, keys.pointer, values.pointer, weights: kept, gradient: gradient,
                            into: dq, dk, dv, beta: betaQ, betaKeys: betaK, betaValues: betaV)
                    }
                }
            }
        }
    }

    /// The first half of attention: how much each query looks at each key, `softmax(q · kᵀ / √size)`.
    ///
    /// - Parameters:
    ///   - queries: `(batch, time, width)`.
    ///   - keys: `(batch, keys, width)`.
    /// - Returns: `(batch, heads, time, keys)`.
    public static func attentionWeights(queries: Tensor, keys: Tensor, heads: Int, mask: AttentionMask = AttentionMask()) -> Tensor {
        let plan = AttentionPlan(queries: queries, keys: keys, heads: heads, mask: mask, dropout: nil)
        let keys = keys === queries ? keys.reshaped(keys.shape) : keys
        let out = Tensor(uninitialized: [plan.batch, heads, plan.queries, plan.keys])
        plan.weights(queries.pointer, keys.pointer, into: out.mutablePointer)
        let kept = out.storage
        return out.recording([queries, keys]) { gradient in
            queries.withGradientSink { dq, betaQ in
                keys.withGradientSink { dk, betaK in
                    plan.weightsBackward(
                        queries.pointer, keys.pointer, weights: kept.pointer, gradient: gradient, into: dq, dk, beta: betaQ, betaKeys: betaK
                    )
                }
            }
        }
    }

    /// The second half: each query's mean of the values under these weights `(batch, heads, time, keys)`.
    ///
    /// - Parameter values: `(batch, keys, width)`.
    /// - Returns: `(batch, time, width)`.
    public func weightedMean(of values: Tensor) -> Tensor {
        precondition(
            shape.count == 4 && values.shape.count == 3 && values.shape[0] == shape[0] && values.shape[1] == shape[3],
            "\(shape) of \(values.shape)")
        let (batch, heads, queries, keys, width) = (shape[0], shape[1], shape[2], shape[3], values.shape[2])
        let size = width / heads
        let out = Tensor(uninitialized: [batch, queries, width])
        Spread.pieces(batch * heads) { piece in
            let (item, head) = (piece / heads, piece % heads)
            LinearAlgebra.product(
                .asIs, pointer + piece * queries * keys, leadingA: keys, .asIs, values.pointer + item * keys * width + head * size,
                leadingB: width,
                into: out.mutablePointer + item * queries * width + head * size, leadingC: width, m: queries, n: size, k: keys)
        }
        return out.recording([self, values]) { [self] gradient in
            addGradient { sink, beta in
                Spread.pieces(batch * heads) { piece in
                    let (item, head) = (piece / heads, piece % heads)
                    LinearAlgebra.product(
                        .asIs, gradient + item * queries * width + head * size, leadingA: width,
                        .transposed, values.pointer + item * keys * width + head * size, leadingB: width,
                        into: sink + piece * queries * keys, leadingC: keys, m: queries, n: keys, k: size, beta: beta)
                }
            }
            values.addGradient { sink, beta in
                Spread.pieces(batch * heads) { piece in
                    let (item, head) = (piece / heads, piece % heads)
                    LinearAlgebra.product(
                        .transposed, pointer + piece * queries * keys, leadingA: keys,
                        .asIs, gradient + item * queries * width + head * size, leadingB: width,
                        into: sink + item * keys * width + head * size, leadingC: width, m: keys, n: size, k: queries, beta: beta)
                }
            }
        }
    }

    /// Rows turned into shares that add up to 1: `exp(x) / Σ exp(x)`.
    public func softmax() -> Tensor {
        let (rows, n) = (rows, columns)
        let out = Tensor(uninitialized: shape)
        Spread.over(rows, cost: n * 20) { range in
            for row in range {
                let (x, y) = (pointer + row * n, out.mutablePointer + row * n)
                var top = -Float.infinity
                for i in 0..<n { top = max(top, x[i]) }
                let largest = top
                VectorMath.map(x, y, count: n) { VectorMath.exp($0 - largest).replacing(with: 0, where: $0 .== -.infinity) }
                let sum = VectorMath.sum(UnsafePointer(y), count: n)
                VectorMath.map(UnsafePointer(y), y, count: n) { $0 / sum }
            }
        }
        let kept = out.storage
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(rows, cost: n * 4) { range in
                    for row in range {
                        let (g, y, s) = (gradient + row * n, UnsafePointer(kept.pointer + row * n), sink + row * n)
                        let along = VectorMath.sum(g, y, count: n) { $0 * $1 }
                        if beta == 0 {
                            VectorMath.map(g, y, s, count: n) { ($0 - along) * $1 }
                        } else {
                            VectorMath.accumulate(g, y, into: s, count: n) { ($0 - along) * $1 }
                        }
                    }
                }
            }
        }
    }

    /// Where a gradient goes; somewhere that is thrown away if it is not wanted.
    func withGradientSink(_ body: (UnsafeMutablePointer<Float>, Float) -> Void) {
        guard !requiresGradient else { return addGradient(body) }
        let spare = Storage(count: max(1, count))
        body(spare.pointer, 0)
        withExtendedLifetime(spare) {}
    }
}

extension AttentionPlan {
    fileprivate init(queries: Tensor, keys: Tensor, heads: Int, mask: AttentionMask, dropout: Dropout?) {
        let width = queries.columns
        precondition(
            queries.shape.count == 3 && keys.shape.count == 3 && keys.shape[0] == queries.shape[0] && keys.columns == width
                && width % heads == 0,
            "\(queries.shape) to \(keys.shape), \(heads) heads")
        self.init(
            batch: queries.shape[0], queries: queries.shape[1], keys: keys.shape[1], heads: heads, size: width / heads, mask: mask,
            dropout: dropout,
            queryStride: width, keyStride: width)
    }
}
