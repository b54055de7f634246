// The files that MoMask's commands leave of a motion: joints on its skeleton and BVH, with feet held and without.
import ArrayFiles
public import Arrays
import Files

/// A folder of results in the layout of MoMask's released commands, such as `generation/text2motion`:
///
///     joints/<sample>/<name>.npy           (frames, 22, 3), metres, Y up, SMPL's order, on the bones of ``TemplateSkeleton``
///     joints/<sample>/<name>_ik.npy        the same with feet held by ``FootContactFix``
///     animations/<sample>/<name>.bvh
///     animations/<sample>/<name>_ik.bvh
public struct TemplateResults: Sendable {
    /// The folder that `joints` and `animations` lie in.
    public let folder: String

    public init(_ folder: String) {
        self.folder = folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder
    }

    /// `sample3_repeat0_len120`, as the released commands call a motion.
    public static func name(sample: Int, repetition: Int, frames: Int) -> String { "sample\(sample)_repeat\(repetition)_len\(frames)" }

    /// Writes the four files of a motion, each of which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - joints: `(frames, 22, 3)`, metres, Y up, in SMPL's order, as features give them.
    ///   - sample: the number of its folder.
    ///   - name: of its files, without an ending.
    /// - Throws: `FileProblem` for what cannot be written, or numbers that are not finite.
    /// - Precondition: `joints` has that shape.
    public func write(_ joints: NDArray<Float>, sample: Int, name: String, frameRate: Double) throws {
        precondition(joints.shape.count == 3 && joints.shape[1] == TemplateSkeleton.bones.count && joints.shape[2] == 3)
        let (places, animations) = (try made("joints/\(sample)"), try made("animations/\(sample)"))
        guard joints.elements.allSatisfy(\.isFinite) else {
            throw FileProblem("\(places)/\(name).npy", "cannot be written: the motion has numbers that are not finite")
        }
        let motion = (0..<joints.shape[0]).map { frame in
            TemplateSkeleton.fromSMPL(
                (0..<joints.shape[1]).map { joint in
                    SIMD3(Double(joints[frame, joint, 0]), Double(joints[frame, joint, 1]), Double(joints[frame, joint, 2]))
                })
        }
        let root = motion.map { $0[0] }
        for (ending, targets) in [("", motion), ("_ik", FootContactFix.targets(motion))] {
            let fit = TemplateFit(targets: targets, root: root)
            let numbers = fit.joints.flatMap { frame in TemplateSkeleton.toSMPL(frame).flatMap { [Float($0.x), Float($0.y), Float($0.z)] } }
            try NDArray(shape: joints.shape, elements: numbers).write(npy: "\(places)/\(name)\(ending).npy")
            try fit.writeBVH(to: "\(animations)/\(name)\(ending).bvh", frameRate: frameRate)
        }
    }

    /// A folder in this one, made if it is not there.
    package func made(_ name: String) throws -> String {
        let path = folder + "/" + name
        try Folders.makeAll(path)
        return path
    }
}
