// What was made: for people in a line, for programs in numbers.

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

    /// "walk.gif: 120 frames, 4.0 s, 512x512, 300 kB".
    public var description: String {
        var parts = [what]
        if let seconds { parts.append("\(FilmWords.short(seconds)) s") }
        parts.append("\(width)x\(height)")
        if let bytes { parts.append(FilmWords.bytes(bytes)) }
        if let form { parts.append(form) }
        return "\(file): \(parts.joined(separator: ", "))\(seconds == nil ? passes.words : "")"
    }
}

/// Numbers for people.
package enum FilmWords {
    package static func frames(_ count: Int) -> String { counted(count, "frame", "frames") }

    /// A number of things, such as "1 body" or "8 bodies".
    package static func counted(_ count: Int, _ one: String, _ several: String) -> String { "\(count) \(count == 1 ? one : several)" }

    package static func bytes(_ count: Int) -> String {
        count < 1000 ? "\(count) bytes" : count < 1_000_000 ? "\((count + 500) / 1000) kB" : "\(Double((count + 50_000) / 100_000) / 10) MB"
    }

    /// One digit behind the point, none from 100 on; rounded.
    package static func short(_ value: Double) -> String {
        value >= 99.95 ? String(Int(min(value, 1e15).rounded())) : String((value * 10).rounded() / 10)
    }

    /// Two digits behind the point at most: "2.86", "5".
    package static func rounded(_ value: Double) -> String {
        let number = (min(max(value, -1e12), 1e12) * 100).rounded() / 100
        return number == number.rounded() ? String(Int(number)) : String(number)
    }
}
