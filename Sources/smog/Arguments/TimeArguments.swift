// How a motion file is read, and which part of it is used: options shared by the commands that show or convert.
import ArgumentParser
import BodyModels
import HumanML3D
import Motions

struct TimeArguments: ParsableArguments {
    // `--start -1` is a wrong time, not a missing one.
    @Option(parsing: .unconditional, help: ArgumentHelp("Frames a second of the result; poses between frames are interpolated.", valueName: "rate"))
    var fps: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Begin this many seconds into the motion.", valueName: "seconds"))
    var start: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Stop this many seconds into the motion.", valueName: "seconds"))
    var end: Double?

    @Option(
        name: [.customLong("source-fps")], parsing: .unconditional,
        help: ArgumentHelp("The frame rate of a motion file that does not say.", valueName: "rate"))
    var sourceFPS: Double?

    @Option(help: ArgumentHelp("The axis that points up in a file of joint positions: y or z. (default: found out)", valueName: "axis"))
    var up: UpAxis?

    @Option(help: ArgumentHelp("Mean.npy, where features were standardised with it. With --std.", valueName: "file"))
    var mean: String?

    @Option(help: ArgumentHelp("Std.npy, likewise. With --mean.", valueName: "file"))
    var std: String?

    func validate() throws {
        if (mean == nil) != (std == nil) { throw ValidationError("--mean and --std go together.") }
        for (name, value) in [("--fps", fps), ("--source-fps", sourceFPS)] {
            if let value, !(value > 0 && value <= 1000) {
                throw ValidationError("\(name) is \(value); expected a rate above 0 and up to 1000 frames a second.")
            }
        }
        for (name, value) in [("--start", start), ("--end", end)] {
            if let value, !(value >= 0 && value.isFinite) {
                throw ValidationError("\(name) is \(value); expected seconds from the motion's beginning, 0 or more.")
            }
        }
        if let start, let end, start >= end {
            throw ValidationError("--start is \(start) and --end is \(end); expected an end after the start.")
        }
    }

    /// Reads all motions of a file and cuts each to the time asked for, at its own frame rate.
    ///
    /// - Parameters:
    ///   - usual: the axis that points up where the user does not say; nil to find out.
    ///   - isOneOfMany: true where a motion that ends before --end is shown as far as it goes.
    ///   - body: the body that will show a motion: places of joints are fitted best to that very one.
    func readAll(_ path: String, up usual: UpAxis? = nil, isOneOfMany: Bool = false, body: (Motion) throws -> ShapedBody) throws -> [Motion] {
        func read(_ skeleton: RestSkeleton) throws -> [Motion] {
            try Motion.readAll(path: path, assumedFrameRate: sourceFPS, up: up ?? usual, skeleton: skeleton, statistics: statistics())
        }
        var motions = try read(.average)
        if let first = motions.first, first.dependsOnSkeleton, let skeleton = RestSkeleton(restJoints: try body(first).restJoints) {
            motions = try read(skeleton)
        }
        return try motions.map { try trimmed($0, isOneOfMany: isOneOfMany) }
    }

    private func statistics() throws -> FeatureStatistics? {
        guard let mean, let std else { return nil }
        return try FeatureStatistics(mean: mean, deviation: std)
    }

    private func trimmed(_ motion: Motion, isOneOfMany: Bool = false) throws -> Motion {
        guard start != nil || end != nil else { return motion }
        let end = isOneOfMany && (end ?? 0) >= motion.duration ? nil : end
        return try motion.trimmed(from: start, to: end)
    }
}

extension UpAxis: ExpressibleByArgument {}

extension Motion {
    /// True if what was read depends on the body that will be shown: places of joints, and files that say where the pelvis is rather
    /// than how far it is from its place at rest.
    fileprivate var dependsOnSkeleton: Bool {
        source.format.hasSuffix("places of joints") || source.format.hasPrefix(".smpl ") || ["HumanML3D features", "BVH", "GLB"].contains(source.format)
    }
}
