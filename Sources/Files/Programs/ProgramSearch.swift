// Finding other programs the way a shell does.
@preconcurrency import LibC

/// A program that is needed is not installed.
///
/// An error of its own, so that callers can do without the program.
public struct MissingProgram: Error, Equatable, Sendable, CustomStringConvertible {
    /// Its name, such as `ffmpeg`.
    public let name: String
    /// What the user can do about it: a full sentence.
    public let advice: String?

    public init(_ name: String, advice: String? = nil) {
        self.name = name
        self.advice = advice
    }

    public var description: String { "\(name) is not on the PATH" + (advice.map { ". \($0)" } ?? "") }
}

public enum ProgramSearch {
    /// The path of a program.
    /// - Parameters:
    ///   - path: folders separated by colons; the environment's `PATH` if nil. Folders that are not absolute are passed over: a
    ///     program in the current folder is not what is meant.
    /// - Throws: ``MissingProgram`` if there is none that may be run.
    public static func find(_ name: String, path: String? = nil, advice: String? = nil) throws -> String {
        let folders = path ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in folders.split(separator: ":") where folder.hasPrefix("/") {
            let candidate = folder + "/" + name
            var status = stat()
            if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(candidate, X_OK) == 0 { return candidate }
        }
        throw MissingProgram(name, advice: advice)
    }
}
