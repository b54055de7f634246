// A part of a motion made anew to a text, the rest as it was.
// Guo et al., CVPR 2024, section 4.4 (temporal inpainting).
//
//   source (T, 263) ─► encoder ─► tokens (T/4, 6) ─► masks in the sections ─► masked transformer ─► base tokens
//     ─► residual transformer, the source's tokens kept outside ─► tokens ─► decoder ─► inside the sections, blended at their ends
import Arrays
import Learning
import Motions

extension MoMask {
    /// A motion to be edited.
    public struct Source: Sendable {
        /// Features in physical units, `(frames, features)`.
        public let features: NDArray<Float>
        /// The frames that are made anew; several stretches in order, none of them empty.
        public let sections: [Range<Int>]
        /// Frames that are the source's own; those behind them were added by ``extended(to:)``.
        let givenCount: Int

        public init(features: NDArray<Float>, sections: [Range<Int>]) {
            self.init(features: features, sections: sections, givenCount: features.shape[0])
        }

        private init(features: NDArray<Float>, sections: [Range<Int>], givenCount: Int) {
            self.features = features
            self.sections = sections
            self.givenCount = givenCount
        }

        var frameCount: Int { features.shape[0] }
        var width: Int { features.shape[1] }

        /// The same going on to a length: what is added stands still, and is made anew.
        public func extended(to count: Int) -> Source {
            guard count > frameCount, frameCount > 0 else { return self }
            var rows = features.elements
            for _ in frameCount..<count { rows += features.elements.suffix(width) }
            var sections = self.sections
            if let last = sections.last, last.upperBound >= frameCount {
                sections[sections.count - 1] = last.lowerBound..<count
            } else {
                sections.append(frameCount..<count)
            }
            return Source(features: NDArray(shape: [count, width], elements: rows), sections: sections, givenCount: givenCount)
        }
    }

    /// Frames over which a section's start and end blend over from the source.
    package static let blending = 6

    /// An edited motion: features in physical units, as many frames as the source.
    ///
    /// Frames outside the sections are the source's own to the bit: they are not what the decoder makes of their tokens. The first and last
    /// frames of a section blend over from what the source has there, so that there is no seam. Tokens of all quantisers are found anew
    /// where a section touches them, and kept elsewhere.
    ///
    /// Motions longer than ``longestMotion`` are edited in windows around what is to change, each with as much of the rest as fits.
    ///
    /// - Parameters:
    ///   - condition: the row of the text among the conditions.
    ///   - key: what the random numbers follow from.
    ///   - usesResidual: false decodes base tokens alone inside the sections.
    ///   - progress: told what share of the work is done.
    public func inpainted(
        _ source: Source, condition: Int, conditions: Tensor, key: UInt64, options: Options, usesResidual: Bool = true,
        progress: (Double) -> Void = { _ in }
    ) -> NDArray<Float> {
        let perToken = vq.configuration.framesPerToken
        let frames = source.frameCount, width = source.width
        var normal = normalized(source.features.elements)
        // A last token that the clip does not fill is filled with its last frame.
        let padded = (frames + perToken - 1) / perToken * perToken
        for _ in frames..<max(frames, padded) { normal += normal.suffix(width) }
        let before = tokens(ofNormalized: normal, frames: padded)
        let isEdited = before.indices.map { token in
            source.sections.contains { $0.overlaps(token * perToken..<(token + 1) * perToken) }
        }
        var tokens: [[Int]?] = zip(before, isEdited).map { $1 ? nil : $0 }
        let windows = MoMask.editingWindows(isEdited)
        let passes = Double(options.masked.steps + (residual == nil ? 0 : vq.configuration.quantizers - 1))
        for (round, range) in windows.enumerated() {
            let window = Window(
                tokens: Array(tokens[range]), condition: condition, key: key &+ UInt64(round) &* 0xD1B5_4A32_D192_ED03)
            let found = fill([window], conditions: conditions, options: options) { step in
                progress((Double(round) + Double(step) / passes) / Double(windows.count))
            }
            for (place, codes) in zip(range, found[0]) { tokens[place] = codes }
        }
        let all = zip(tokens, isEdited).map { codes, isEdited in
            let codes = codes ?? []
            return isEdited && !usesResidual ? Array(codes.prefix(1)) : codes
        }
        let decoded = denormalized(vq.decode(all).elements)
        return MoMask.blended(NDArray(shape: [frames, width], elements: Array(decoded.prefix(frames * width))), into: source)
    }

    /// An edited motion as the Python code makes it: the source, zeros behind it where it is shorter than ``longestMotion`` frames, becomes
    /// tokens; those that a section touches are found anew, and so are all residual tokens; all is decoded.
    ///
    /// - Parameters: as of ``inpainted(_:condition:conditions:key:options:usesResidual:progress:)``.
    /// - Returns: as many frames as the source has whole tokens; at most ``longestMotion``.
    public func inpaintedAsOriginal(
        _ source: Source, condition: Int, conditions: Tensor, key: UInt64, options: Options, usesResidual: Bool,
        progress: (Double) -> Void = { _ in }
    ) -> NDArray<Float> {
        let perToken = vq.configuration.framesPerToken
        let frames = min(source.frameCount, MoMask.longestMotion), width = source.width
        let count = frames / perToken
        let longest = MoMask.longestMotion
        var normal = normalized(Array(source.features.elements.prefix(frames * width)))
        normal += [Float](repeating: 0, count: (longest - frames) * width)
        let base = tokens(ofNormalized: normal, frames: longest).prefix(count).map { $0[0] }
        // Sections are rounded down to tokens there, to at least one here.
        let isEdited = base.indices.map { token in
            source.sections.contains {
                let first = $0.lowerBound / perToken
                return (first..<max($0.upperBound / perToken, first + 1)).contains(token)
            }
        }
        let sampling = options.masked.sampler.sampling
        var masked = [
            MaskedSequence.inpainting(
                Array(base), where: isEdited, mask: self.masked.maskToken, condition: condition,
                noise: TokenNoise(key: key, sampling: sampling))
        ]
        let passes = Double(options.masked.steps + (usesResidual ? vq.configuration.quantizers - 1 : 0))
        self.masked.generate(&masked, conditions: conditions, options: options.masked, progress: { progress(Double($0 + 1) / passes) })
        var all = masked[0].tokens.map { [$0] }
        if usesResidual, let residual {
            var sequences = [
                ResidualSequence(base: masked[0].tokens, condition: condition, noise: TokenNoise(key: ~key, sampling: .gumbel))
            ]
            residual.generate(
                &sequences, conditions: conditions, options: options.residual,
                progress: { progress(Double(options.masked.steps + $0) / passes) })
            all = sequences[0].tokens
        }
        // Vectors of zeros behind the last token, as there.
        all += [[Int]](repeating: [], count: max(0, longest / perToken - count))
        let decoded = denormalized(vq.decode(all).elements)
        return NDArray(shape: [count * perToken, width], elements: Array(decoded.prefix(count * perToken * width)))
    }

    /// The code of each quantiser for each token of normalised features.
    private func tokens(ofNormalized normal: [Float], frames: Int) -> [[Int]] {
        let encoded = vq.encode(Tensor(normal, shape: [1, frames, mean.count]))
        return vq.quantize(encoded.reshaped([encoded.shape[1], encoded.shape[2]]))
    }

    /// The windows in which tokens are found, one after the other, each at most ``longestPass`` long: in one go and in the middle of its
    /// window what fits there with something of the rest before and behind; longer stretches in even parts, each of which sees the last
    /// tokens of what was made before it.
    package static func editingWindows(_ isEdited: [Bool]) -> [Range<Int>] {
        guard isEdited.count > longestPass else { return isEdited.contains(true) ? [0..<isEdited.count] : [] }
        var windows: [Range<Int>] = []
        var done = 0
        while let first = isEdited[done...].firstIndex(of: true) {
            let end = isEdited[first...].firstIndex(of: false) ?? isEdited.count
            // Less is seen of the rest where that saves a window.
            let before = min(first, overlap / 2), behind = min(isEdited.count - end, overlap / 2)
            if before + (end - first) + behind <= longestPass {
                let start = max(0, min((first + end - longestPass) / 2, isEdited.count - longestPass))
                var last = start + longestPass
                // It ends before a stretch that it would cut; those that it holds whole are found with this one.
                if last < isEdited.count, isEdited[last] {
                    while last > end, isEdited[last - 1] { last -= 1 }
                }
                windows.append(start..<last)
                done = last
                continue
            }
            let seen = min(first, overlap)
            let room = longestPass - seen
            let parts = (end - first + behind + room - 1) / room
            let part = min((end - first + parts - 1) / parts, end - first)
            windows.append(first - seen..<first + part)
            done = first + part
        }
        return windows
    }

    /// The source outside its sections, what was made inside, and in between over some frames inside both.
    static func blended(_ made: NDArray<Float>, into source: Source) -> NDArray<Float> {
        let width = source.width, frames = source.frameCount
        var result = source.features.elements
        for section in source.sections {
            for frame in section.clamped(to: 0..<frames) {
                let share = Float(SectionBlend.share(ofMade: frame, in: section, of: frames, over: MoMask.blending))
                for i in 0..<width {
                    let (at, last) = (frame * width + i, (source.givenCount - 1) * width + i)
                    // Behind the source's end what was made goes on from how it differed there.
                    let reference =
                        frame < source.givenCount ? result[at] : made.elements[at] + source.features.elements[last] - made.elements[last]
                    result[at] = reference + (made.elements[at] - reference) * share
                }
            }
        }
        return NDArray(shape: [frames, width], elements: result)
    }
}
