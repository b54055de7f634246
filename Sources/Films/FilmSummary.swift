// What was made: for people in a line, for programs in numbers.
import Files

/// A picture or a film that was written.
public struct FilmSummary: Sendable, CustomStringConvertible {
    /// The file, or the folder of frames.
    public let file: String
    /// What it shows: "120 frames", "frame 7 of 120", "8 bodies".
    public internal(set) var what: String
    /// Pixels.
    public let width: Int
    public let height: Int
    /// What was made of each frame.
    public let passes: PassOptions
    /// How long one file that moves shows something, seconds; nil for stills and folders.
    public internal(set) var seconds: Double?
    /// The size of one file that moves.
    public internal(set) var bytes: Int?
    /// What else a reader of it must know.
    public internal(set) var form: String?

    /// "walk.gif: 120 frames, 4 s, 512x512, 300 kB".
    public var description: String {
        var parts = [what]
        if let seconds { parts.append("\(NumberText.short(seconds, 2)) s") }
        parts.append("\(width)x\(height)")
        if let bytes { parts.append(NumberText.bytes(bytes)) }
        if let form { parts.append(form) }
        return "\(file): \(parts.joined(separator: ", "))\(seconds == nil ? passes.words : "")"
    }
}
