// The released code on PyTorch, run by a program of its own.
import Foundation

/// A program that prints how long MoMask's Python modules take.
struct Peer {
    private let words: [String]
    private let frames: Int

    /// Nil where no program is named.
    init?(_ options: Options) {
        guard let python = options.python, let script = options.peer, let reference = options.reference else { return nil }
        words = [python, script, reference, "\(options.threads)", "\(options.frames)"]
        frames = options.frames
    }

    /// Seconds for one motion and for 24 equal ones. The program is ended once it has told them: its training steps are not wanted here.
    func times() throws -> (one: Double, many: Double)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = ["-u"] + words.dropFirst()
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var output = ""
        while true {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            output += String(decoding: data, as: UTF8.self)
            if let one = number(1, in: output), let many = number(24, in: output) {
                process.terminate()
                process.waitUntilExit()
                return (one, many)
            }
        }
        process.waitUntilExit()
        print("the peer printed no times:\n\(output)")
        return nil
    }

    private func number(_ count: Int, in output: String) -> Double? {
        guard let range = output.range(of: "generate \(count) x \(frames) frames:") else { return nil }
        let rest = output[range.upperBound...]
        guard rest.contains("s") else { return nil }
        return Double(rest.drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
    }
}
