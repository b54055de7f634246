// The door for motion files: tells their formats apart.
import ArrayFiles
import Files
public import HumanML3D
import Rotations

extension Motion {
    /// Reads a motion file. Of a file that holds several, the first, with a line in ``notes`` that says so.
    ///
    /// See ``readAll(path:assumedFrameRate:up:skeleton:statistics:)`` for what is understood.
    /// - Throws: `FileProblem` naming the key or line (and frame) at fault.
    public static func read(
        path: String, assumedFrameRate: Double? = nil, up: UpAxis? = nil, skeleton: RestSkeleton = .average,
        statistics: FeatureStatistics? = nil
    ) throws -> Motion {
        let all = try readAll(path: path, assumedFrameRate: assumedFrameRate, up: up, skeleton: skeleton, statistics: statistics)
        guard var first = all.first else { throw FileProblem(path, "holds no motions", expected: "at least one") }
        if all.count > 1 { first.notes.append("the file holds \(all.count) motions; this is the first") }
        return first
    }

    /// Reads all motions of a file: one, or as many as a generator wrote into it.
    ///
    /// Understood, and told apart by content:
    ///
    /// - AMASS archives of both generations (`.npz`; also the same keys in a pickled dictionary): `poses` (frames, 156) SMPL+H,
    ///   (frames, 165) SMPL-X, (frames, 72) SMPL, (frames, 66) the body alone; or `root_orient`, `pose_body` and, where they are
    ///   there, `pose_hand`, `pose_jaw`, `pose_eye`. Missing translations, shape or gender are made up with a line in ``notes``; a
    ///   missing frame rate is an error.
    /// - Places of joints, an `.npy` array (frames, 22, 3) or (motions, frames, 22, 3), as HumanML3D, MLD, TEMOS, MoMask and
    ///   MotionCLR write them: fitted, see ``init(fittedTo:frameRate:skeleton:name:label:source:notes:)``.
    /// - HumanML3D's features, (frames, 263): see ``HumanML3DFeatures``.
    /// - MDM's `results.npy`, a pickled dictionary of many motions with their texts and lengths, as places or as rotations.
    /// - BVH files and skeletons of binary glTF (`.glb`) whose joints have names as in Mixamo's, CMU's, LaFAN1's or SMPL's skeletons;
    ///   of a `.glb` a motion for each animation. A skeleton that is SMPL's own keeps its rotations, its fingers' too.
    /// - `.smpl` archives of smplcodec (`bodyPose`, `bodyTranslation`, …).
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - assumedFrameRate: frames per second to use whatever the file says: some AMASS releases state a wrong rate.
    ///   - up: the axis of the file's world that points up; nil to take AMASS's Z as it is, and to find out for other files.
    ///   - skeleton: the joints at rest of the body that will be shown, used where places of joints are fitted.
    ///   - statistics: what features were standardised with, if they were.
    /// - Returns: at least one motion.
    /// - Throws: `FileProblem` naming the key or line (and frame) at fault.
    public static func readAll(
        path: String, assumedFrameRate: Double? = nil, up: UpAxis? = nil, skeleton: RestSkeleton = .average,
        statistics: FeatureStatistics? = nil
    ) throws -> [Motion] {
        if let rate = assumedFrameRate, !FrameRates.allowed.contains(rate) {
            throw FileProblem(
                path, "cannot be read at \(FrameRates.text(rate)) frames per second", expected: "a rate of \(FrameRates.allowedText)")
        }
        let choices = ReadingChoices(assumedFrameRate: assumedFrameRate, up: up, skeleton: skeleton, statistics: statistics)
        let file = try MappedFile(path: path)
        switch MotionFileKind(file) {
        case .array: return try JointArrayFile(path: path, choices: choices).motions()
        case .bvh:
            let clip = try file.withBytes { try BVHParser.parse($0, path: path) }
            return [try SkeletonRetargeting(clip, format: "BVH", path: path, choices: choices).motion()]
        case .glb: return try GLBMotions(file: GLBFile(file), choices: choices).motions()
        case .names: break
        }
        let arrays = try NamedArrays(contentsOf: path)
        if AmassFile.looksRight(arrays) {
            let motion = try AmassFile(arrays).motion(assumedFrameRate: assumedFrameRate)
            return [up == .y ? motion.turned(.fromY, skeleton: skeleton) : motion]
        }
        if MDMResults.looksRight(arrays) { return try MDMResults(arrays, choices: choices).motions() }
        if SmplCodecFile.looksRight(arrays) { return [try SmplCodecFile(arrays, choices: choices).motion()] }
        throw notAMotion(arrays)
    }

    static func notAMotion(_ arrays: NamedArrays) -> FileProblem {
        if arrays.contains("betas") {
            return FileProblem(
                arrays.path, "has no poses: it describes the shape of a body, not a motion",
                advice: "In AMASS the motions lie beside it, in files whose names end in _poses.npz or _stageii.npz.")
        }
        let keys = arrays.keys.sorted()
        let shown = keys.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (keys.count > 8 ? ", …" : "")
        return FileProblem(
            arrays.path, "has no key 'poses' (\(keys.isEmpty ? "it holds no arrays" : "its keys are \(shown)"))",
            expected: "AMASS's 'poses', or 'root_orient' and 'pose_body'")
    }

    /// The motion in a world turned about its origin.
    func turned(_ world: WorldTurn, skeleton: RestSkeleton) -> Motion { turned(world, pelvis: skeleton.joints[0]) }

    /// The motion in a world turned about its origin.
    /// - Parameter pelvis: its place at rest.
    func turned(_ world: WorldTurn, pelvis: SIMD3<Double>) -> Motion {
        guard world != .none else { return self }
        var result = self
        let turn = world.turn
        for frame in 0..<frameCount {
            let root = Turn(axisAngle: Point(Double(poses[frame, 0, 0]), Double(poses[frame, 0, 1]), Double(poses[frame, 0, 2])))
            let vector = (turn * root).standardized.axisAngle
            // Translations are added to a body that was turned about its pelvis.
            let place = Point(Double(translations[frame, 0]), Double(translations[frame, 1]), Double(translations[frame, 2])) + pelvis
            let moved = world.applied(to: place) - pelvis
            for axis in 0..<3 {
                result.poses[frame, 0, axis] = Float(vector[axis])
                result.translations[frame, axis] = Float(moved[axis])
            }
        }
        return result
    }
}

/// What a file is by its first bytes.
private enum MotionFileKind {
    /// A bare `.npy` array of numbers.
    case array
    case bvh
    case glb
    /// Arrays with names, or something that reading it as such will refuse in good words.
    case names

    init(_ file: MappedFile) {
        let start = file.withBytes { Array($0.prefix(256)) }
        if start.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) {
            // Pickled objects have the element type '|O'; they are dictionaries, as np.save writes them.
            self = String(decoding: start, as: UTF8.self).contains("'|O'") ? .names : .array
            return
        }
        self = BVHParser.looksRight(start) ? .bvh : GLBFile.looksRight(start) ? .glb : .names
    }
}
