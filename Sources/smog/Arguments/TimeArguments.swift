// How a motion file is read, and which part of it is used: options shared by the commands that show or convert.
import ArgumentParser
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

    func validate() throws {
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

    /// Reads a motion and cuts it to the time asked for, at its own frame rate.
    func read(_ path: String) throws -> Motion {
        try trimmed(try Motion.read(path: path, assumedFrameRate: sourceFPS, up: up))
    }

    /// Reads all motions of a file and cuts each to the time asked for.
    /// - Parameter usual: the axis that points up where the user does not say; nil to find out.
    func readAll(_ path: String, up usual: UpAxis? = nil) throws -> [Motion] {
        try Motion.readAll(path: path, assumedFrameRate: sourceFPS, up: up ?? usual).map(trimmed)
    }

    private func trimmed(_ motion: Motion) throws -> Motion {
        start == nil && end == nil ? motion : try motion.trimmed(from: start, to: end)
    }
}

extension UpAxis: ExpressibleByArgument {}
