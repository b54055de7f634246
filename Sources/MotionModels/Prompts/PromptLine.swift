// A line of words with a length behind it: `a person walks#120`, as MoMask's prompt files have it, and what is told bar by bar.
import Files

/// What is wrong with a line of words.
public struct PromptProblem: Error, Sendable, CustomStringConvertible {
    /// Without a final full stop.
    public let problem: String
    public let expected: String

    public var description: String { "\(problem); expected \(expected)" }
}

/// How lines of words are read.
public enum PromptForm: Sendable, Equatable {
    /// All of a line is words.
    case words
    /// `text`, `text#NA`, `text#120` (frames) or `text#6.5s` (seconds). Bars part what is done one after the other; numbers in such lines
    /// are seconds, with or without the s.
    case lengths
    /// The same with every number in seconds: lines that are one story together.
    case story

    /// The prompt of a line.
    ///
    /// - Throws: ``PromptProblem`` for a length that is none, and for parts without words.
    public func prompt(_ line: String) throws -> MotionPrompt {
        guard self != .words else { return MotionPrompt(line) }
        let parts = line.split(separator: "|", omittingEmptySubsequences: false)
        return MotionPrompt(parts: try parts.map { try part(String($0), isSeconds: self == .story || parts.count > 1) })
    }

    private func part(_ words: String, isSeconds: Bool) throws -> MotionPrompt.Part {
        let expected = "'text', 'text#NA', \(isSeconds ? "'text#6.5' (seconds)" : "'text#120' (frames) or 'text#6s' (seconds)")"
        guard let mark = words.lastIndex(of: "#") else {
            let text = TextLines.trimmed(words)
            guard !text.isEmpty else { throw PromptProblem(problem: "there are no words between two bars", expected: expected) }
            return MotionPrompt.Part(text)
        }
        let text = TextLines.trimmed(String(words[..<mark])), length = TextLines.trimmed(String(words[words.index(after: mark)...]))
        guard !text.isEmpty else { throw PromptProblem(problem: "there are no words before '#'", expected: expected) }
        guard !length.isEmpty else { throw PromptProblem(problem: "nothing stands behind '#'", expected: expected) }
        if length.lowercased() == "na" { return MotionPrompt.Part(text) }
        let hasUnit = length.last == "s"
        let digits = hasUnit ? String(length.dropLast()) : length
        if isSeconds || hasUnit {
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let seconds = Double(digits), seconds > 0,
                seconds <= PromptForm.longest
            else { throw PromptProblem(problem: "'\(length)' is no number of seconds", expected: expected) }
            return MotionPrompt.Part(text, length: .seconds(seconds))
        }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let frames = Int(digits), frames > 0, frames <= 1_000_000 else {
            throw PromptProblem(problem: "'\(length)' is no number of frames", expected: expected)
        }
        return MotionPrompt.Part(text, length: .frames(frames))
    }

    /// Seconds of anything at most.
    static let longest = 3600.0
}

extension MotionPrompt {
    /// One motion of several: all their parts, one after the other.
    /// - Precondition: there is at least one.
    public static func story(_ prompts: [MotionPrompt]) -> MotionPrompt { MotionPrompt(parts: prompts.flatMap(\.parts)) }

    /// The same with a length for what has none: a motion of several parts shares what is left of it among those.
    /// - Throws: ``PromptProblem`` if nothing is left.
    public func lasting(_ length: Length, rate: Double) throws -> MotionPrompt {
        var result = self
        let open = parts.indices.filter { parts[$0].length == nil }
        if parts.count == 1 {
            if parts[0].length == nil { result.parts[0].length = length }
            return result
        }
        guard !open.isEmpty else { return self }
        let taken = parts.reduce(0) { $0 + ($1.length?.seconds(at: rate) ?? 0) }
        let share = (length.seconds(at: rate) - taken) / Double(open.count)
        guard share > 0 else {
            throw PromptProblem(
                problem:
                    "the parts of '\(text)' that have times take \(NumberText.short(taken, 2)) seconds, which leaves none for the others",
                expected: "more than \(NumberText.short(taken, 2)) seconds in all")
        }
        for part in open { result.parts[part].length = .seconds(share) }
        return result
    }
}
