// Reads AMASS archives, whichever body model and generation (Mahmood et al., "AMASS", 2019; https://amass.is.tue.mpg.de).
import ArrayFiles
import Arrays
import BodyModels
import Files

struct AmassFile {
    private let arrays: NamedArrays
    /// The frames that are read, ascending; nil for all.
    private let frames: [Int]?

    static func looksRight(_ arrays: NamedArrays) -> Bool {
        arrays.contains("poses") || arrays.contains("pose_body") || arrays.contains("root_orient")
    }

    /// - Parameter frames: which to read, ascending, each once; nil for all.
    init(_ arrays: NamedArrays, frames: [Int]? = nil) {
        self.arrays = arrays
        self.frames = frames
    }

    /// How many frames the file has. Reads no more than a header.
    func frameCount() throws -> Int {
        let key = arrays.contains("poses") ? "poses" : "pose_body"
        let shape = try arrays.shape(of: key)
        guard let count = shape.first else { throw shapeProblem(key, shape) }
        try checks.requireFrames(count, "key '\(key)'", shape)
        return count
    }

    private var checks: MotionChecks { MotionChecks(path: arrays.path) }

    func motion(assumedFrameRate: Double?) throws -> Motion {
        var notes: [String] = []
        let rate = try FrameRates.read(arrays, assumed: assumedFrameRate, notes: &notes)
        let (layout, poses) = try rotations(as: Float.self, &notes)
        let frames = poses.shape[0]
        remarkOnDegrees(poses, &notes)
        let translations = try translations(frames: frames, &notes)
        if self.frames == nil { FrameRates.compareLength(arrays, frames: frames, rate: rate, notes: &notes) }
        let betas = try betas(&notes)
        let gender = gender(&notes)
        return Motion(
            name: checks.name, layout: layout, frameRate: rate, poses: poses, translations: translations, betas: betas, gender: gender,
            source: MotionSource(file: arrays.path, format: "AMASS \(layout.title)"), notes: notes)
    }

    // MARK: - Rotations

    /// The rotations of all joints, (frames, joints, 3), in the precision asked for.
    func rotations<Number: AmassNumber>(as type: Number.Type, _ notes: inout [String]) throws -> (JointLayout, NDArray<Number>) {
        arrays.contains("poses") ? try wholePoses(&notes) : try poseParts(&notes)
    }

    /// `poses`, (frames, 3 · joints) or (frames, joints, 3).
    private func wholePoses<Number: AmassNumber>(_ notes: inout [String]) throws -> (JointLayout, NDArray<Number>) {
        let numbers: NDArray<Number> = try numbers("poses")
        let shape = numbers.shape
        let isFlat = shape.count == 2 && shape[1] % 3 == 0
        guard isFlat || (shape.count == 3 && shape[2] == 3) else { throw shapeProblem("poses", shape) }
        let joints = isFlat ? shape[1] / 3 : shape[1]
        let layout: JointLayout
        switch joints {
        case 24: layout = .smpl
        case 22, 52: layout = .smplh
        case 55: layout = .smplx
        default: throw shapeProblem("poses", shape)
        }
        try requireFrames("poses", shape)
        try requireSound(numbers, named: "poses")
        if joints == layout.jointCount { return (layout, numbers.reshaped([shape[0], joints, 3])) }
        notes.append("the file has the 22 joints of the body only, no hands")
        var poses = NDArray<Number>(repeating: 0, shape: [shape[0], layout.jointCount, 3])
        copy(numbers, into: &poses, at: 0)
        return (layout, poses)
    }

    private func shapeProblem(_ key: String, _ shape: [Int]) -> FileProblem {
        FileProblem(
            arrays.path, "key '\(key)' has shape \(text(shape))",
            expected: "(frames, 156) for SMPL+H, (frames, 165) for SMPL-X, (frames, 72) for SMPL or (frames, 66) for the body alone")
    }

    /// `root_orient`, `pose_body` and the parts that not every file has.
    private func poseParts<Number: AmassNumber>(_ notes: inout [String]) throws -> (JointLayout, NDArray<Number>) {
        for (key, other) in [("pose_body", "root_orient"), ("root_orient", "pose_body")] where !arrays.contains(key) {
            throw FileProblem(arrays.path, "has the key '\(other)' but not '\(key)'", expected: "both, or 'poses'")
        }
        let body: NDArray<Number> = try numbers("pose_body")
        let shape = body.shape
        guard shape.count == 2 else { throw FileProblem(arrays.path, "key 'pose_body' has shape \(text(shape))", expected: "(frames, 63)") }
        try requireFrames("pose_body", shape)
        let layout = layoutOfParts
        var poses = NDArray<Number>(repeating: 0, shape: [shape[0], layout.jointCount, 3])
        // Key, joints, first joint in the layout.
        var parts = [("root_orient", 1, 0), ("pose_body", 21, 1), ("pose_hand", 30, layout.leftHand.lowerBound)]
        if layout == .smplx { parts += [("pose_jaw", 1, 22), ("pose_eye", 2, 23)] }
        for (key, joints, first) in parts {
            guard arrays.contains(key) else {
                if key == "pose_hand" { notes.append("the file has no hand rotations") }
                continue
            }
            let numbers = key == "pose_body" ? body : try numbers(key)
            let found = numbers.shape
            guard found.count == 2, found[1] == joints * 3 else {
                throw FileProblem(arrays.path, "key '\(key)' has shape \(text(found))", expected: "(\(shape[0]), \(joints * 3))")
            }
            guard found[0] == shape[0] else { throw lengthProblem(key, found[0], "pose_body", shape[0]) }
            try requireSound(numbers, named: key)
            copy(numbers, into: &poses, at: first)
        }
        return (layout, poses)
    }

    private var layoutOfParts: JointLayout {
        if let model = try? arrays.string("surface_model_type").lowercased() {
            if model.contains("smplx") { return .smplx }
            if model.contains("smplh") { return .smplh }
        }
        return arrays.contains("pose_jaw") || arrays.contains("pose_eye") ? .smplx : .smplh
    }

    /// Copies rows of whole joints into a part of wider rows.
    private func copy<Number: AmassNumber>(_ part: NDArray<Number>, into poses: inout NDArray<Number>, at firstJoint: Int) {
        let frames = poses.shape[0]
        let width = part.count / frames
        let stride = poses.count / frames
        poses.elements.withUnsafeMutableBufferPointer { target in
            for frame in 0..<frames {
                for i in 0..<width { target[frame * stride + firstJoint * 3 + i] = part.elements[frame * width + i] }
            }
        }
    }

    // MARK: - Everything else

    func translations(frames: Int, _ notes: inout [String]) throws -> NDArray<Float> {
        guard let key = ["trans", "transl"].first(where: arrays.contains) else {
            notes.append("the file has no translations ('trans'); the body stays in place")
            return NDArray(repeating: 0, shape: [frames, 3])
        }
        let numbers: NDArray<Float> = try numbers(key)
        guard numbers.shape.count == 2, numbers.shape[1] == 3 else {
            throw FileProblem(arrays.path, "key '\(key)' has shape \(text(numbers.shape))", expected: "(\(frames), 3)")
        }
        if self.frames != nil {
            let (own, all) = (try arrays.shape(of: key)[0], try frameCount())
            guard own == all else { throw lengthProblem(key, own, arrays.contains("poses") ? "poses" : "pose_body", all) }
        }
        guard numbers.shape[0] == frames else {
            throw lengthProblem(key, numbers.shape[0], arrays.contains("poses") ? "poses" : "pose_body", frames)
        }
        try requireSound(numbers, named: key)
        return numbers
    }

    private func betas(_ notes: inout [String]) throws -> [Float] {
        guard arrays.contains("betas") else {
            notes.append("the file has no body shape ('betas'); the average body is used")
            return []
        }
        let stored = try arrays.array("betas")
        guard (1...2).contains(stored.shape.count) else {
            throw FileProblem(arrays.path, "key 'betas' has shape \(text(stored.shape))", expected: "(coefficients)")
        }
        let numbers = try stored.float32()
        guard numbers.isFinite else { throw FileProblem(arrays.path, "key 'betas' holds a number that is not finite") }
        guard numbers.shape.count == 2 else { return numbers.elements }
        // Some exporters repeat the shape in every frame.
        guard numbers.shape[0] > 0 else { return [] }
        let first = numbers.row(0)
        if (1..<numbers.shape[0]).contains(where: { numbers.row($0) != first }) {
            notes.append("the body shape ('betas') changes from frame to frame; the first is used")
        }
        return Array(first)
    }

    private func gender(_ notes: inout [String]) -> Gender {
        guard arrays.contains("gender") else {
            notes.append("the file has no gender; the neutral body is used")
            return .neutral
        }
        guard let stored = try? arrays.string("gender") else {
            notes.append("the file's gender is not text; the neutral body is used")
            return .neutral
        }
        switch stored.lowercased() {
        case "neutral", "n": return .neutral
        case "male", "m": return .male
        case "female", "f": return .female
        default:
            notes.append("the file's gender is '\(stored.prefix(20))'; the neutral body is used")
            return .neutral
        }
    }

    /// A table in the precision asked for, whatever it is stored in.
    private func numbers<Number: AmassNumber>(_ key: String) throws -> NDArray<Number> {
        if let frames { return try Number.rows(frames, of: key, in: arrays) }
        return try Number.table(key, in: arrays)
    }

    // MARK: - Checks

    private func requireFrames(_ key: String, _ shape: [Int]) throws { try checks.requireFrames(shape[0], "key '\(key)'", shape) }

    private func requireSound<Number: AmassNumber>(_ numbers: NDArray<Number>, named key: String) throws {
        try checks.requireSound(numbers, "key '\(key)'", frames: frames)
    }

    private func lengthProblem(_ key: String, _ count: Int, _ other: String, _ otherCount: Int) -> FileProblem {
        FileProblem(arrays.path, "key '\(key)' has \(count) frames but '\(other)' has \(otherCount)", expected: "the same number of frames")
    }

    /// Nothing turns ten times round within its joint, but angles in degrees look as if it did.
    private func remarkOnDegrees(_ poses: NDArray<Float>, _ notes: inout [String]) {
        let limit: Float = 20 * .pi
        if poses.elements.withUnsafeBufferPointer({ $0.contains { abs($0) > limit } }) {
            notes.append("some rotations are longer than ten turns: are the file's angles in degrees? Radians are expected")
        }
    }

    private func text(_ shape: [Int]) -> String { MotionChecks.text(shape) }
}

/// A precision in which motions are read: single for pictures, double where what the file says is to be kept to the bit.
protocol AmassNumber: BinaryFloatingPoint, Sendable {
    /// A table as it is stored.
    static func table(_ key: String, in arrays: NamedArrays) throws -> NDArray<Self>
    /// Some of its rows, ascending.
    static func rows(_ rows: [Int], of key: String, in arrays: NamedArrays) throws -> NDArray<Self>
}

extension Float: AmassNumber {
    static func table(_ key: String, in arrays: NamedArrays) throws -> NDArray<Float> {
        // With two axes, as all but a few files have, the archive is unpacked piece by piece: half the memory.
        if let table = try? arrays.float32(key, shape: [nil, nil]) { return table }
        return try arrays.array(key).float32()
    }

    static func rows(_ rows: [Int], of key: String, in arrays: NamedArrays) throws -> NDArray<Float> { try arrays.float32Rows(key, rows) }
}

extension Double: AmassNumber {
    static func table(_ key: String, in arrays: NamedArrays) throws -> NDArray<Double> {
        if let table = try? arrays.float64(key, shape: [nil, nil]) { return table }
        return try arrays.array(key).float64()
    }

    static func rows(_ rows: [Int], of key: String, in arrays: NamedArrays) throws -> NDArray<Double> {
        let all = try table(key, in: arrays)
        guard let length = all.shape.first, (rows.first ?? 0) >= 0, (rows.last ?? -1) < length else {
            throw FileProblem(
                arrays.path, "key '\(key)' has shape \(MotionChecks.text(all.shape))", expected: "at least \((rows.last ?? 0) + 1) rows")
        }
        let width = all.shape.dropFirst().reduce(1, *)
        var chosen: [Double] = []
        chosen.reserveCapacity(rows.count * width)
        for row in rows { chosen += all.elements[row * width..<(row + 1) * width] }
        return NDArray(shape: [rows.count] + all.shape.dropFirst(), elements: chosen)
    }
}
