// What a model was trained with: the part of `opt.yaml` that says how its numbers are meant.
public import Motions

/// How a model's motions are to be read, as its training options say.
public struct MotionModelOptions: Equatable, Sendable {
    public var poseRepresentation: PoseRepresentation
    /// True if the last "joint" is the path of the root.
    public var hasTranslation: Bool
    /// True if the first joint is the root's orientation; otherwise all bodies stand as ``rootOrientation`` says.
    public var hasRootOrientation: Bool
    /// The root's orientation where the model has none: axis times angle.
    public var rootOrientation: SIMD3<Float>
    /// Frames of a motion.
    public var frameCount: Int
    /// Frames a second of the data it was trained on.
    public var frameRate: Double
    /// True if the path is that of the body's root, and bodies may be moved along it. The Python code of MotionCLIP/SMoG takes the right
    /// ankle's by
    /// mistake, so their paths are not applied unless asked for.
    public var pathIsRoot: Bool
    /// True if it was trained on motions that face -Y in their first frame.
    public var facesFront: Bool
    /// The data it was trained on, where that is known.
    public var database: String?

    public init(
        poseRepresentation: PoseRepresentation = .rot6d, hasTranslation: Bool = true, hasRootOrientation: Bool = true,
        rootOrientation: SIMD3<Float> = SIMD3(.pi, 0, 0), frameCount: Int = 60, frameRate: Double = 30, pathIsRoot: Bool = false,
        facesFront: Bool = false, database: String? = nil
    ) {
        self.poseRepresentation = poseRepresentation
        self.hasTranslation = hasTranslation
        self.hasRootOrientation = hasRootOrientation
        self.rootOrientation = rootOrientation
        self.frameCount = frameCount
        self.frameRate = frameRate
        self.pathIsRoot = pathIsRoot
        self.facesFront = facesFront
        self.database = database
    }

    /// Joints whose rotations a pose of that many "joints" holds.
    func rotatedJoints(of joints: Int) -> Int { joints - (hasTranslation ? 1 : 0) }
}
