// How a motion file is read, and which part of it is used.
import BodyModels
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
    ///   - isOneOfMany: true where a motion that ends before ``end`` is shown as far as it goes.
    ///   - body: the body that will show a motion: joint positions are fitted best to that very one.
    public func readAll(_ path: String, up usual: UpAxis? = nil, isOneOfMany: Bool = false, body: (Motion) throws -> ShapedBody) throws -> [Motion] {
        let statistics = try statistics.map { try FeatureStatistics(mean: $0.mean, deviation: $0.deviation) }
        func read(_ skeleton: RestSkeleton) throws -> [Motion] {
            try Motion.readAll(path: path, assumedFrameRate: assumedFrameRate, up: up ?? usual, skeleton: skeleton, statistics: statistics)
        }
        var motions = try read(.average)
        if let first = motions.first, first.source.dependsOnSkeleton, let skeleton = RestSkeleton(restJoints: try body(first).restJoints) {
            motions = try read(skeleton)
        }
        return try motions.map { try trimmed($0, isOneOfMany: isOneOfMany) }
    }

    private func trimmed(_ motion: Motion, isOneOfMany: Bool = false) throws -> Motion {
        guard start != nil || end != nil else { return motion }
        let end = isOneOfMany && (end ?? 0) >= motion.duration ? nil : end
        return try motion.trimmed(from: start, to: end)
    }
}
