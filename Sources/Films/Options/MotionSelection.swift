// How a motion file is read, and which part of it is used.
import BodyModels
import Files
import HumanML3D
import Motions

/// What is taken of motion files.
public struct MotionSelection: Sendable {
    /// Frames a second of the result; nil for what suits it.
    public var frameRate: Double?
    /// From when to when, seconds into the motion; nil for its beginning and its end.
    public var start: Double?
    public var end: Double?
    /// The frame rate of a motion file that does not say.
    public var assumedFrameRate: Double?
    /// The axis that points up in a file of joint positions; nil to find out.
    public var up: UpAxis?
    /// Mean.npy and Std.npy, where features were standardised with them.
    public var statistics: (mean: String, deviation: String)?

    public init() {}

    /// Reads all motions of a file and cuts each to the time asked for, at its own frame rate.
    ///
    /// - Parameters:
    ///   - usual: the axis that points up where ``up`` says nothing; nil to find out.
    ///   - body: the body that will show a motion: joint positions are fitted best to that very one.
    public func readAll(_ path: String, up usual: UpAxis? = nil, body: (Motion) throws -> ShapedBody) throws -> [Motion] {
        let statistics = try statistics.map { try FeatureStatistics(mean: $0.mean, deviation: $0.deviation) }
        func read(_ skeleton: RestSkeleton) throws -> [Motion] {
            try Motion.readAll(path: path, assumedFrameRate: assumedFrameRate, up: up ?? usual, skeleton: skeleton, statistics: statistics)
        }
        var motions = try read(.average)
        if let first = motions.first, first.source.dependsOnSkeleton, let skeleton = RestSkeleton(restJoints: try body(first).restJoints) {
            motions = try read(skeleton)
        }
        return try motions.map { try trimmed($0) }
    }

    /// A motion that ends before ``end`` is taken as far as it goes, with a note.
    private func trimmed(_ motion: Motion) throws -> Motion {
        guard start != nil || end != nil else { return motion }
        guard let end, end > motion.duration + max(0.01, 0.5 / motion.frameRate) else { return try motion.trimmed(from: start, to: end) }
        var part = try motion.trimmed(from: start)
        part.notes.append(
            "\(motion.name): ends after \(NumberText.short(motion.duration, 2)) s, before the \(NumberText.short(end, 2)) s of --end; all of it is taken"
        )
        return part
    }
}
