// From masks to base tokens: the most confident ones stay, the others are drawn again, fewer in each step.
// Guo et al., CVPR 2024, section 3.4, after MaskGIT (Chang et al., CVPR 2022).
import Learning
import LibC

/// How base tokens are found.
public struct MaskedGenerationOptions: Sendable, Equatable {
    /// Passes; 18 as released, 10 in the paper's evaluation.
    public var steps = 18
    /// Weight of the text: `l = l_u + s (l_c − l_u)`; 1 leaves the pass without text out.
    public var guidanceScale: Float = 4
    public var sampler = TokenSampler()
    /// Generates as if there were no text.
    public var ignoresText = false

    public init(steps: Int = 18, guidanceScale: Float = 4, sampler: TokenSampler = TokenSampler(), ignoresText: Bool = false) {
        self.steps = steps
        self.guidanceScale = guidanceScale
        self.sampler = sampler
        self.ignoresText = ignoresText
    }
}

/// One motion's tokens on their way.
public struct MaskedSequence: Sendable {
    /// The token of each place; ``MaskedTransformer/maskToken`` where one is to be found.
    public internal(set) var tokens: [Int]
    /// Places that may change.
    let isEditable: [Bool]
    /// The row of its text among the conditions.
    let condition: Int
    let noise: TokenNoise
    /// How sure of its token each place was; ``settled`` for those that do not change any more.
    var scores: [Float]
    /// True where every editable place is judged again in each step, and a constant share of them redrawn.
    let isFree: Bool

    static let settled: Float = 1e5
    /// The share of places that are redrawn in each step of a free edit.
    static let freeShare: Float = 0.16

    private init(tokens: [Int], isEditable: [Bool], condition: Int, noise: TokenNoise, isFree: Bool) {
        self.tokens = tokens
        self.isEditable = isEditable
        self.condition = condition
        self.noise = noise
        self.isFree = isFree
        scores = isEditable.map { $0 ? 0 : MaskedSequence.settled }
    }

    /// A motion to be made: all masks.
    public static func new(length: Int, mask: Int, condition: Int, noise: TokenNoise) -> MaskedSequence {
        MaskedSequence(
            tokens: [Int](repeating: mask, count: length), isEditable: [Bool](repeating: true, count: length), condition: condition,
            noise: noise,
            isFree: false)
    }

    /// A motion of which a part is to be made anew, given the rest.
    public static func inpainting(_ tokens: [Int], where isEdited: [Bool], mask: Int, condition: Int, noise: TokenNoise) -> MaskedSequence {
        MaskedSequence(
            tokens: zip(tokens, isEdited).map { $1 ? mask : $0 }, isEditable: isEdited, condition: condition, noise: noise, isFree: false)
    }

    /// A motion all of which may change little by little towards a text.
    public static func free(_ tokens: [Int], condition: Int, noise: TokenNoise) -> MaskedSequence {
        MaskedSequence(
            tokens: tokens, isEditable: [Bool](repeating: true, count: tokens.count), condition: condition, noise: noise, isFree: true)
    }

    var editableCount: Int { isEditable.count { $0 } }
}

/// How many places are masked in a step.
public struct MaskSchedule: Sendable {
    public let steps: Int

    public init(steps: Int) { self.steps = steps }

    /// The share of masked places in step `step` of `steps`: a cosine from 1 to 0.
    public func share(step: Int) -> Float {
        guard steps > 1 else { return 1 }
        // As `torch.linspace` rounds: from the nearer end, in one step. Counts of masks hang on the last bit where a share is 1/2.
        let width = 1 / Float(steps - 1)
        let time = step < steps / 2 ? width * Float(step) : Float(1).addingProduct(-width, Float(steps - 1 - step))
        return Float(cos(Double(time * Float.pi * 0.5)))
    }

    /// Of `length` places, at least one; halves are rounded to even.
    public func masked(step: Int, of length: Int) -> Int { max(1, Int((share(step: step) * Float(length)).rounded(.toNearestOrEven))) }
}

extension MaskedTransformer {
    /// Finds the tokens of motions.
    ///
    /// A motion's tokens depend on its own length, text and noise alone, not on the others.
    ///
    /// - Parameters:
    ///   - motions: changed in place.
    ///   - conditions: the texts' vectors, `(texts, conditionWidth)`.
    ///   - observe: told before each step what the network reads, and after it the guided logits of each motion's wanted places.
    ///   - progress: told after each step.
    public func generate(
        _ motions: inout [MaskedSequence], conditions: Tensor, options: MaskedGenerationOptions,
        observe: ((_ step: Int, _ motion: Int, _ tokens: [Int], _ wanted: [Int], _ logits: UnsafeBufferPointer<Float>) -> Void)? = nil,
        progress: (Int) -> Void = { _ in }
    ) {
        let schedule = MaskSchedule(steps: options.steps)
        let (texts, table) = (trunk.conditionRows(conditions), inputTable())
        for step in 0..<options.steps {
            var wanted: [[Int]] = []
            for i in motions.indices { wanted.append(motions[i].mask(step: step, schedule: schedule, mask: maskToken)) }
            let guided = guidedLogits(motions, wanted: wanted, texts: texts, table: table, options: options)
            for i in motions.indices where !wanted[i].isEmpty {
                guided[i].withElements { logits in
                    observe?(step, i, motions[i].tokens, wanted[i], logits)
                    motions[i].fill(
                        wanted[i], from: logits, step: step, codes: configuration.codes, mask: maskToken, sampler: options.sampler)
                }
            }
            progress(step)
        }
    }

    /// The guided logits of each motion's wanted places: `(wanted, codes)` each.
    private func guidedLogits(
        _ motions: [MaskedSequence], wanted: [[Int]], texts: Tensor, table: Tensor, options: MaskedGenerationOptions
    ) -> [Tensor] {
        /// Without a text, motions of one length that are all masks are the same to the network: in the first step they share one pass.
        var untouched: [Int: Int] = [:]
        var blocks: [[Sequence]] = []
        /// For each motion: block and place in it of the passes with and without text.
        var passes: [(guided: (block: Int, index: Int)?, unguided: (block: Int, index: Int)?)] = []
        let needsUnguided = options.ignoresText || options.guidanceScale != 1
        for (motion, wanted) in zip(motions, wanted) {
            guard !wanted.isEmpty else {
                passes.append((nil, nil))
                continue
            }
            let guided = options.ignoresText ? nil : Sequence(tokens: motion.tokens, condition: motion.condition, wanted: wanted)
            let unguided = needsUnguided ? Sequence(tokens: motion.tokens, condition: nil, wanted: wanted) : nil
            if guided != nil, let unguided, wanted.count == motion.tokens.count, motion.tokens.allSatisfy({ $0 == maskToken }) {
                let shared = untouched[motion.tokens.count] ?? blocks.count
                if shared == blocks.count { blocks.append([unguided]) }
                untouched[motion.tokens.count] = shared
                passes.append(((blocks.count, 0), (shared, 0)))
                blocks.append([guided].compactMap { $0 })
            } else {
                passes.append((guided.map { _ in (blocks.count, 0) }, unguided.map { _ in (blocks.count, guided == nil ? 0 : 1) }))
                blocks.append([guided, unguided].compactMap { $0 })
            }
        }
        let codes = configuration.codes
        guard !blocks.isEmpty else { return motions.map { _ in Tensor(repeating: 0, shape: [0, codes]) } }
        let (logits, starts) = logits(blocks, conditions: texts, table: table)
        func start(_ pass: (block: Int, index: Int)) -> Int { starts[pass.block][pass.index] * codes }
        return zip(passes, wanted).map { pass, wanted in
            let out = Tensor(repeating: 0, shape: [wanted.count, codes])
            logits.withElements { all in
                out.update { out in
                    switch pass {
                    case (let guided?, let unguided?):
                        let (with, without) = (start(guided), start(unguided))
                        for k in out.indices { out[k] = all[without + k] + (all[with + k] - all[without + k]) * options.guidanceScale }
                    case (let only?, nil), (nil, let only?):
                        let first = start(only)
                        for k in out.indices { out[k] = all[first + k] }
                    case (nil, nil): break
                    }
                }
            }
            return out
        }
    }
}

extension MaskedSequence {
    /// Puts masks on the places the sequence is least sure of.
    ///
    /// - Returns: the places whose logits are wanted: the masked ones, in a free edit all.
    mutating func mask(step: Int, schedule: MaskSchedule, mask: Int) -> [Int] {
        let editable = editableCount
        guard editable > 0 else { return [] }
        let count =
            isFree
            ? max(1, Int((Float(editable) * MaskedSequence.freeShare).rounded(.toNearestOrEven)))
            : schedule.masked(step: step, of: editable)
        let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 < $1 }
        let masked = order.prefix(count).filter { isEditable[$0] }
        for place in masked { tokens[place] = mask }
        return isFree ? tokens.indices.filter { isEditable[$0] } : masked.sorted()
    }

    /// Draws tokens for the masked places, and keeps how sure each is.
    mutating func fill(_ places: [Int], from logits: UnsafeBufferPointer<Float>, step: Int, codes: Int, mask: Int, sampler: TokenSampler) {
        if !isFree { scores = [Float](repeating: MaskedSequence.settled, count: tokens.count) }
        for (row, place) in places.enumerated() {
            let own = UnsafeBufferPointer(rebasing: logits[row * codes..<(row + 1) * codes])
            let drawn = sampler.draw(own) { noise.value(step, place, $0) }
            if tokens[place] == mask { tokens[place] = drawn }
            // A free edit judges every place by the token that was drawn, written or not, as the released code does.
            scores[place] = TokenSampler.probability(of: drawn, own)
        }
    }
}
