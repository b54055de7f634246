// What an output's name asks for.
import Files

/// The kind of thing a name stands for.
public enum OutputKind: Sendable, Equatable {
    case moving(MovingFormat)
    case png, folder

    /// - Throws: `FileProblem` for a name that says nothing.
    public init(_ path: String) throws {
        let last = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        if let format = MovingFormat(path) {
            self = .moving(format)
        } else if last.lowercased().hasSuffix(".png") {
            self = .png
        } else if last.isEmpty || !last.contains(".") || last == "." || last == ".." || Folders.isFolder(path) {
            self = .folder
        } else {
            throw FileProblem(
                path, "is not a kind of picture that can be written",
                expected: "a name that ends in .gif, .png, .apng, .mp4, .webm or .rgb, or a folder")
        }
    }

    /// True for one file that moves.
    public var isMoving: Bool {
        if case .moving = self { return true }
        return false
    }
}
