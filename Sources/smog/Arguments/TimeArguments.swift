// Which part of a motion, at which frame rate: options shared by the commands that show or convert.
import ArgumentParser
import Motions

struct TimeArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Frames a second of the result; poses between frames are interpolated.", valueName: "rate"))
    var fps: Double?

    @Option(help: ArgumentHelp("Begin this many seconds into the motion.", valueName: "seconds"))
    var start: Double?

    @Option(help: ArgumentHelp("Stop this many seconds into the motion.", valueName: "seconds"))
    var end: Double?

    @Option(
        name: [.customLong("source-fps")],
        help: ArgumentHelp("The frame rate of a motion file that does not say.", valueName: "rate"))
    var sourceFPS: Double?

    func validate() throws {
        for (name, value) in [("--fps", fps), ("--source-fps", sourceFPS)] {
            if let value, !(value > 0 && value <= 1000) {
                throw ValidationError("\(name) is \(value); expected a rate above 0 and up to 1000 frames a second.")
            }
        }
    }

    /// Reads a motion and cuts it to the time asked for, at its own frame rate.
    func read(_ path: String) throws -> Motion {
        let motion = try Motion.read(path: path, assumedFrameRate: sourceFPS)
        guard start != nil || end != nil else { return motion }
        return try motion.trimmed(from: start, to: end)
    }
}
