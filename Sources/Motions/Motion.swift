// A motion: joint rotations, a path and a frame rate. Every reader makes one, every model generates one, every picture shows one.
public import Arrays
public import BodyModels

/// Where a motion came from.
public struct MotionSource: Equatable, Sendable {
    /// The path as the user gave it, or a few words for a motion that came from no file.
    public var file: String
    /// What the file was recognised as, for people to read: "AMASS SMPL+H".
    public var format: String
    /// The same for code to decide by.
    public var kind: Kind

    /// Kinds of files, as far as it matters later which it was.
    public enum Kind: Int, Sendable {
        /// Positions of joints, which rotations were fitted to; features made of them among these.
        case jointPositions
        /// `.smpl` of Meshcapade.
        case smplCodec
        case bvh, glb
        /// Rotations and translations as they are here, or made by a model.
        case rotations
    }

    public init(file: String, format: String, kind: Kind = .rotations) {
        self.file = file
        self.format = format
        self.kind = kind
    }

    /// True if what was read depends on the body that will be shown: joint positions, and files that say where the pelvis is rather
    /// than how far it is from its place at rest.
    public var dependsOnSkeleton: Bool { kind != .rotations }
}

/// A body of the SMPL family moving in time.
///
/// Frame `k` shows the body at the time `k / frameRate` seconds. The world is AMASS's: metres, Z up, the floor near z = 0. A
/// body at rest stands along its own +Y and looks along +Z, so a root rotation of +90° about x sets it upright in the world,
/// looking along -Y.
///
/// ```swift
/// let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// print(walk.name, walk.layout, walk.frameCount, walk.frameRate)  // 02_01_poses smplh 343 120.0
/// let second = try walk.trimmed(from: 1, to: 2).resampled(to: 30)
/// print(second.frameCount, second.poses.shape)  // 30 [30, 52, 3]
/// try second.writeAmass(to: "second.npz")
/// print(try Motion.read(path: "second.npz").poses.elements == second.poses.elements)  // true
/// ```
public struct Motion: Sendable {
    /// What to call it: the file's name without folder and extension.
    public var name: String
    /// Which joints the rotations belong to.
    public var layout: JointLayout
    /// Frames per second.
    public var frameRate: Double
    /// Rotations, (frames, joints, 3): axis times angle in radians, each relative to the parent joint and the rest pose, the root
    /// first and relative to the world. Lengths may pass π.
    public var poses: NDArray<Float>
    /// Translations, (frames, 3), metres, added to every point of the posed body. The pelvis is at translation + its place at rest.
    public var translations: NDArray<Float>
    /// Body shape coefficients, as many as the file holds; empty for the average body.
    public var betas: [Float]
    public var gender: Gender
    /// A short description, where one is known: "walk forward".
    public var label: String?
    public var source: MotionSource
    /// Remarks for the user, one line each: what was missing or contradictory in the file and what was done about it.
    public var notes: [String]

    /// - Precondition: `poses` has the shape (frames, `layout.jointCount`, 3) with at least one frame, and `translations`
    ///   (frames, 3).
    public init(
        name: String, layout: JointLayout, frameRate: Double, poses: NDArray<Float>, translations: NDArray<Float>,
        betas: [Float] = [], gender: Gender = .neutral, label: String? = nil, source: MotionSource, notes: [String] = []
    ) {
        precondition(poses.shape.count == 3 && poses.shape[1] == layout.jointCount && poses.shape[2] == 3, "\(poses.shape)")
        precondition(poses.shape[0] > 0 && translations.shape == [poses.shape[0], 3], "\(poses.shape), \(translations.shape)")
        self.name = name
        self.layout = layout
        self.frameRate = frameRate
        self.poses = poses
        self.translations = translations
        self.betas = betas
        self.gender = gender
        self.label = label
        self.source = source
        self.notes = notes
    }

    /// How many frames there are, at least one.
    public var frameCount: Int { poses.shape[0] }

    /// How long it lasts in seconds, every frame shown for `1 / frameRate`: `frameCount / frameRate`.
    public var duration: Double { Double(frameCount) / frameRate }

    /// True if any joint of a hand is ever turned. Most captures leave the hands at zero, that is flat.
    public var hasHandPose: Bool {
        let width = layout.jointCount * 3
        let hands = layout.leftHand.lowerBound * 3..<layout.rightHand.upperBound * 3
        return poses.elements.withUnsafeBufferPointer { poses in
            (0..<frameCount).contains { frame in hands.contains { poses[frame * width + $0] != 0 } }
        }
    }
}
