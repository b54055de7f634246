// Stretches of a motion that are to be made anew, as users write them: in seconds, frames or shares of its length.
import Files

/// A stretch of a motion: `1.2,3.0` (seconds), `24f,60f` (frames, the second not included), `30%,60%` (of the length).
///
/// A start that is left out is the motion's beginning, an end that is left out its end: `,2` and `2,`.
///
/// ```swift
/// let sections = try ["0.5,1", "80%,"].map { try EditSection($0) }
/// let frames = try EditSection.frames(of: sections, frameCount: 40, frameRate: 20, of: "walk.npy") { print($0) }
/// print(frames.count, frames[0].lowerBound, frames[1].lowerBound)  // 2 10 32
/// ```
public struct EditSection: Sendable, Equatable {
    private enum Unit { case seconds, frames, shares, tokenFrames, paddedShares }

    private let start: Double?
    private let end: Double?
    private let startUnit: Unit
    private let endUnit: Unit
    /// What the user wrote.
    public let text: String

    private static let expected = "start,end in seconds such as 1.2,3.0, in frames such as 24f,60f, or in shares such as 30%,60%"

    /// - Throws: `FileProblem` for a text that names no stretch, or one that ends before it begins.
    public init(_ text: String) throws {
        let parts = try EditSection.parts(text, expected: EditSection.expected)
        func bound(_ part: Substring) throws -> (Double?, Unit) {
            if part.isEmpty { return (nil, .seconds) }
            let unit: Unit = part.hasSuffix("f") ? .frames : part.hasSuffix("%") ? .shares : .seconds
            let digits = unit == .seconds && !part.hasSuffix("s") ? part : part.dropLast()
            guard let number = Double(digits), number.isFinite, number >= 0, unit != .frames || number == number.rounded() else {
                throw EditSection.problem(text, "is no stretch of time", expected: EditSection.expected)
            }
            return (unit == .shares ? number / 100 : number, unit)
        }
        (start, startUnit) = try bound(parts[0])
        (end, endUnit) = try bound(parts[1])
        self.text = text
        try checkOrder()
    }

    /// As MoMask's `--mask_edit_section`: whole numbers are frames, rounded down to whole tokens; with a decimal point shares of the
    /// motion as the model reads it, which is 196 frames long where the clip is shorter.
    ///
    /// - Throws: as ``init(_:)``.
    public init(original text: String) throws {
        let expected = "frames such as 24,60, or shares of 196 frames such as 0.3,0.6"
        let parts = try EditSection.parts(text, expected: expected)
        let unit: Unit = text.contains(".") ? .paddedShares : .tokenFrames
        func bound(_ part: Substring) throws -> Double? {
            if part.isEmpty { return nil }
            guard let number = Double(part), number.isFinite, number >= 0, unit == .tokenFrames || number <= 1 else {
                throw EditSection.problem(text, "is no stretch of a motion", expected: expected)
            }
            return number
        }
        (start, end) = (try bound(parts[0]), try bound(parts[1]))
        (startUnit, endUnit) = (unit, unit)
        self.text = text
        try checkOrder()
    }

    private static func parts(_ text: String, expected: String) throws -> [Substring] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
            let words = $0.split(whereSeparator: \.isWhitespace)
            return words.count == 1 ? words[0] : words.isEmpty ? "" : $0
        }
        guard parts.count == 2 else { throw problem(text, "is no stretch of time", expected: expected) }
        guard !(parts[0].isEmpty && parts[1].isEmpty) else {
            throw problem(text, "names neither a start nor an end", expected: expected)
        }
        return parts
    }

    private func checkOrder() throws {
        guard let start, let end, startUnit == endUnit, end <= start else { return }
        throw EditSection.problem(
            text, end == start ? "is empty: it ends where it begins" : "ends before it begins", expected: "an end after the start")
    }

    private static func problem(_ text: String, _ what: String, expected: String) -> FileProblem {
        FileProblem("section '\(text)'", what, expected: expected)
    }

    /// Frames of the model's longest motion, of which the Python code's shares are.
    private static let padded = MoMask.longestMotion

    private static func frame(_ number: Double, _ unit: Unit, frameCount: Int, frameRate: Double) -> Int {
        // Far beyond any motion, and far from overflow.
        func whole(_ value: Double) -> Int { Int(min(value, 1e9)) }
        return switch unit {
        case .seconds: whole((number * frameRate).rounded())
        case .frames: whole(number)
        case .shares: whole((number * Double(frameCount)).rounded())
        case .tokenFrames: whole(number) / 4 * 4
        case .paddedShares: whole(number * Double(max(frameCount, padded) / 4)) * 4
        }
    }

    /// The frames of several sections: in order, those that meet joined.
    ///
    /// - Parameters:
    ///   - frameCount: of the motion.
    ///   - name: what the motion is called in messages.
    ///   - note: told of a section that reaches beyond the motion's end.
    /// - Throws: `FileProblem` for a section that begins beyond the end, or holds no frame.
    public static func frames(
        of sections: [EditSection], frameCount: Int, frameRate: Double, of name: String, note: (String) -> Void
    ) throws -> [Range<Int>] {
        let length = "\(NumberText.seconds(Double(frameCount) / frameRate)) (\(NumberText.count(frameCount, "frame")))"
        var ranges: [Range<Int>] = []
        for section in sections {
            func frame(_ number: Double?, _ unit: Unit, _ usual: Int) -> Int {
                number.map { EditSection.frame($0, unit, frameCount: frameCount, frameRate: frameRate) } ?? usual
            }
            let first = frame(section.start, section.startUnit, 0), last = frame(section.end, section.endUnit, frameCount)
            guard first < frameCount else {
                throw FileProblem(
                    name, "lasts \(length); the section '\(section.text)' lies beyond its end",
                    expected: section.startUnit == .paddedShares
                        ? "shares of 196 frames, as the Python code takes them; --section 30%,60% is of the clip" : "sections of the clip")
            }
            guard last > first else {
                throw FileProblem(
                    name, "has no frame in the section '\(section.text)' at \(NumberText.short(frameRate, 2)) frames a second",
                    expected: "a section of at least one frame")
            }
            if last > frameCount, section.endUnit != .paddedShares {
                note("\(name) ends after \(length), before the section '\(section.text)' does; it is edited to its end")
            }
            ranges.append(first..<min(last, frameCount))
        }
        ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var joined: [Range<Int>] = []
        for range in ranges {
            if let before = joined.last, range.lowerBound <= before.upperBound {
                joined[joined.count - 1] = before.lowerBound..<max(before.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }
}
