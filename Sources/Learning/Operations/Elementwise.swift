// Sums, products and functions of each number by itself.

extension Tensor {
    /// The sum of two tensors, element by element; the second may also have the shape of the first's last axes, such as a bias
    /// or a table of positions, and is then added to each.
    /// - Precondition: the shapes fit.
    public static func + (a: Tensor, b: Tensor) -> Tensor {
        precondition(a.shape.suffix(b.shape.count).elementsEqual(b.shape), "\(a.shape) + \(b.shape)")
        let out = Tensor(uninitialized: a.shape)
        let period = b.count
        guard period > 0 else { return out }
        if period == a.count {
            Spread.map(a.pointer, b.pointer, out.mutablePointer, count: a.count) { $0 + $1 }
        } else {
            Spread.over(a.count / period, cost: period) { range in
                for i in range {
                    VectorMath.map(a.pointer + i * period, b.pointer, out.mutablePointer + i * period, count: period) { $0 + $1 }
                }
            }
        }
        return out.recording([a, b]) { gradient in
            a.addGradient { accumulate(gradient, into: $0, beta: $1, count: a.count) }
            b.addGradient { sink, beta in
                if period == a.count {
                    accumulate(gradient, into: sink, beta: beta, count: period)
                } else {
                    ColumnSums.add(gradient, rows: a.count / period, columns: period, into: sink, beta: beta)
                }
            }
        }
    }

    /// The difference of two tensors of one shape.
    public static func - (a: Tensor, b: Tensor) -> Tensor {
        precondition(a.shape == b.shape, "\(a.shape) - \(b.shape)")
        let out = Tensor(uninitialized: a.shape)
        Spread.map(a.pointer, b.pointer, out.mutablePointer, count: a.count) { $0 - $1 }
        return out.recording([a, b]) { gradient in
            a.addGradient { accumulate(gradient, into: $0, beta: $1, count: a.count) }
            b.addGradient { accumulate(gradient, into: $0, beta: $1, count: b.count, factor: -1) }
        }
    }

    /// The product of two tensors of one shape, element by element.
    public static func * (a: Tensor, b: Tensor) -> Tensor {
        precondition(a.shape == b.shape, "\(a.shape) * \(b.shape)")
        let out = Tensor(uninitialized: a.shape)
        Spread.map(a.pointer, b.pointer, out.mutablePointer, count: a.count) { $0 * $1 }
        return out.recording([a, b]) { gradient in
            a.addGradient { accumulateProduct(gradient, b.pointer, into: $0, beta: $1, count: a.count) }
            b.addGradient { accumulateProduct(gradient, a.pointer, into: $0, beta: $1, count: a.count) }
        }
    }

    /// Every number times a constant.
    public static func * (a: Tensor, factor: Float) -> Tensor {
        let out = Tensor(uninitialized: a.shape)
        Spread.map(a.pointer, out.mutablePointer, count: a.count) { $0 * factor }
        return out.recording([a]) { gradient in
            a.addGradient { accumulate(gradient, into: $0, beta: $1, count: a.count, factor: factor) }
        }
    }

    /// Every number times the only number of `factor`.
    public func scaled(by factor: Tensor) -> Tensor {
        let value = factor.item
        let out = Tensor(uninitialized: shape)
        Spread.map(pointer, out.mutablePointer, count: count) { $0 * value }
        return out.recording([self, factor]) { [self] gradient in
            addGradient { accumulate(gradient, into: $0, beta: $1, count: count, factor: value) }
            factor.addGradient { sink, beta in
                sink[0] = (beta == 0 ? 0 : sink[0]) + VectorMath.sum(gradient, pointer, count: count) { $0 * $1 }
            }
        }
    }

    /// The exponential of each number.
    public func exponential() -> Tensor {
        let out = Tensor(uninitialized: shape)
        Spread.map(pointer, out.mutablePointer, count: count, cost: 20, VectorMath.exp)
        let keep = out.storage
        return out.recording([self]) { [self] gradient in
            addGradient { accumulateProduct(gradient, UnsafePointer(keep.pointer), into: $0, beta: $1, count: count) }
        }
    }

    /// The functions that layers apply to each number.
    public enum Activation: Sendable {
        /// `x · Φ(x)`, exact (Hendrycks & Gimpel 2016).
        case gelu
        /// `x · σ(1.702 x)`, as in CLIP.
        case quickGELU
        /// `x · σ(x)`.
        case silu
        /// `max(x, 0)`.
        case relu
        /// `x` where it is positive, this share of it elsewhere.
        case leakyReLU(Float)
        /// `x · tanh(ln(1 + eˣ))` (Misra 2019).
        case mish
        case tanh
        /// `1 / (1 + e⁻ˣ)`.
        case sigmoid
    }

    /// A function of each number.
    public func activated(_ activation: Activation) -> Tensor {
        let out = Tensor(uninitialized: shape)
        Spread.over(count / 8 + 1, cost: 40) { blocks in
            let start = blocks.lowerBound * 8
            let length = min(count, blocks.upperBound * 8) - start
            if length > 0 { activation.apply(pointer + start, into: out.mutablePointer + start, count: length) }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(count / 8 + 1, cost: 60) { blocks in
                    let start = blocks.lowerBound * 8
                    let length = min(count, blocks.upperBound * 8) - start
                    guard length > 0 else { return }
                    activation.applySlope(pointer + start, gradient + start, into: sink + start, beta: beta, count: length)
                }
            }
        }
    }

    /// The same numbers in another shape.
    /// - Precondition: as many of them.
    public func reshaped(_ shape: [Int]) -> Tensor {
        precondition(shape.reduce(1, *) == count, "\(self.shape) as \(shape)")
        return Tensor(shape: shape, storage: storage).recording([self]) { [self] gradient in
            addGradient { accumulate(gradient, into: $0, beta: $1, count: count) }
        }
    }

    /// A share of the numbers set to zero, the others scaled up; this tensor itself if `dropout` is nil.
    public func dropped(_ dropout: Dropout?) -> Tensor {
        guard let dropout else { return self }
        let out = Tensor(uninitialized: shape)
        Spread.over(count / 8 + 1, cost: 20) { blocks in
            let start = blocks.lowerBound * 8
            let length = min(count, blocks.upperBound * 8) - start
            if length > 0 { dropout.apply(pointer + start, into: out.mutablePointer + start, at: start, count: length) }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(count / 8 + 1, cost: 20) { blocks in
                    let start = blocks.lowerBound * 8
                    let length = min(count, blocks.upperBound * 8) - start
                    guard length > 0 else { return }
                    if beta == 0 {
                        dropout.apply(gradient + start, into: sink + start, at: start, count: length)
                    } else {
                        dropout.add(gradient + start, to: sink + start, at: start, count: length)
                    }
                }
            }
        }
    }
}

extension Tensor.Activation {
    @inline(__always)
    func apply(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .gelu: VectorMath.map(x, out, count: count, VectorMath.gelu)
        case .quickGELU: VectorMath.map(x, out, count: count, VectorMath.quickGELU)
        case .silu: VectorMath.map(x, out, count: count, VectorMath.silu)
        case .relu: VectorMath.map(x, out, count: count) { pointwiseMax($0, Lanes.zero) }
        case .leakyReLU(let share): VectorMath.map(x, out, count: count) { VectorMath.leaky($0, share) }
        case .mish: VectorMath.map(x, out, count: count, VectorMath.mish)
        case .tanh: VectorMath.map(x, out, count: count, VectorMath.tanh)
        case .sigmoid: VectorMath.map(x, out, count: count, VectorMath.sigmoid)
        }
    }

    /// `out = beta · out + gradient · f'(x)`; `out` may be `gradient`.
    @inline(__always)
    func applySlope(
        _ x: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, beta: Float, count: Int
    ) {
        func run(_ slope: (Lanes) -> Lanes) {
            if beta == 0 {
                VectorMath.map(x, gradient, out, count: count) { slope($0) * $1 }
            } else {
                var whole = 0
                while whole + 8 <= count {
                    let add = slope(VectorMath.load(x + whole)) * VectorMath.load(gradient + whole)
                    VectorMath.store(VectorMath.load(out + whole) + add, out + whole)
                    whole += 8
                }
                for i in whole..<count { out[i] += slope(Lanes(repeating: x[i]))[0] * gradient[i] }
            }
        }
        switch self {
        case .gelu: run(VectorMath.geluSlope)
        case .quickGELU: run(VectorMath.quickGELUSlope)
        case .silu: run(VectorMath.siluSlope)
        case .relu: run { Lanes.zero.replacing(with: 1, where: $0 .> 0) }
        case .leakyReLU(let share): run { Lanes(repeating: share).replacing(with: 1, where: $0 .> 0) }
        case .mish: run(VectorMath.mishSlope)
        case .tanh:
            run {
                let y = VectorMath.tanh($0)
                return 1 - y * y
            }
        case .sigmoid:
            run {
                let y = VectorMath.sigmoid($0)
                return y * (1 - y)
            }
        }
    }
}

/// `sink = beta · sink + factor · x`.
func accumulate(_ x: UnsafePointer<Float>, into sink: UnsafeMutablePointer<Float>, beta: Float, count: Int, factor: Float = 1) {
    if beta == 0 {
        if factor == 1 {
            sink.update(from: x, count: count)
        } else {
            Spread.map(x, sink, count: count) { $0 * factor }
        }
    } else {
        Spread.map(x, UnsafePointer(sink), sink, count: count) { $1 + $0 * factor }
    }
}

/// `sink = beta · sink + x · y`.
func accumulateProduct(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into sink: UnsafeMutablePointer<Float>, beta: Float, count: Int
) {
    Spread.over(count / 8 + 1, cost: 8) { blocks in
        let start = blocks.lowerBound * 8
        let end = min(count, blocks.upperBound * 8)
        guard start < end else { return }
        if beta == 0 {
            VectorMath.map(x + start, y + start, sink + start, count: end - start) { $0 * $1 }
        } else {
            var i = start
            while i + 8 <= end {
                let add = VectorMath.load(x + i) * VectorMath.load(y + i)
                VectorMath.store(VectorMath.load(sink + i) + add, sink + i)
                i += 8
            }
            while i < end {
                sink[i] += x[i] * y[i]
                i += 1
            }
        }
    }
}
