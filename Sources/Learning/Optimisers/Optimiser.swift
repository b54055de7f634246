// Optimisers: AdamW and Lion.

/// Changes parameters by their gradients, one step at a time.
public protocol Optimiser: AnyObject {
    var learningRate: Float { get set }
    /// Steps taken.
    var steps: Int { get }
    /// One step for every parameter that has a gradient; the others stay as they are.
    func step()
    /// What a resumed run needs besides the parameters: a list of arrays for each parameter, empty before its first step.
    var state: [[Tensor]] { get }
    /// Takes up what ``state`` gave.
    func restore(_ state: [[Tensor]], steps: Int)
}

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019), as `torch.optim.AdamW` computes it.
public final class AdamW: Optimiser {
    public var learningRate: Float
    public let beta1: Float
    public let beta2: Float
    public let epsilon: Float
    public let weightDecay: Float
    public private(set) var steps = 0
    private let parameters: [Tensor]
    private var moments: [(first: Tensor, second: Tensor)?]

    public init(
        _ parameters: [Tensor], learningRate: Float = 1e-4, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        weightDecay: Float = 0.01
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        moments = Array(repeating: nil, count: parameters.count)
    }

    public func step() {
        steps += 1
        let correction1 = 1 - power(Double(beta1), steps), correction2 = 1 - power(Double(beta2), steps)
        let stepSize = Float(Double(learningRate) / correction1)
        let root = Float(1 / correction2.squareRoot())
        let (beta1, beta2, epsilon, shrink) = (beta1, beta2, epsilon, 1 - learningRate * weightDecay)
        for (index, parameter) in parameters.enumerated() {
            guard let gradient = parameter.gradientStorage else { continue }
            let (first, second) =
                moments[index] ?? (Tensor(repeating: 0, shape: parameter.shape), Tensor(repeating: 0, shape: parameter.shape))
            moments[index] = (first, second)
            parameter.storage.changes += 1
            Spread.over(parameter.count / 8 + 1, cost: 40) { blocks in
                let start = blocks.lowerBound * 8
                let length = min(parameter.count, blocks.upperBound * 8) - start
                guard length > 0 else { return }
                let (p, g) = (parameter.mutablePointer + start, UnsafePointer(gradient.pointer + start))
                let (m, v) = (first.mutablePointer + start, second.mutablePointer + start)
                VectorMath.map(g, UnsafePointer(m), m, count: length) { g, m in m * beta1 + g * (1 - beta1) }
                VectorMath.map(g, UnsafePointer(v), v, count: length) { g, v in v * beta2 + g * g * (1 - beta2) }
                VectorMath.update(p, UnsafePointer(m), UnsafePointer(v), count: length) { p, m, v in
                    p * shrink - m * stepSize / (v.squareRoot() * root + epsilon)
                }
            }
        }
    }

    public var state: [[Tensor]] { moments.map { $0.map { [$0.first, $0.second] } ?? [] } }

    public func restore(_ state: [[Tensor]], steps: Int) {
        self.steps = steps
        for (index, arrays) in state.enumerated() where index < moments.count && arrays.count == 2 {
            // States are read from files, and changed here.
            moments[index] = (arrays[0].owned(), arrays[1].owned())
        }
    }
}

/// Steps of even size along the sign of a running mean of gradients (Chen et al. 2023, "Symbolic discovery of optimization
/// algorithms").
public final class Lion: Optimiser {
    public var learningRate: Float
    public let beta1: Float
    public let beta2: Float
    public let weightDecay: Float
    public private(set) var steps = 0
    private let parameters: [Tensor]
    private var momenta: [Tensor?]

    public init(_ parameters: [Tensor], learningRate: Float = 1e-4, beta1: Float = 0.9, beta2: Float = 0.99, weightDecay: Float = 0) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.weightDecay = weightDecay
        momenta = Array(repeating: nil, count: parameters.count)
    }

    public func step() {
        steps += 1
        let (beta1, beta2, rate, shrink) = (beta1, beta2, learningRate, 1 - learningRate * weightDecay)
        for (index, parameter) in parameters.enumerated() {
            guard let gradient = parameter.gradientStorage else { continue }
            let momentum = momenta[index] ?? Tensor(repeating: 0, shape: parameter.shape)
            momenta[index] = momentum
            parameter.storage.changes += 1
            Spread.over(parameter.count / 8 + 1, cost: 30) { blocks in
                let start = blocks.lowerBound * 8
                let length = min(parameter.count, blocks.upperBound * 8) - start
                guard length > 0 else { return }
                let (p, g, m) = (parameter.mutablePointer + start, UnsafePointer(gradient.pointer + start), momentum.mutablePointer + start)
                VectorMath.update(p, g, UnsafePointer(m), count: length) { p, g, m in
                    let c = m * beta1 + g * (1 - beta1)
                    let sign = Lanes.zero.replacing(with: 1, where: c .> 0).replacing(with: -1, where: c .< 0)
                    return p * shrink - sign * rate
                }
                VectorMath.map(g, UnsafePointer(m), m, count: length) { g, m in m * beta2 + g * (1 - beta2) }
            }
        }
    }

    public var state: [[Tensor]] { momenta.map { $0.map { [$0] } ?? [] } }

    public func restore(_ state: [[Tensor]], steps: Int) {
        self.steps = steps
        for (index, arrays) in state.enumerated() where index < momenta.count && arrays.count == 1 { momenta[index] = arrays[0] }
    }
}

extension VectorMath {
    /// `p = f(p, x, y)`, number by number.
    @inline(__always)
    static func update(
        _ p: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int,
        _ f: (Lanes, Lanes, Lanes) -> Lanes
    ) {
        let whole = count & ~7
        var i = 0
        while i < whole {
            store(f(load(UnsafePointer(p + i)), load(x + i), load(y + i)), p + i)
            i += 8
        }
        while i < count {
            p[i] = f(Lanes(repeating: p[i]), Lanes(repeating: x[i]), Lanes(repeating: y[i]))[0]
            i += 1
        }
    }
}

/// `base` to the power of `exponent`, by repeated squaring: the same on every machine.
func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
        if left & 1 == 1 { result *= square }
        square *= square
        left >>= 1
    }
    return result
}
