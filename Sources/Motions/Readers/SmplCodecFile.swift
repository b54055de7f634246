// Meshcapade's `.smpl` files: archives with keys of their own (https://pypi.org/project/smplcodec).
import ArrayFiles
import Arrays
import BodyModels
import Files

/// `bodyPose` (frames, 22, 3), or (frames, 24, 3) for SMPL, with `headPose`, `leftHandPose`, `rightHandPose`, `bodyTranslation`,
/// `shapeParameters`, `frameRate`, and `smplVersion` and `gender` as numbers. Rotation vectors, metres, Y up.
struct SmplCodecFile {
    private let arrays: NamedArrays
    private let choices: ReadingChoices
    private var checks: MotionChecks { MotionChecks(path: arrays.path) }

    static func looksRight(_ arrays: NamedArrays) -> Bool { arrays.contains("bodyPose") || arrays.contains("smplVersion") }

    init(_ arrays: NamedArrays, choices: ReadingChoices) {
        self.arrays = arrays
        self.choices = choices
    }

    func motion() throws -> Motion {
        guard arrays.contains("bodyPose") else {
            throw FileProblem(arrays.path, "has no poses ('bodyPose'): it describes the shape of a body, not a motion")
        }
        var notes: [String] = []
        let body = try numbers("bodyPose")
        let shape = body.shape
        guard shape.count == 3, shape[2] == 3, shape[1] == 22 || shape[1] == 24 else {
            throw FileProblem(
                arrays.path, "key 'bodyPose' has shape \(MotionChecks.text(shape))",
                expected: "(frames, 22, 3) for SMPL+H and SMPL-X or (frames, 24, 3) for SMPL")
        }
        let frames = shape[0]
        let layout = layout(bodyJoints: shape[1])
        var poses = NDArray<Float>(repeating: 0, shape: [frames, layout.jointCount, 3])
        copy(body, into: &poses, at: 0)
        for (key, joints) in [("headPose", layout.face), ("leftHandPose", layout.leftHand), ("rightHandPose", layout.rightHand)]
        where layout != .smpl && !joints.isEmpty && arrays.contains(key) {
            let part = try numbers(key)
            guard part.shape == [frames, joints.count, 3] else {
                throw FileProblem(
                    arrays.path, "key '\(key)' has shape \(MotionChecks.text(part.shape))", expected: "(\(frames), \(joints.count), 3)")
            }
            copy(part, into: &poses, at: joints.lowerBound)
        }
        var translations = NDArray<Float>(repeating: 0, shape: [frames, 3])
        if arrays.contains("bodyTranslation") {
            translations = try numbers("bodyTranslation")
            guard translations.shape == [frames, 3] else {
                throw FileProblem(
                    arrays.path, "key 'bodyTranslation' has shape \(MotionChecks.text(translations.shape))", expected: "(\(frames), 3)")
            }
        } else {
            notes.append("the file has no translations ('bodyTranslation'); the body stays in place")
        }
        let motion = Motion(
            name: checks.name, layout: layout, frameRate: try frameRate(frames: frames, &notes), poses: poses, translations: translations,
            betas: try betas(), gender: gender(&notes),
            source: MotionSource(file: arrays.path, format: ".smpl \(layout.title)", kind: .smplCodec), notes: notes)
        return motion.upright(choices, usual: .y)
    }

    private func numbers(_ key: String) throws -> NDArray<Float> {
        let stored = try arrays.array(key)
        try checks.requireFrames(stored.shape.first ?? 0, "key '\(key)'", stored.shape)
        let numbers = try stored.float32()
        guard numbers.count > 0 else { throw FileProblem(arrays.path, "key '\(key)' is empty (shape \(MotionChecks.text(stored.shape)))") }
        try checks.requireSound(numbers, "key '\(key)'")
        return numbers
    }

    private func copy(_ part: NDArray<Float>, into poses: inout NDArray<Float>, at first: Int) {
        for frame in 0..<part.shape[0] {
            for joint in 0..<part.shape[1] { for axis in 0..<3 { poses[frame, first + joint, axis] = part[frame, joint, axis] } }
        }
    }

    /// 0 SMPL, 1 SMPL+H, 2 SMPL-X; relatives of SMPL-X (3 SUPR and later) begin with its joints.
    private func layout(bodyJoints: Int) -> JointLayout {
        if bodyJoints == 24 { return .smpl }
        return (try? arrays.scalar("smplVersion")) == 1 ? .smplh : .smplx
    }

    private func frameRate(frames: Int, _ notes: inout [String]) throws -> Double {
        if let assumed = choices.assumedFrameRate { return assumed }
        if arrays.contains("frameRate") {
            let rate = FrameRates.meant(try arrays.scalar("frameRate"))
            guard FrameRates.allowed.contains(rate) else {
                throw FileProblem(
                    arrays.path, "key 'frameRate' is \(FrameRates.text(rate))", expected: FrameRates.allowedText,
                    advice: "Pass the rate it was captured at: --source-fps 120, for example.")
            }
            return rate
        }
        // A single pose has no rate.
        if frames == 1 { return 30 }
        throw FileProblem(
            arrays.path, "does not say its frame rate (no key 'frameRate')",
            advice: "Pass the rate it was captured at: --source-fps 120, for example.")
    }

    private func betas() throws -> [Float] {
        guard arrays.contains("shapeParameters") else { return [] }
        let betas = try arrays.array("shapeParameters").float32()
        guard betas.isFinite else { throw FileProblem(arrays.path, "key 'shapeParameters' holds a number that is not finite") }
        return betas.elements
    }

    private func gender(_ notes: inout [String]) -> Gender {
        switch try? arrays.scalar("gender") {
        case 0?: return .neutral
        case 1?: return .male
        case 2?: return .female
        default:
            notes.append("the file has no gender; the neutral body is used")
            return .neutral
        }
    }
}
