// What is trained on: pieces of motions, sampled from the database as tensors and words.
public import Arrays
public import Datasets
import Files
public import Learning
import Pictures
import Rotations

/// One piece of a motion as a model sees it.
public struct MotionItem: Sendable {
    /// (joints, features, frames).
    public var values: NDArray<Float>
    /// What happens, in words.
    public var text: String
    /// The number of the category chosen; nil where texts are no categories.
    public var category: Int?
    /// All categories that were to choose from.
    public var categories: [String]
    public var source: MotionItems.Sample
}

/// The pieces of a database, made ready so that drawing one takes microseconds.
///
/// Motions are cut into chunks of 100 frames, each with its picture; an item is a window within a chunk. Here the last chunk of a motion has
/// all frames that are left over, and shorter motions are one chunk; the originals leave both out (``ItemOptions/isCompatible``).
///
/// Rotations are turned into the form asked for once, in double precision, and kept as single.
public struct MotionItems: Sendable {
    public let options: ItemOptions
    /// The pieces.
    public let chunks: [Chunk]
    private let tracks: [Track]
    /// For each number of a frame's row: which one is in its place in the mirror, and its sign there.
    private let mirror: (source: [Int], sign: [Float])

    /// A piece of a motion.
    public struct Chunk: Sendable, Equatable {
        /// Which sequence of the database.
        public let sequence: Int
        /// Its frames in the sequence.
        public let frames: Range<Int>
        /// Its picture among the sequence's.
        public let picture: Int
    }

    /// An item that was sampled, before its numbers are there.
    public struct Sample: Sendable, Equatable {
        /// Which of ``MotionItems/chunks``.
        public let chunk: Int
        /// Frames of the sequence; the last ones are repetitions where there are more than ``length``.
        public let frames: [Int]
        /// How many frames are real.
        public let length: Int
        public let isMirrored: Bool
        /// Turned about the vertical, as cosine and sine.
        let turn: SIMD2<Float>
    }

    /// One sequence in the form asked for.
    private struct Track: Sendable {
        let name: String
        /// (frames, joints · features), root included.
        let rows: [Float]
        /// (frames, 3), metres; empty where translations are not wanted.
        let path: [Float]
        /// Where the body faces, from above: x and y of its own z axis.
        let facing: [SIMD2<Float>]
        let labels: FrameLabels
        let picturePaths: [String]
        let pictures: SequenceImages?
        let frameCount: Int
    }

    /// - Throws: `FileProblem` if there is nothing to draw from, joint positions are wanted but not there, or options contradict each other.
    public init(_ database: MotionDatabase, _ options: ItemOptions) throws {
        if options.frameCount == 0 || options.frameCount < -2 {
            throw FileProblem(
                "--num_frames \(options.frameCount)", "is no number of frames",
                expected: "1 or more, -1 for whole chunks, -2 for a number chosen by chance")
        }
        if options.frameCount == -2 && options.minimumLength <= 0 {
            throw FileProblem("--num_frames -2", "needs to know the least number of frames", advice: "Pass --min_len.")
        }
        if options.samplingStep == 0 || options.samplingStep < -1 {
            throw FileProblem(
                "--sampling_step \(options.samplingStep)", "is no step", expected: "1 or more, or -1 for the largest that fits")
        }
        if options.isCompatible && options.mirroring > 0 && options.pose == .xyz {
            throw FileProblem("--pose_rep xyz", "cannot be mirrored: the original's 18 joints have no counterparts")
        }
        let needsPlaces = options.hasTranslation || options.pose == .xyz
        var tracks: [Track] = []
        var chunks: [Chunk] = []
        for (number, sequence) in database.sequences.enumerated() {
            if needsPlaces && sequence.joints == nil {
                throw FileProblem(
                    sequence.name, "has no joint positions, which translations and --pose_rep xyz are taken from",
                    advice: "Parse again without --quick_run and with a body, or pass --no-translation.")
            }
            tracks.append(MotionItems.track(sequence, options))
            chunks += MotionItems.chunks(of: number, frames: sequence.frameCount, options)
        }
        if case .category(let choice) = options.text, !options.isCompatible {
            chunks = chunks.filter { !choice.valid(tracks[$0.sequence].labels.categories.distinct($0.frames)).isEmpty }
        }
        if options.itemLimit >= 0 { chunks = Array(chunks.prefix(options.itemLimit)) }
        guard !chunks.isEmpty else {
            throw FileProblem(
                "the database", "has no piece to train on: \(database.sequences.count) sequences, none long enough or labelled as asked for"
            )
        }
        self.options = options
        self.tracks = tracks
        self.chunks = chunks
        let form = options.pose
        let signs = form.mirrorSigns
        mirror = (
            form.mirroredJoints.flatMap { joint in (0..<form.features).map { joint * form.features + $0 } },
            form.mirroredJoints.flatMap { _ in signs }
        )
    }

    /// How many items an epoch has.
    public var count: Int { chunks.count }

    /// Joints of an item, translation included.
    public var joints: Int {
        options.pose == .xyz ? options.pose.joints : 24 - (options.hasRoot ? 0 : 1) + (options.hasTranslation ? 1 : 0)
    }

    /// Numbers a joint.
    public var features: Int { options.pose.features }

    /// What the motion of a chunk is called.
    public func name(of chunk: Int) -> String { tracks[chunks[chunk].sequence].name }

    /// The picture of a chunk: its place among the sequence's, and its file; nil where it has none.
    public func picture(of chunk: Int) -> (number: Int, path: String?)? {
        let (chunk, track) = (chunks[chunk], tracks[chunks[chunk].sequence])
        guard chunk.picture < max(track.pictures?.count ?? 0, track.picturePaths.count) else { return nil }
        return (chunk.picture, chunk.picture < track.picturePaths.count ? track.picturePaths[chunk.picture] : nil)
    }

    /// Reads the picture of a chunk: the database's own, or the file it names.
    /// - Returns: nil if it has none.
    /// - Throws: `FileProblem` if it is missing or damaged.
    package func image(of chunk: Int) throws -> Image? {
        let (own, track) = (chunks[chunk].picture, tracks[chunks[chunk].sequence])
        if let pictures = track.pictures, own < pictures.count {
            do { return try pictures.image(own) } catch let problem as PictureProblem {
                throw FileProblem(track.name, "has a picture that is none: \(problem)")
            }
        }
        guard own < track.picturePaths.count else { return nil }
        return try PNG.read(track.picturePaths[own])
    }

    // MARK: Drawing

    /// Draws an item of a chunk.
    public func sample(_ chunk: Int, random: inout RandomNumbers) -> Sample {
        let own = chunks[chunk]
        var range = own.frames
        if options.timeShift > 0 {
            let track = tracks[own.sequence]
            range = max(0, range.lowerBound - options.timeShift)..<min(track.frameCount, range.upperBound + options.timeShift)
        }
        let plan = FramePlan(frames: range.count, options, random: &random)
        let frames = plan.frames(isCompatible: options.isCompatible, random: &random)
        let isMirrored = options.mirroring > 0 && random.uniform() < options.mirroring
        return sample(chunk, frames: frames.map { range.lowerBound + $0 }, available: range.count, isMirrored: isMirrored)
    }

    /// The middle of a chunk, the same each time and never mirrored: for looking how well a model does.
    public func middle(_ chunk: Int) -> Sample {
        var random = RandomNumbers(seed: 0)
        let range = chunks[chunk].frames
        let frames = FramePlan(frames: range.count, options, random: &random).middle()
        return sample(chunk, frames: frames.map { range.lowerBound + $0 }, available: range.count, isMirrored: false)
    }

    /// The window of a chunk whose middle is that of a label's first stretch there; the chunk's middle where that is not said.
    public func middle(_ chunk: Int, around label: String) -> Sample {
        let range = chunks[chunk].frames
        let raw = tracks[chunks[chunk].sequence].labels.raw
        let usual = middle(chunk)
        guard let first = range.first(where: { raw[$0] == label }), let window = usual.frames.last.map({ $0 - usual.frames[0] }) else {
            return usual
        }
        let end = range[first...].first { raw[$0] != label } ?? range.upperBound
        let start = min(max((first + end) / 2 - window / 2, range.lowerBound), max(range.lowerBound, range.upperBound - 1 - window))
        return sample(
            chunk, frames: usual.frames.map { min($0 - usual.frames[0] + start, range.upperBound - 1) }, available: range.count,
            isMirrored: false)
    }

    /// Chosen frames, counted from the chunk's first.
    /// - Precondition: there is at least one, and all lie in the chunk.
    public func sample(_ chunk: Int, frames: [Int], isMirrored: Bool = false) -> Sample {
        let range = chunks[chunk].frames
        precondition(!frames.isEmpty && frames.allSatisfy { (0..<range.count).contains($0) })
        return sample(chunk, frames: frames.map { range.lowerBound + $0 }, available: range.count, isMirrored: isMirrored)
    }

    private func sample(_ chunk: Int, frames: [Int], available: Int, isMirrored: Bool) -> Sample {
        let length = options.isCompatible ? frames.count : min(frames.count, available)
        var turn = SIMD2<Float>(1, 0)
        if options.isTurnedToFront, let first = frames.first {
            var facing = tracks[chunks[chunk].sequence].facing[first]
            if isMirrored { facing.x = -facing.x }
            let length = (facing * facing).sum().squareRoot()
            // Facing up or down there is no front.
            if length > 1e-3 { turn = SIMD2(-facing.y, -facing.x) / length }
        }
        return Sample(chunk: chunk, frames: frames, length: length, isMirrored: isMirrored, turn: turn)
    }

    /// The item of a sample.
    /// - Parameter random: asked which category and which phrasing.
    /// - Returns: nil if texts are categories and the original would leave this one out.
    public func item(_ sample: Sample, random: inout RandomNumbers) -> MotionItem? {
        guard let words = words(sample, random: &random) else { return nil }
        var values = [Float](repeating: 0, count: joints * features * sample.frames.count)
        values.withUnsafeMutableBufferPointer {
            if let base = $0.baseAddress { fill(sample, into: base, stride: sample.frames.count, count: sample.frames.count) }
        }
        return MotionItem(
            values: NDArray(shape: [joints, features, sample.frames.count], elements: values), text: words.text, category: words.category,
            categories: words.categories, source: sample)
    }

    // MARK: Words

    struct Words {
        var text: String
        var category: Int?
        var categories: [String] = []
    }

    /// What is said about a sample as it was written, without other words; empty if nothing is.
    public func label(_ sample: Sample) -> String { labels(sample).joined(separator: " and ") }

    /// Each label of a sample as it was written.
    public func labels(_ sample: Sample) -> [String] {
        let labels = tracks[chunks[sample.chunk].sequence].labels
        let said = labels.raw.distinct(sample.frames).filter { !$0.isEmpty }
        guard said.isEmpty else { return said }
        var captions: [String] = []
        for caption in labels.captions where !captions.contains(caption) { captions.append(caption) }
        return captions
    }

    /// Each label of a piece, wherever in it.
    public func labels(of chunk: Int) -> [String] {
        tracks[chunks[chunk].sequence].labels.raw.distinct(chunks[chunk].frames).filter { !$0.isEmpty }
    }

    /// - Parameter isPlain: true for the labels themselves, and the first of several categories.
    func words(_ sample: Sample, isPlain: Bool = false, random: inout RandomNumbers) -> Words? {
        let labels = tracks[chunks[sample.chunk].sequence].labels
        switch options.text {
        case .category(let choice):
            var valid = choice.valid(labels.categories.distinct(sample.frames))
            if valid.isEmpty && !options.isCompatible { valid = choice.valid(labels.categories.distinct(chunks[sample.chunk].frames)) }
            guard !valid.isEmpty else { return nil }
            let chosen = valid[isPlain ? 0 : random.below(valid.count)]
            return Words(text: chosen, category: ActionCategories.number(of: chosen), categories: valid)
        case .raw, .processed:
            let track = options.text == .raw ? labels.raw : labels.processed
            let texts = track.distinct(sample.frames)
            if options.isCompatible { return Words(text: texts.joined(separator: " and ")) }
            var said = texts.filter { !$0.isEmpty }
            // A window between two labels is part of what the whole is called.
            if said.isEmpty { for caption in labels.captions where !said.contains(caption) { said.append(caption) } }
            let phrases = said.map { isPlain ? $0 : options.phrasings.chosen($0, random: &random) }.map {
                sample.isMirrored ? MirroredText.of($0) : $0
            }
            return Words(text: phrases.joined(separator: " and "))
        }
    }

    // MARK: Numbers

    /// Writes an item's numbers: for each joint and feature `count` frames, `stride` numbers from one to the next.
    func fill(_ sample: Sample, into out: UnsafeMutablePointer<Float>, stride: Int, count: Int) {
        let track = tracks[chunks[sample.chunk].sequence]
        let width = options.pose.joints * features
        let skipped = options.hasRoot || options.pose == .xyz ? 0 : features
        sample.frames.withUnsafeBufferPointer { frames in
            track.rows.withUnsafeBufferPointer { rows in
                mirror.source.withUnsafeBufferPointer { source in
                    mirror.sign.withUnsafeBufferPointer { sign in
                        for column in skipped..<width {
                            let target = out + (column - skipped) * stride
                            if sample.isMirrored {
                                let (from, factor) = (source[column], sign[column])
                                for t in 0..<count { target[t] = rows[frames[t] * width + from] * factor }
                            } else {
                                for t in 0..<count { target[t] = rows[frames[t] * width + column] }
                            }
                        }
                    }
                }
            }
        }
        if options.pose == .xyz {
            settle(places: TrainingJoints.count, in: out, stride: stride, count: count, sample)
            return
        }
        if options.hasRoot && sample.turn != SIMD2(1, 0) { turnRoot(out, stride: stride, count: count, sample.turn) }
        guard options.hasTranslation else { return }
        let target = out + (width - skipped) * stride
        for t in 0..<count {
            for axis in 0..<3 {
                target[axis * stride + t] = track.path[sample.frames[t] * 3 + axis] * (sample.isMirrored && axis == 0 ? -1 : 1)
            }
            for feature in 3..<max(3, features) { target[feature * stride + t] = 0 }
        }
        settle(places: 1, in: target, stride: stride, count: count, sample)
    }

    /// Moves places so that the first is at the origin in the first frame, and turns them.
    private func settle(places: Int, in out: UnsafeMutablePointer<Float>, stride: Int, count: Int, _ sample: Sample) {
        let origin = (out[0], out[stride], out[2 * stride])
        let (c, s) = (sample.turn.x, sample.turn.y)
        for place in 0..<places {
            let base = out + place * 3 * stride
            for t in 0..<count {
                let (x, y) = (base[t] - origin.0, base[stride + t] - origin.1)
                base[t] = c * x - s * y
                base[stride + t] = s * x + c * y
                base[2 * stride + t] -= origin.2
            }
        }
    }

    /// Turns the root about the vertical.
    private func turnRoot(_ out: UnsafeMutablePointer<Float>, stride: Int, count: Int, _ turn: SIMD2<Float>) {
        let (c, s) = (turn.x, turn.y)
        switch options.pose {
        case .xyz: return
        case .rotmat, .rot6d:
            for feature in 0..<3 {
                let (x, y) = (out + feature * stride, out + (feature + 3) * stride)
                for t in 0..<count { (x[t], y[t]) = (c * x[t] - s * y[t], s * x[t] + c * y[t]) }
            }
        case .rotquat, .rotvec:
            let width = features
            guard let form = options.pose.rotations else { return }
            let roots = (0..<count * width).map { out[($0 % width) * stride + $0 / width] }
            var sixD = form.convert(roots, to: .matrix)
            for t in 0..<count {
                for i in 0..<3 {
                    let (x, y) = (sixD[t * 9 + i], sixD[t * 9 + 3 + i])
                    (sixD[t * 9 + i], sixD[t * 9 + 3 + i]) = (c * x - s * y, s * x + c * y)
                }
            }
            let turned = RotationForm.matrix.convert(sixD, to: form)
            for i in 0..<count * width { out[(i % width) * stride + i / width] = turned[i] }
        }
    }

    // MARK: Making ready

    private static func chunks(of number: Int, frames: Int, _ options: ItemOptions) -> [Chunk] {
        let whole = frames / ParserRules.chunk
        let count = options.isCompatible ? whole : max(1, whole)
        return (0..<count).map { k in
            let end = k == count - 1 && !options.isCompatible ? frames : (k + 1) * ParserRules.chunk
            return Chunk(sequence: number, frames: k * ParserRules.chunk..<end, picture: k)
        }
    }

    private static func track(_ sequence: MotionSequence, _ options: ItemOptions) -> Track {
        let frames = sequence.frameCount
        var rows: [Float]
        if let form = options.pose.rotations {
            rows = []
            rows.reserveCapacity(frames * 24 * form.width)
            let vectors = sequence.thetas.elements
            vectors.withUnsafeBufferPointer { vectors in
                var converted = [Double](repeating: 0, count: 24 * form.width)
                for frame in 0..<frames {
                    converted.withUnsafeMutableBufferPointer {
                        RotationForm.axisAngle.convert(
                            UnsafeBufferPointer(rebasing: vectors[frame * 72..<(frame + 1) * 72]), to: form, into: $0)
                    }
                    for value in converted { rows.append(Float(value)) }
                }
            }
        } else {
            rows = sequence.joints?.elements ?? []
        }
        var path: [Float] = []
        if options.hasTranslation, options.pose != .xyz, let joints = sequence.joints {
            let width = TrainingJoints.count * 3
            path.reserveCapacity(frames * 3)
            for frame in 0..<frames { path += joints.elements[frame * width..<frame * width + 3] }
        }
        var facing: [SIMD2<Float>] = []
        if options.isTurnedToFront {
            facing = (0..<frames).map { frame in
                let v = SIMD3(sequence.thetas[frame, 0], sequence.thetas[frame, 1], sequence.thetas[frame, 2])
                let matrix = RotationMatrix(axisAngle: v)
                return SIMD2(Float(matrix.row0.z), Float(matrix.row1.z))
            }
        }
        return Track(
            name: sequence.name, rows: rows, path: path, facing: facing, labels: sequence.labels, picturePaths: sequence.imagePaths,
            pictures: sequence.images, frameCount: frames)
    }
}
