// Joints and BVH of made motions, laid out as the released MoMask lays them out.
import ArrayFiles
import Arrays
import Files
import Motions
import Workers

/// A folder such as `generation/text2motion`:
///
///     joints/0/sample0_repeat0_len120.npy        (frames, 22, 3): where the joints of the BVH are, metres, Y up
///     joints/0/sample0_repeat0_len120_ik.npy     the same with feet held while they touch the floor
///     animations/0/sample0_repeat0_len120.bvh    and sample0_repeat0_len120_ik.bvh
///
/// The skeleton is ``TemplateSkeleton``, whose bones have lengths of their own: joints differ a little from what the model gave. KIT's 21
/// joints are written as the model gave them, `(frames, 21, 3)` in the data's unit, and without BVH, as that skeleton has others.
public struct ReleasedMotionFiles: Sendable {
    public let folder: String

    /// - Parameter folder: ends in a slash or not.
    public init(folder: String) { self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder }

    /// `sample0_repeat1_len120`: the motion of a prompt, one of its repeats, and its frames.
    public static func name(prompt: Int, repetition: Int, frames: Int) -> String { "sample\(prompt)_repeat\(repetition)_len\(frames)" }

    /// Where the animations of a prompt go.
    public func animations(prompt: Int) -> String { "\(folder)/animations/\(prompt)" }

    /// Writes the motions that have joints; each file appears whole or not at all.
    ///
    /// - Returns: how many motions were written.
    /// - Throws: `FileProblem` if a file cannot be written.
    @discardableResult
    public func write(_ motions: [GeneratedMotion], frameRate: Double) throws -> Int {
        let jobs = motions.filter { $0.fittedJoints != nil }
        for prompt in Set(jobs.map(\.prompt)).sorted() {
            try Folders.makeAll("\(folder)/joints/\(prompt)")
            try Folders.makeAll(animations(prompt: prompt))
        }
        // Motions do not depend on each other.
        let outcomes = ThreadTeam.map(pieces: jobs.count) { job in Result { try write(jobs[job], frameRate: frameRate) } }
        for outcome in outcomes { try outcome.get() }
        return jobs.count
    }

    private func write(_ motion: GeneratedMotion, frameRate: Double) throws {
        guard let joints = motion.fittedJoints else { return }
        let name = ReleasedMotionFiles.name(prompt: motion.prompt, repetition: motion.repetition, frames: joints.shape[0])
        let place = "\(folder)/joints/\(motion.prompt)/\(name)", animation = "\(animations(prompt: motion.prompt))/\(name)"
        guard joints.shape[1] == TemplateSkeleton.parents.count else { return try joints.write(npy: place + ".npy") }
        let frames = (0..<joints.shape[0]).map { frame in
            TemplateSkeleton.fromSMPL(
                (0..<joints.shape[1]).map { joint in
                    SIMD3(Double(joints[frame, joint, 0]), Double(joints[frame, joint, 1]), Double(joints[frame, joint, 2]))
                })
        }
        for (targets, ending) in [(frames, ""), (FootContactFix.targets(frames), "_ik")] {
            let fit = TemplateFit(targets: targets, root: frames.map { $0[0] })
            let numbers = fit.joints.flatMap { TemplateSkeleton.toSMPL($0).flatMap { [Float($0.x), Float($0.y), Float($0.z)] } }
            try NDArray(shape: joints.shape, elements: numbers).write(npy: place + ending + ".npy")
            try fit.writeBVH(to: animation + ending + ".bvh", frameRate: frameRate)
        }
    }
}
