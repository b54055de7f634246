// An AMASS file of which only some frames are wanted.
import ArrayFiles
public import Arrays
public import BodyModels
import Files

/// An AMASS file, opened but not read: how many frames it has, how fast they follow each other, and any few of them.
///
/// ```swift
/// let clip = try AmassClip(path: "data/sample/CMU/02/02_01_poses.npz")
/// print(clip.frameCount, clip.frameRate)  // 343 120.0
/// let moments = try clip.motion(frames: [0, 100, 200])
/// print(moments.frameCount, moments.poses.shape)  // 3 [3, 52, 3]
/// ```
public struct AmassClip: Sendable {
    public let path: String
    public let frameCount: Int
    /// Frames a second, as the file says.
    public let frameRate: Double
    private let arrays: NamedArrays

    /// Reads the archive's directory and two small headers.
    /// - Throws: `FileProblem` if the file is damaged, holds no motion, or does not say its frame rate.
    public init(path: String) throws {
        let arrays = try NamedArrays(contentsOf: path)
        guard AmassFile.looksRight(arrays) else { throw Motion.notAMotion(arrays) }
        var notes: [String] = []
        self.path = path
        self.arrays = arrays
        frameCount = try AmassFile(arrays).frameCount()
        frameRate = try FrameRates.read(arrays, assumed: nil, notes: &notes)
    }

    /// A motion of these frames alone; its frame rate, which has no meaning then, is the file's.
    ///
    /// Of files that are stored uncompressed nothing else is read.
    /// - Parameter frames: ascending, each once, at least one.
    /// - Throws: `FileProblem` naming the key at fault; frames beyond the end are such a fault.
    public func motion(frames: [Int]) throws -> Motion {
        try AmassFile(arrays, frames: frames).motion(assumedFrameRate: nil)
    }

    /// The numbers of some frames as they are stored.
    public struct Numbers: Sendable {
        /// Which joints there are.
        public let layout: JointLayout
        /// Rotation vectors relative to the parent joint, (frames, joints, 3), radians.
        public let rotations: NDArray<Double>
        /// Of the root, (frames, 3), metres; zero where the file has none.
        public let translations: NDArray<Float>
    }

    /// The numbers of these frames alone, in double precision.
    /// - Parameter frames: as for ``motion(frames:)``, with the same errors.
    public func numbers(frames: [Int]) throws -> Numbers {
        let file = AmassFile(arrays, frames: frames)
        var notes: [String] = []
        let (layout, rotations) = try file.rotations(as: Double.self, &notes)
        return Numbers(layout: layout, rotations: rotations, translations: try file.translations(frames: frames.count, &notes))
    }
}
