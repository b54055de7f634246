// How a motion file is read, and which part of it is used: options shared by the commands that show or convert.
import ArgumentParser
import Films
import HumanML3D
import Motions

struct TimeArguments: ParsableArguments {
    // `--start -1` is a wrong time, not a missing one.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Frames a second of the result; poses between frames are interpolated.", valueName: "rate"))
    var fps: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Begin this many seconds into the motion.", valueName: "seconds"))
    var start: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Stop this many seconds into the motion.", valueName: "seconds"))
    var end: Double?

    @Option(
        parsing: .unconditional,
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

    var selection: MotionSelection {
        var selection = MotionSelection()
        selection.frameRate = fps
        selection.start = start
        selection.end = end
        selection.assumedFrameRate = sourceFPS
        selection.up = up
        if let mean, let std { selection.statistics = (mean, std) }
        return selection
    }
}

extension UpAxis: ExpressibleByArgument {}
