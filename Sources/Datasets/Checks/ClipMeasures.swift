// Measures one clip once, for checks, statistics and plots.
public import Arrays
public import BodyModels
public import Motions
import Rotations
import Visualization

/// Places, speeds and heights of a clip's body over time.
///
/// Clips are looked at in samples: every frame up to 60 frames a second, else every second, third, …. All lists have one number a
/// sample, but where they say otherwise. Only the 22 joints of the body and a few points of skin are posed.
///
/// ```swift
/// let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let measures = ClipMeasures(of: walk, body: model.shaped())
/// print(measures.joints.shape, measures.sampleRate)  // [172, 22, 3] 60.0
/// print(measures.pelvisHeights[0] > 0.8, measures.floorHeight < 0.05)  // true true
/// print(ClipCheck.problems(of: walk, measures: measures))  // []
/// ```
public struct ClipMeasures: Sendable {
    /// Frames a second and frames of the clip itself.
    public let frameRate: Double
    public let frameCount: Int
    /// Seconds.
    public let duration: Double
    /// The clip's frame that each sample is.
    public let sampleFrames: [Int]
    /// Samples a second.
    public let sampleRate: Double

    /// Places of the 22 joints of the body, (samples, 22, 3), metres, Z up.
    public let joints: NDArray<Float>
    /// Speeds of these joints, (samples, 22), metres a second, smoothed over a tenth of a second.
    public let jointSpeeds: NDArray<Float>
    /// The mean of the joints' speeds, metres a second.
    public let meanSpeeds: [Float]
    /// Where the pelvis is seen from above, metres.
    public let pelvisPath: [SIMD2<Float>]
    /// Height of the pelvis above the floor, metres.
    public let pelvisHeights: [Float]
    /// Height of the body's lowest point above the floor, metres.
    public let lowestHeights: [Float]
    /// Height of the floor that the feet stand on, as seen in the clip's world: near 0 in AMASS. Metres.
    public let floorHeight: Float
    /// The part of the samples with a resting foot in which it is within 2 cm of the floor; 1 if there are none.
    public let floorAgreement: Float
    /// In how many samples a foot rests on something.
    public let plantedSamples: Int

    /// False if there are numbers in the clip that are none; everything measured is zero then.
    public let isFinite: Bool

    /// The samples, and the frames, without padding at either end: everything else is judged by these.
    let core: Range<Int>
    let coreFrames: Range<Int>
    let padding: PosePadding?
    /// What the two feet do.
    let feet: FootTracks
    /// Height of the pelvis over the soles of the body at rest, metres.
    let legLength: Float
    let isShapedByClip: Bool

    /// The place of a joint in a sample, metres.
    func joint(_ joint: Int, _ sample: Int) -> SIMD3<Float> {
        let i = (sample * JointLayout.bodyJointCount + joint) * 3
        return SIMD3(joints[i], joints[i + 1], joints[i + 2])
    }

    /// The time of a sample, in seconds from the clip's beginning.
    public func seconds(_ sample: Int) -> Double { Double(sampleFrames[sample]) / frameRate }

    /// - Parameter body: who moves; the motion may have another layout.
    public init(of motion: Motion, body: ShapedBody) { self.init(of: motion, contour: BodyContour(body)) }

    /// For many clips of one body: the contour is found but once.
    public init(of motion: Motion, contour: BodyContour) {
        let rate = motion.frameRate.isFinite && motion.frameRate > 0 ? motion.frameRate : 30
        let step = max(1, min(1000, Int((rate / ClipMeasures.enough).rounded())))
        let frames = Array(stride(from: 0, to: motion.frameCount, by: step))
        frameRate = rate
        frameCount = motion.frameCount
        duration = Double(motion.frameCount) / rate
        sampleFrames = frames
        sampleRate = rate / Double(step)
        legLength = contour.legLength
        isShapedByClip = contour.isShapedByClip
        isFinite = motion.poses.isFinite && motion.translations.isFinite
        let posed = isFinite ? PosedContour(motion, frames: frames, contour: contour) : PosedContour(still: frames.count, contour: contour)
        joints = posed.joints
        jointSpeeds = JointSpeeds.metresPerSecond(posed.joints, frameRate: sampleRate)
        let count = JointLayout.bodyJointCount
        let speeds = jointSpeeds.elements, places = posed.joints.elements
        meanSpeeds = frames.indices.map { sample in speeds[sample * count..<(sample + 1) * count].reduce(0, +) / Float(count) }
        pelvisPath = frames.indices.map { SIMD2(places[$0 * count * 3], places[$0 * count * 3 + 1]) }
        let tracks = FootTracks(posed, contour: contour, sampleRate: sampleRate)
        feet = tracks
        let padding = isFinite ? PosePadding(motion) : nil
        let first = padding?.atStart ?? 0, last = motion.frameCount - (padding?.atEnd ?? 0)
        let inner = frames.indices.filter { frames[$0] >= first && frames[$0] < last }
        let inside = (inner.first ?? 0)..<(inner.last.map { $0 + 1 } ?? 0)
        core = inside
        coreFrames = first < last ? first..<last : 0..<0
        self.padding = padding
        let floor = tracks.floor(lowest: posed.lowest, in: inside)
        floorHeight = floor.height
        floorAgreement = floor.agreement
        plantedSamples = floor.samples
        pelvisHeights = frames.indices.map { places[$0 * count * 3 + 2] - floor.height }
        lowestHeights = posed.lowest.map { $0 - floor.height }
    }

    /// More samples a second than this tell nothing new.
    private static let enough = 60.0
}
