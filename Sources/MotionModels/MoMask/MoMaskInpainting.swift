// A part of a motion made anew to a text, the rest as it was.
// Guo et al., CVPR 2024, section 4.4 (temporal inpainting).
import Arrays
import Learning

extension MoMask {
    /// A motion to be edited.
    public struct Source: Sendable {
        /// Features in physical units, `(frames, features)`.
        public let features: NDArray<Float>
        /// The frames that are made anew; several stretches in order, none of them empty.
        public let sections: [Range<Int>]

        public init(features: NDArray<Float>, sections: [Range<Int>]) {
            self.features = features
            self.sections = sections
        }

        var frameCount: Int { features.shape[0] }
    }

    /// What becomes of what is not edited.
    public enum Surroundings: Sendable, Equatable {
        /// Frames outside the sections are the source's to the bit, tokens too; the first frames inside blend over from them.
        case kept
        /// Residual tokens of the whole motion are found anew and all of it is decoded, as the Python code does.
        case regenerated
    }

    /// Frames over which a section's start and end blend over from the source.
    static let blending = 6

    /// Edited motions: features in physical units, as many frames as the source.
    ///
    /// Motions longer than ``longestMotion`` are edited in windows around what is to change, each with as much of the rest as fits.
    ///
    /// - Parameters:
    ///   - condition: the row of the text among the conditions.
    ///   - key: what the random numbers follow from.
    ///   - usesResidual: false decodes base tokens alone.
    public func inpainted(
        _ source: Source, condition: Int, conditions: Tensor, key: UInt64, options: Options, surroundings: Surroundings = .kept,
        usesResidual: Bool = true
    ) -> NDArray<Float> {
        let perToken = vq.configuration.framesPerToken
        let frames = source.frameCount, width = source.features.shape[1]
        let padded = (frames + perToken - 1) / perToken * perToken
        var normal = normalized(source.features.elements)
        // A last token that the clip does not fill is filled with its last frame.
        for _ in frames..<max(frames, padded) { normal += normal.suffix(width) }
        let encoded = vq.encode(Tensor(normal, shape: [1, padded, width]))
        let before = vq.quantize(encoded.reshaped([encoded.shape[1], encoded.shape[2]]))
        let isEdited = before.indices.map { token in
            source.sections.contains { $0.overlaps(token * perToken..<(token + 1) * perToken) }
        }
        var tokens: [[Int]?] = zip(before, isEdited).map { $1 ? nil : $0 }
        var round: UInt64 = 0
        while let first = tokens.firstIndex(where: { $0 == nil }) {
            let start = max(0, min(first - MoMask.overlap, tokens.count - MoMask.longestPass))
            let range = start..<min(tokens.count, start + MoMask.longestPass)
            let window = Window(tokens: Array(tokens[range]), condition: condition, key: key &+ round &* 0xD1B5_4A32_D192_ED03)
            for (place, found) in zip(range, fill([window], conditions: conditions, options: options)[0]) { tokens[place] = found }
            round += 1
        }
        var all = tokens.map { $0 ?? [] }
        if surroundings == .regenerated {
            all = regenerated(all.map { $0[0] }, condition: condition, conditions: conditions, key: key, options: options)
        }
        if !usesResidual { all = all.map { Array($0.prefix(1)) } }
        let decoded = denormalized(vq.decode(all).elements)
        let made = NDArray(shape: [frames, width], elements: Array(decoded.prefix(frames * width)))
        return surroundings == .kept ? MoMask.blended(made, into: source) : made
    }

    /// All residual tokens anew.
    private func regenerated(_ base: [Int], condition: Int, conditions: Tensor, key: UInt64, options: Options) -> [[Int]] {
        guard let residual else { return base.map { [$0] } }
        var sequences = [ResidualSequence(base: base, condition: condition, noise: TokenNoise(key: ~key, sampling: .gumbel))]
        residual.generate(&sequences, conditions: conditions, options: options.residual)
        return sequences[0].tokens
    }

    /// The source outside its sections, what was made inside, and in between over some frames inside both.
    static func blended(_ made: NDArray<Float>, into source: Source) -> NDArray<Float> {
        let width = source.features.shape[1], frames = source.frameCount
        var result = source.features.elements
        for section in source.sections {
            let blending = min(MoMask.blending, section.count / 3)
            for frame in section.clamped(to: 0..<frames) {
                // No seam where the clip begins or ends.
                let fromStart = section.lowerBound == 0 ? Int.max : frame - section.lowerBound + 1
                let fromEnd = section.upperBound >= frames ? Int.max : section.upperBound - frame
                let near = min(fromStart, fromEnd)
                let t = near > blending ? 1 : Float(near) / Float(blending + 1)
                let share = t * t * (3 - 2 * t)
                for i in frame * width..<(frame + 1) * width { result[i] += (made.elements[i] - result[i]) * share }
            }
        }
        return NDArray(shape: [frames, width], elements: result)
    }
}
