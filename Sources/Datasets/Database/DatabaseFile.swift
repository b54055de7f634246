// Database files: the dump of lists that the parsers of MotionCLIP/SMoG's Python code write and its trainings read.
import ArrayFiles
import Arrays
import Files

/// A database being written, sequence by sequence, as `joblib.load` reads it.
///
/// Memory does not grow with the number of sequences.
public final class DatabaseWriter {
    static let keys = [
        "vid_names", "thetas", "joints3d", "clip_images", "clip_pathes", "text_raw_labels", "text_proc_labels", "action_cat",
    ]
    private let writer: JoblibListsWriter

    /// - Parameter compression: none, as the Python code writes it, so that a training maps it into memory; or zlib.
    /// - Throws: `FileProblem` if the file cannot be created.
    public init(_ path: String, compression: JoblibCompression = .none) throws {
        writer = try JoblibListsWriter(path, keys: DatabaseWriter.keys, compression: compression)
    }

    /// How many sequences there are.
    public var count: Int { writer.count }

    public func append(_ sequence: MotionSequence) throws {
        func texts(_ track: LabelTrack) -> JoblibValue { .objects(track.frames.map { .string($0) }) }
        try writer.append([
            .strings(Array(repeating: sequence.name, count: sequence.frameCount)),
            .array(TensorData(shape: sequence.thetas.shape, sequence.thetas.elements)),
            sequence.joints.map { .array(TensorData(shape: $0.shape, $0.elements)) } ?? .none,
            try sequence.images.map { .array(TensorData(shape: $0.shape, try $0.pixels().elements)) } ?? .none,
            sequence.imagePaths.isEmpty ? .none : .strings(sequence.imagePaths),
            texts(sequence.labels.raw), texts(sequence.labels.processed), texts(sequence.labels.categories),
        ])
    }

    /// Makes the file appear.
    public func finish() throws { try writer.finish() }
}

extension MotionDatabase {
    /// Reads a database that this program, or one of the Python code's parsers, wrote: `amass_30fps_train.pt`.
    ///
    /// - Parameters:
    ///   - path: the file; compressed or not, of any version of joblib.
    ///   - readsImages: false to leave the pictures out; else they are read where they stand, when they are asked for.
    /// - Throws: `FileProblem` naming key and sequence at fault.
    public init(contentsOf path: String, readsImages: Bool = true) throws {
        let root = try JoblibFile(contentsOf: path).root
        guard root.pairs != nil else {
            throw FileProblem(
                path, "holds \(root.summary)",
                expected: "a database: a dictionary with the keys \(DatabaseWriter.keys.joined(separator: ", "))")
        }
        func list(_ key: String, _ count: Int?) throws -> [PickleValue]? {
            guard let value = root[key] else { return nil }
            guard let entries = value.elements else {
                throw FileProblem(path, "key '\(key)' is \(value.summary)", expected: "a list with an entry for each sequence")
            }
            if let count, entries.count != count {
                throw FileProblem(
                    path, "key '\(key)' has \(entries.count) entries, 'thetas' has \(count)", expected: "one for each sequence")
            }
            return entries
        }
        guard let thetas = try list("thetas", nil) else {
            throw FileProblem(
                path, "has no key 'thetas'", expected: "a database of smog dataset parse or of the Python code of MotionCLIP/SMoG")
        }
        let names = try list("vid_names", thetas.count), joints = try list("joints3d", thetas.count)
        let images = try list("clip_images", thetas.count), paths = try list("clip_pathes", thetas.count)
        let raw = try list("text_raw_labels", thetas.count), processed = try list("text_proc_labels", thetas.count)
        let categories = try list("action_cat", thetas.count)
        var sequences: [MotionSequence] = []
        sequences.reserveCapacity(thetas.count)
        for i in thetas.indices {
            func entry(_ list: [PickleValue]?) -> PickleValue? { list.flatMap { $0[i].isNone ? nil : $0[i] } }
            func problem(_ key: String, _ shape: [Int], _ expected: String) -> FileProblem {
                FileProblem(
                    path, "key '\(key)', sequence \(i): has shape (\(shape.map(String.init).joined(separator: ", ")))", expected: expected)
            }
            func texts(_ list: [PickleValue]?, _ key: String, frames: Int, exactly: Bool) throws -> LabelTrack {
                guard let value = entry(list) else { return LabelTrack(count: frames) }
                let texts = try value.array().strings(missing: "")
                guard exactly ? texts.count == frames : texts.count >= frames else {
                    throw problem(key, [texts.count], "a text for each of \(frames) frames")
                }
                return LabelTrack(texts)
            }
            let rotations = try thetas[i].array().float64()
            guard rotations.shape.count == 2, rotations.shape[1] == 72, rotations.shape[0] > 0 else {
                throw problem("thetas", rotations.shape, "(frames, 72)")
            }
            guard rotations.isFinite else { throw FileProblem(path, "key 'thetas', sequence \(i): holds a number that is not finite") }
            let frames = rotations.shape[0]
            var places: NDArray<Float>?
            if let value = entry(joints) {
                let found = try value.array().float32()
                guard found.shape == [frames, TrainingJoints.count, 3] else { throw problem("joints3d", found.shape, "(\(frames), 18, 3)") }
                guard found.isFinite else { throw FileProblem(path, "key 'joints3d', sequence \(i): holds a number that is not finite") }
                places = found
            }
            let raw = try texts(raw, "text_raw_labels", frames: frames, exactly: true)
            let labels = FrameLabels(
                raw: raw, processed: processed == nil ? raw : try texts(processed, "text_proc_labels", frames: frames, exactly: true),
                // The Python code does not thin these out.
                categories: try texts(categories, "action_cat", frames: frames, exactly: false), captions: [])
            var sequence = MotionSequence(
                name: try entry(names).flatMap { try $0.array().strings(missing: "").first } ?? "sequence \(i)", thetas: rotations,
                joints: places, labels: labels,
                imagePaths: try entry(paths).map { try $0.array().strings(missing: "") } ?? [])
            if readsImages, let value = entry(images) {
                let stored = try value.array()
                guard let images = SequenceImages(stored) else {
                    throw problem("clip_images", stored.shape, "(pictures, height, width, channels) of bytes")
                }
                sequence.images = images
            }
            sequences.append(sequence)
        }
        guard !sequences.isEmpty else { throw FileProblem(path, "holds no sequences") }
        self.init(sequences: sequences)
    }

    /// The file of a split: `…_db.pt` stands for `…_train.pt` and its siblings, as in the Python code's options.
    public static func file(_ path: String, _ split: DataSplit) -> String {
        let suffix = "_db.pt"
        guard path.hasSuffix(suffix), !Folders.exists(path) else { return path }
        return String(path.dropLast(suffix.count)) + "_" + split.rawValue + ".pt"
    }

    /// Writes the database as ``DatabaseWriter`` does.
    public func write(to path: String, compression: JoblibCompression = .none) throws {
        let writer = try DatabaseWriter(path, compression: compression)
        for sequence in sequences { try writer.append(sequence) }
        try writer.finish()
    }
}
