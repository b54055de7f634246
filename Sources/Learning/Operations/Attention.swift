// Scaled dot-product attention over several heads.
import Arrays
import Workers

/// Which keys a query may look at.
public struct AttentionMask: Sendable {
    /// For each batch item and key: false where there is only padding. Nil if all are real.
    public var keys: [Bool]?
    /// True if a query may not look at later keys.
    public var causal: Bool

    public init(keys: [Bool]? = nil, causal: Bool = false) {
        self.keys = keys
        self.causal = causal
    }
}

extension Tensor {
    /// Self-attention (Vaswani et al. 2017, eq. 1) for queries, keys and values that lie side by side.
    ///
    /// - Parameters:
    ///   - self: `(batch, time, 3 · width)`: queries, keys, values, each the heads one after the other.
    ///   - heads: how many; a divisor of `width`.
    ///   - dropout: of the attention weights.
    /// - Returns: `(batch, time, width)`.
    public func selfAttention(heads: Int, mask: AttentionMask = AttentionMask(), dropout: Dropout? = nil) -> Tensor {
        let width = shape[2] / 3
        precondition(shape.count == 3 && shape[2] == 3 * width && width % heads == 0, "attention over \(shape), \(heads) heads")
        let plan = AttentionPlan(
            batch: shape[0], queries: shape[1], keys: shape[1], heads: heads, size: width / heads, mask: mask, dropout: dropout,
            queryStride: 3 * width, keyStride: 3 * width)
        let out = Tensor(uninitialized: [shape[0], shape[1], width])
        let kept = plan.forward(
            pointer, pointer + width, pointer + 2 * width, into: out.mutablePointer, keeping: requiresGradient)
        return out.recording([self]) { [self] gradient in
            guard let kept else { return }
            addGradient { sink, beta in
                plan.backward(
                    pointer, pointer + width, pointer + 2 * width, weights: kept, gradient: gradient,
                    into: sink, sink + width, sink + 2 * width, beta: beta)
            }
        }
    }

    /// Attention to another sequence.
    ///
    /// - Parameters:
    ///   - self: queries, `(batch, time, width)`.
    ///   - memory: keys and values side by side, `(batch, keys, 2 · width)`.
    /// - Returns: `(batch, time, width)`.
    public func crossAttention(to memory: Tensor, heads: Int, mask: AttentionMask = AttentionMask(), dropout: Dropout? = nil) -> Tensor {
        let width = shape[2]
        precondition(memory.shape[2] == 2 * width && memory.shape[0] == shape[0] && width % heads == 0, "\(shape) to \(memory.shape)")
        let plan = AttentionPlan(
            batch: shape[0], queries: shape[1], keys: memory.shape[1], heads: heads, size: width / heads, mask: mask, dropout: dropout,
            queryStride: width, keyStride: 2 * width)
        let out = Tensor(uninitialized: shape)
        let kept = plan.forward(
            pointer, memory.pointer, memory.pointer + width, into: out.mutablePointer,
            keeping: requiresGradient || memory.requiresGradient)
        return out.recording([self, memory]) { [self] gradient in
            guard let kept else { return }
            // Both gradients come from one pass.
            withGradientSink { queries, betaQ in
                memory.withGradientSink { keys, betaK in
                    plan.backward(
                        pointer, memory.pointer, memory.pointer + width, weights: kept, gradient: gradient,
                        into: queries, keys, keys + width, beta: betaQ, betaKeys: betaK)
                }
            }
        }
    }
}

/// The sizes of an attention and where its parts lie.
struct AttentionPlan {
    let batch: Int, queries: Int, keys: Int, heads: Int, size: Int
    let mask: AttentionMask
    let dropout: Dropout?
    /// From one time to the next, in numbers.
    let queryStride: Int, keyStride: Int

    private var width: Int { heads * size }
    private var scale: Float { 1 / Float(size).squareRoot() }

    /// - Returns: the weights `(batch, heads, queries, keys)` before dropout, if they are to be kept.
    func forward(
        _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, _ v: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
        keeping: Bool
    ) -> Storage? {
        let area = queries * keys
        let kept = keeping ? Storage(count: max(1, batch * heads * area)) : nil
        ThreadTeam.forEachUnchecked(pieces: batch * heads) { piece in
            let (item, head) = (piece / heads, piece % heads)
            let scratch = Storage(count: max(1, kept != nil && dropout == nil ? 1 : area))
            defer { withExtendedLifetime(scratch) {} }
            let weights = kept.map { $0.pointer + piece * area } ?? scratch.pointer
            let queryStart = item * queries * queryStride + head * size
            let keyStart = item * keys * keyStride + head * size
            LinearAlgebra.product(
                .asIs, q + queryStart, leadingA: queryStride, .transposed, k + keyStart, leadingB: keyStride,
                into: weights, leadingC: keys, m: queries, n: keys, k: size, alpha: scale)
            for row in 0..<queries { softmax(weights + row * keys, item: item, query: row) }
            var used = weights
            if let dropout {
                used = scratch.pointer
                dropped(dropout, UnsafePointer(weights), into: used, piece: piece)
            }
            LinearAlgebra.product(
                .asIs, used, leadingA: keys, .asIs, v + keyStart, leadingB: keyStride,
                into: out + item * queries * width + head * size, leadingC: width, m: queries, n: size, k: keys)
        }
        return kept
    }

    /// Adds to (or, with `beta` 0, sets) the gradients of queries, keys and values, which lie as these do.
    func backward(
        _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, _ v: UnsafePointer<Float>, weights: Storage, gradient: UnsafePointer<Float>,
        into dq: UnsafeMutablePointer<Float>, _ dk: UnsafeMutablePointer<Float>, _ dv: UnsafeMutablePointer<Float>,
        beta: Float, betaKeys: Float? = nil, betaValues: Float? = nil
    ) {
        let area = queries * keys
        let betaKeys = betaKeys ?? beta
        let betaValues = betaValues ?? betaKeys
        ThreadTeam.forEachUnchecked(pieces: batch * heads) { piece in
            let (item, head) = (piece / heads, piece % heads)
            let scratch = Storage(count: max(1, 2 * area))
            defer { withExtendedLifetime(scratch) {} }
            let p = UnsafePointer(weights.pointer + piece * area)
            let slope = scratch.pointer
            let used = scratch.pointer + area
            let queryStart = item * queries * queryStride + head * size
            let keyStart = item * keys * keyStride + head * size
            let dOut = gradient + item * queries * width + head * size
            if let dropout { dropped(dropout, p, into: used, piece: piece) } else { used.update(from: p, count: area) }
            LinearAlgebra.product(
                .transposed, used, leadingA: keys, .asIs, dOut, leadingB: width,
                into: dv + keyStart, leadingC: keyStride, m: keys, n: size, k: queries, beta: betaValues)
            LinearAlgebra.product(
                .asIs, dOut, leadingA: width, .transposed, v + keyStart, leadingB: keyStride,
                into: slope, leadingC: keys, m: queries, n: keys, k: size)
            if let dropout { dropped(dropout, UnsafePointer(slope), into: slope, piece: piece) }
            for row in 0..<queries {
                let (s, w) = (slope + row * keys, p + row * keys)
                let along = VectorMath.sum(UnsafePointer(s), w, count: keys) { $0 * $1 }
                VectorMath.map(UnsafePointer(s), w, s, count: keys) { ($0 - along) * $1 }
            }
            scoresBackward(
                slope, q + queryStart, k + keyStart, into: dq + queryStart, dk + keyStart, beta: beta, betaKeys: betaKeys)
        }
    }

    /// Gradients of one head's queries and keys from that of their products, `(queries, keys)`.
    private func scoresBackward(
        _ slope: UnsafePointer<Float>, _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, into dq: UnsafeMutablePointer<Float>,
        _ dk: UnsafeMutablePointer<Float>, beta: Float, betaKeys: Float
    ) {
        LinearAlgebra.product(
            .asIs, slope, leadingA: keys, .asIs, k, leadingB: keyStride,
            into: dq, leadingC: queryStride, m: queries, n: size, k: keys, alpha: scale, beta: beta)
        LinearAlgebra.product(
            .transposed, slope, leadingA: keys, .asIs, q, leadingB: queryStride,
            into: dk, leadingC: keyStride, m: keys, n: size, k: queries, alpha: scale, beta: betaKeys)
    }

    /// The weights alone, `(batch, heads, queries, keys)`.
    func weights(_ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        Spread.pieces(batch * heads) { piece in
            let (item, head) = (piece / heads, piece % heads)
            let weights = out + piece * queries * keys
            LinearAlgebra.product(
                .asIs, q + item * queries * queryStride + head * size, leadingA: queryStride,
                .transposed, k + item * keys * keyStride + head * size, leadingB: keyStride,
                into: weights, leadingC: keys, m: queries, n: keys, k: size, alpha: scale)
            for row in 0..<queries { softmax(weights + row * keys, item: item, query: row) }
        }
    }

    /// Gradients of queries and keys from that of the weights.
    func weightsBackward(
        _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>, weights: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
        into dq: UnsafeMutablePointer<Float>, _ dk: UnsafeMutablePointer<Float>, beta: Float, betaKeys: Float
    ) {
        let area = queries * keys
        Spread.pieces(batch * heads) { piece in
            let (item, head) = (piece / heads, piece % heads)
            let scratch = Storage(count: max(1, area))
            defer { withExtendedLifetime(scratch) {} }
            let slope = scratch.pointer
            let queryStart = item * queries * queryStride + head * size
            let keyStart = item * keys * keyStride + head * size
            for row in 0..<queries {
                let (g, w) = (gradient + piece * area + row * keys, weights + piece * area + row * keys)
                let along = VectorMath.sum(g, w, count: keys) { $0 * $1 }
                VectorMath.map(g, w, slope + row * keys, count: keys) { ($0 - along) * $1 }
            }
            scoresBackward(
                slope, q + queryStart, k + keyStart, into: dq + queryStart, dk + keyStart, beta: beta, betaKeys: betaKeys)
        }
    }

    private func dropped(_ dropout: Dropout, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, piece: Int) {
        let area = queries * keys
        dropout.apply(x, into: out, at: piece * ((area + 7) / 8 * 8), count: area)
    }

    /// One query's weights over the keys it may look at, in place of its scores; zeros if there are none.
    private func softmax(_ row: UnsafeMutablePointer<Float>, item: Int, query: Int) {
        let seen = mask.causal ? min(keys, query + 1) : keys
        if let real = mask.keys {
            for key in 0..<seen where !real[item * keys + key] { row[key] = -.infinity }
        }
        var largest = -Float.infinity
        for key in 0..<seen { largest = max(largest, row[key]) }
        guard largest > -.infinity else {
            // NaN scores fall through to here as well, and must stay visible.
            if !(0..<seen).contains(where: { row[$0].isNaN }) { row.update(repeating: 0, count: keys) }
            return
        }
        let top = largest
        VectorMath.map(UnsafePointer(row), row, count: seen) { VectorMath.exp($0 - top).replacing(with: 0, where: $0 .== -.infinity) }
        let sum = VectorMath.sum(UnsafePointer(row), count: seen)
        VectorMath.map(UnsafePointer(row), row, count: seen) { $0 / sum }
        for key in seen..<max(seen, keys) { row[key] = 0 }
    }
}
