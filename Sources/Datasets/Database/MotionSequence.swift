// One motion as training sees it: rotations, places of joints, words and pictures.
public import Arrays

/// A motion of the database, at the rate it is trained at.
public struct MotionSequence: Sendable {
    /// Set, subject and clip: `CMU_02_02_01_poses`.
    public var name: String
    /// Rotation vectors of SMPL's 24 joints, (frames, 72), radians, relative to the parent joint, the root first. Hands are the first
    /// joint of each index finger.
    public var thetas: NDArray<Double>
    /// Places of 18 joints, (frames, 18, 3), metres; the first is the one whose path counts as the translation. Nil after a quick run.
    ///
    /// See ``TrainingJoints`` for which joints they are.
    public var joints: NDArray<Float>?
    public var labels: FrameLabels
    /// A picture for each 100 frames; nil where there are none or they were not read.
    public var images: SequenceImages?
    /// The files of the pictures.
    public var imagePaths: [String]

    public init(
        name: String, thetas: NDArray<Double>, joints: NDArray<Float>?, labels: FrameLabels, images: SequenceImages? = nil,
        imagePaths: [String] = []
    ) {
        self.name = name
        self.thetas = thetas
        self.joints = joints
        self.labels = labels
        self.images = images
        self.imagePaths = imagePaths
    }

    public var frameCount: Int { thetas.shape[0] }
}

/// Which joints the 18 of ``MotionSequence/joints`` are.
public enum TrainingJoints {
    /// How many there are.
    public static let count = 18

    /// Of SMPL+H's 52, as the original takes them.
    ///
    /// The list was made for another skeleton, whose joint 8 is the middle of the hips. Here that is the right ankle, so that its path, around a
    /// pelvis that stays in place, is trained as the translation.
    public static let original = [8, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 21, 24, 38]

    /// What that list means in its own skeleton, as far as SMPL's body has it: pelvis, neck, right and left arm from the shoulder down, head,
    /// right and left leg from the hip down, left and right foot, chest.
    public static let body = [0, 12, 17, 19, 21, 16, 18, 20, 15, 2, 5, 8, 1, 4, 7, 10, 11, 9]

    /// For each of ``body`` the joint of the other side, by its place in that list.
    package static let mirrored = [0, 1, 5, 6, 7, 2, 3, 4, 8, 12, 13, 14, 9, 10, 11, 16, 15, 17]
}

/// SMPL's 24 joints among SMPL+H's 52.
package enum SMPLJoints {
    static let ofSMPLH = Array(0...22) + [37]
    /// For each the joint of the other side.
    package static let mirrored = [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22]
}
