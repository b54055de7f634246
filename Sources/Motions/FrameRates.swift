// What counts as a frame rate, and what to do when a file names none, two, or a wrong one.
import ArrayFiles
import Files

enum FrameRates {
    /// Slower than one frame in ten seconds or faster than any capture system is a mistake in the file or on the command line.
    static let allowed = 0.1...1000.0
    static let allowedText = "0.1 to 1000 frames per second"

    /// AMASS's two spellings first, then what other tools write.
    static let keys = ["mocap_framerate", "mocap_frame_rate", "framerate", "frame_rate", "fps"]

    /// A rate without needless digits: "120", "59.94", "nan".
    static func text(_ rate: Double) -> String {
        rate == rate.rounded() && abs(rate) < 1e15 ? String(Int(rate)) : String(rate)
    }

    /// The rate that was meant: 59.94 stored in single precision comes as 59.939998626708984, which equals no rate anybody asks for.
    static func meant(_ rate: Double) -> Double {
        Double(Float(rate)) == rate ? Double(String(Float(rate))) ?? rate : rate
    }

    /// The frame rate of a file.
    /// - Throws: `FileProblem` if there is none, or one that cannot be true, and the user did not say either.
    static func read(_ arrays: NamedArrays, assumed: Double?, notes: inout [String]) throws -> Double {
        var stated: [(key: String, rate: Double)] = []
        for key in keys where arrays.contains(key) {
            // What the file says does not matter, not even whether it is a number, when the user says otherwise.
            if assumed != nil {
                if let rate = try? arrays.scalar(key) { stated.append((key, meant(rate))) }
            } else {
                stated.append((key, meant(try arrays.scalar(key))))
            }
        }
        if let assumed {
            if let first = stated.first(where: { $0.rate != assumed }) {
                notes.append("the file says \(text(first.rate)) frames per second; \(text(assumed)) used as asked")
            }
            return assumed
        }
        guard let first = stated.first else {
            throw FileProblem(
                arrays.path, "does not say its frame rate (no key 'mocap_framerate' or 'mocap_frame_rate')",
                advice: "Pass the rate it was captured at: --source-fps 120, for example.")
        }
        for (key, rate) in stated where !allowed.contains(rate) {
            throw FileProblem(
                arrays.path, "key '\(key)' is \(text(rate))", expected: allowedText,
                advice: "Pass the rate it was captured at: --source-fps 120, for example.")
        }
        if let other = stated.first(where: { abs($0.rate - first.rate) > 1e-3 * first.rate }) {
            notes.append(
                "'\(first.key)' says \(text(first.rate)) frames per second, '\(other.key)' \(text(other.rate)); the first is used"
                    + " (--source-fps decides otherwise)")
        }
        return first.rate
    }

    /// Remarks on a file whose frames at its rate do not last as long as it says.
    static func compareLength(_ arrays: NamedArrays, frames: Int, rate: Double, notes: inout [String]) {
        guard let seconds = try? arrays.scalar("mocap_time_length"), seconds.isFinite, seconds > 0 else { return }
        let counted = Double(frames) / rate
        guard abs(counted - seconds) > 0.02 * seconds + 2 / rate else { return }
        let needed = (Double(frames) / seconds * 100).rounded() / 100
        notes.append(
            "the file says it lasts \(text((seconds * 100).rounded() / 100)) s, but its \(frames) frames at \(text(rate)) frames per second"
                + " last \(text((counted * 100).rounded() / 100)) s (--source-fps \(text(needed)) would fit)")
    }
}
