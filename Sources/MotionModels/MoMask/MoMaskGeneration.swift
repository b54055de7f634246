// Motions from texts by MoMask: of any length, each by itself.
// Guo et al., CVPR 2024, section 3.4; longer motions by the inpainting of section 4.4.
import Learning

extension MoMask {
    /// How motions are made.
    public struct Options: Sendable, Equatable {
        public var masked = MaskedGenerationOptions()
        public var residual = ResidualGenerationOptions()
        /// Decodes all motions of a call as one padded batch, as the Python code does: the padding changes the last frames of shorter ones.
        public var decodesPaddedBatch = false

        public init(
            masked: MaskedGenerationOptions = MaskedGenerationOptions(), residual: ResidualGenerationOptions = ResidualGenerationOptions()
        ) {
            self.masked = masked
            self.residual = residual
        }
    }

    /// A stretch of a motion with one text.
    public struct Segment: Sendable, Equatable {
        /// The row of its text among the conditions.
        public let condition: Int
        /// Its length in tokens.
        public let tokens: Int

        public init(condition: Int, tokens: Int) {
            self.condition = condition
            self.tokens = tokens
        }
    }

    /// A motion to be made: one text after the other.
    public struct Request: Sendable, Equatable {
        public let segments: [Segment]
        /// What its random numbers follow from.
        public let key: UInt64

        public init(segments: [Segment], key: UInt64) {
            self.segments = segments
            self.key = key
        }

        var tokens: Int { segments.reduce(0) { $0 + $1.tokens } }
    }

    /// Tokens of a pass at most: what the transformers have seen in training.
    public static var longestPass: Int { longestMotion / 4 }
    /// Tokens of what was made before that a pass sees, where a motion is longer than that or goes on with another text.
    static let overlap = 16
    /// Motions that go through the networks together: more take memory and gain nothing.
    static let batch = 24

    /// The key of a motion's random numbers: of the seed, what is asked for, and which of its repeats it is; not of what stands beside it.
    public static func key(seed: UInt64, text: String, occurrence: Int) -> UInt64 {
        // FNV-1a over the text.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var random = RandomNumbers(seed: seed ^ hash)
        let first = random.next()
        return first &+ UInt64(truncatingIfNeeded: occurrence) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The tokens of motions.
    ///
    /// A motion that is longer than ``longestPass``, or has several texts, is made in passes: each sees the last tokens of what was made
    /// before and goes on from there.
    ///
    /// - Parameters:
    ///   - conditions: the texts' vectors, `(texts, conditionWidth)`.
    ///   - progress: told how many of all passes through a network are done.
    /// - Returns: for each motion and token the code of each quantiser.
    public func tokens(_ requests: [Request], conditions: Tensor, options: Options = Options(), progress: (Double) -> Void = { _ in })
        -> [[[Int]]]
    {
        var made = [[[Int]]](repeating: [], count: requests.count)
        let plans = requests.map { MoMask.passes($0.segments) }
        let rounds = plans.map(\.count).max() ?? 0
        let passes = Double(options.masked.steps + (residual == nil ? 0 : vq.configuration.quantizers - 1))
        let work = plans.reduce(0) { $0 + $1.count }
        var done = 0
        for round in 0..<rounds {
            let open = requests.indices.filter { plans[$0].count > round }
            for start in stride(from: 0, to: open.count, by: MoMask.batch) {
                let part = Array(open[start..<min(open.count, start + MoMask.batch)])
                let contexts = part.map { Array(made[$0].suffix(round == 0 ? 0 : plans[$0][round].context)) }
                let windows = zip(part, contexts).map { index, context in
                    Window(
                        tokens: context.map(Optional.some) + [[Int]?](repeating: nil, count: plans[index][round].tokens),
                        condition: plans[index][round].condition, key: requests[index].key &+ UInt64(round) &* 0xD1B5_4A32_D192_ED03)
                }
                let found = fill(windows, conditions: conditions, options: options) { step in
                    progress((Double(done) + Double(part.count) * Double(step) / passes) / Double(max(1, work)))
                }
                for (k, index) in part.enumerated() { made[index] += found[k].dropFirst(contexts[k].count) }
                done += part.count
            }
        }
        return made
    }

    /// Features of motions in physical units, `(framesPerToken · tokens, features)` each.
    public func features(of tokens: [[[Int]]], options: Options = Options()) -> [Tensor] {
        if options.decodesPaddedBatch, !tokens.isEmpty {
            let batch = vq.decode(padded: tokens)
            let (frames, width) = (batch.shape[1], batch.shape[2])
            let numbers = batch.elements
            return tokens.enumerated().map { index, own in
                let count = own.count * vq.configuration.framesPerToken
                let start = index * frames * width
                return Tensor(denormalized(Array(numbers[start..<start + count * width])), shape: [count, width])
            }
        }
        return tokens.map { own in
            let decoded = vq.decode(own)
            return Tensor(denormalized(decoded.elements), shape: decoded.shape)
        }
    }

    /// One pass: its new tokens, and how many of the last made before it sees.
    struct Pass: Equatable {
        let condition: Int
        let tokens: Int
        let context: Int
    }

    /// Cuts segments into passes none of which, with what it sees, is longer than ``longestPass``.
    static func passes(_ segments: [Segment]) -> [Pass] {
        var passes: [Pass] = []
        var before = 0
        for segment in segments {
            var rest = segment.tokens
            while rest > 0 {
                let context = min(before, overlap)
                // Even parts, so that none is a stump.
                let room = longestPass - context
                let parts = (rest + room - 1) / room
                let count = (rest + parts - 1) / parts
                passes.append(Pass(condition: segment.condition, tokens: count, context: context))
                before += count
                rest -= count
            }
        }
        return passes
    }

    /// Tokens of a stretch, some of which are known.
    struct Window {
        /// For each place the code of each quantiser, nil where it is to be found.
        let tokens: [[Int]?]
        let condition: Int
        let key: UInt64
    }

    /// Finds the tokens that are missing in windows.
    ///
    /// - Parameter progress: told how many passes through a network are done.
    func fill(_ windows: [Window], conditions: Tensor, options: Options, progress: (Int) -> Void = { _ in }) -> [[[Int]]] {
        let sampling = options.masked.sampler.sampling
        var sequences = windows.map { window in
            MaskedSequence.inpainting(
                window.tokens.map { $0?.first ?? masked.maskToken }, where: window.tokens.map { $0 == nil }, mask: masked.maskToken,
                condition: window.condition, noise: TokenNoise(key: window.key, sampling: sampling))
        }
        masked.generate(&sequences, conditions: conditions, options: options.masked, progress: { progress($0 + 1) })
        guard let residual else {
            return zip(windows, sequences).map { window, sequence in zip(window.tokens, sequence.tokens).map { $0 ?? [$1] } }
        }
        var all = zip(windows, sequences).map { window, sequence in
            ResidualSequence(
                base: sequence.tokens, condition: window.condition,
                noise: TokenNoise(key: window.key ^ 0xA5A5_5A5A_C3C3_3C3C, sampling: .gumbel), kept: window.tokens)
        }
        residual.generate(&all, conditions: conditions, options: options.residual, progress: { progress(options.masked.steps + $0) })
        return all.map(\.tokens)
    }
}
