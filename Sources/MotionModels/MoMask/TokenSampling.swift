// Choosing tokens by chance: which are in question, and which one it is.

import LibC

/// How a token is drawn from its probabilities. Both ways draw each token as often.
public enum TokenSampling: Sendable, Equatable {
    /// In proportion to the softmax, as `torch.multinomial` for a single draw: the largest p / e, with e exponentially distributed.
    case categorical
    /// The largest logit + g, with g Gumbel-distributed.
    case gumbel
}

/// Random numbers for the draws of one motion, found by where they are used: what other motions draw, and in which order, changes nothing.
public struct TokenNoise: Sendable {
    let value: @Sendable (_ step: Int, _ place: Int, _ token: Int) -> Float

    /// Recorded numbers: uniform ones for ``TokenSampling/gumbel``, exponential ones for ``TokenSampling/categorical``.
    public init(_ value: @escaping @Sendable (_ step: Int, _ place: Int, _ token: Int) -> Float) { self.value = value }

    /// Numbers that follow from a key.
    public init(key: UInt64, sampling: TokenSampling) {
        value = { step, place, token in
            var state =
                key ^ (UInt64(truncatingIfNeeded: step) << 48) ^ (UInt64(truncatingIfNeeded: place) << 24)
                ^ UInt64(truncatingIfNeeded: token)
            // Two rounds of SplitMix64's finaliser, so that neighbouring counters have nothing in common.
            for _ in 0..<2 {
                state &+= 0x9E37_79B9_7F4A_7C15
                state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
                state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
                state ^= state >> 31
            }
            // In the middles of 2²⁴ steps: never 0, never 1.
            let uniform = (Float(state >> 40) + 0.5) * (1 / 16_777_216)
            return sampling == .gumbel ? uniform : -log(uniform)
        }
    }
}

/// Draws tokens from logits.
public struct TokenSampler: Sendable, Equatable {
    public var sampling: TokenSampling
    public var temperature: Float
    /// The share of tokens that are never drawn: those with the smallest logits.
    public var topkRatio: Double

    public init(sampling: TokenSampling = .categorical, temperature: Float = 1, topkRatio: Double = 0.9) {
        self.sampling = sampling
        self.temperature = temperature
        self.topkRatio = topkRatio
    }

    /// How many tokens are in question: at least one.
    package func keptCount(of tokens: Int) -> Int { min(tokens, max(1, Int(((1 - topkRatio) * Double(tokens)).rounded(.up)))) }

    /// The tokens with the largest logits, largest first; of equal ones the first.
    package func kept(_ logits: UnsafeBufferPointer<Float>) -> [Int] {
        let wanted = keptCount(of: logits.count)
        guard wanted > 0 else { return [] }
        // Sorting numbers is several times faster than sorting places by them, and most places are not wanted.
        var values = Array(logits)
        values.sort(by: >)
        let least = values[wanted - 1]
        let above = logits.indices.filter { logits[$0] > least }
        let equal = logits.indices.lazy.filter { logits[$0] == least }.prefix(max(0, wanted - above.count))
        return above.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 } + equal
    }

    /// One token.
    ///
    /// - Parameter noise: the random number of each token.
    func draw(_ logits: UnsafeBufferPointer<Float>, noise: (Int) -> Float) -> Int {
        let kept = kept(logits)
        guard let first = kept.first else { return 0 }
        var best = first
        var most = -Float.infinity
        switch sampling {
        case .gumbel:
            let temperature = max(temperature, 1e-10)
            for token in kept {
                let gumbel = -log(max(-log(max(noise(token), 1e-20)), 1e-20))
                let value = logits[token] / temperature + gumbel
                if value > most || (value == most && token < best) { (most, best) = (value, token) }
            }
        case .categorical:
            let top = logits[first]
            let weights = kept.map { exp((logits[$0] - top) / max(temperature, 1e-10)) }
            let sum = weights.reduce(0, +)
            for (token, weight) in zip(kept, weights) {
                let value = weight / sum / max(noise(token), .leastNormalMagnitude)
                if value > most || (value == most && token < best) { (most, best) = (value, token) }
            }
        }
        return best
    }

    /// The probability of a token by the softmax of all logits.
    static func probability(of token: Int, _ logits: UnsafeBufferPointer<Float>) -> Float {
        let top = logits.max() ?? 0
        return exp(logits[token] - top) / logits.reduce(0) { $0 + exp($1 - top) }
    }
}
