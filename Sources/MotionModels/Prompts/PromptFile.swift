// A text file with a prompt on each line.
public import Files

/// Prompts with the place of each in its file.
public struct PromptFile: Sendable {
    public struct Entry: Sendable {
        /// Lines before it, blank ones as well.
        public let index: Int
        public let prompt: MotionPrompt
    }

    public let entries: [Entry]
    /// How many lines were blank.
    public let blank: Int

    public var prompts: [MotionPrompt] { entries.map(\.prompt) }

    /// - Parameters:
    ///   - form: how lines are read; in the form of a story all of them are one prompt.
    ///   - isCompatible: takes lengths as the released MoMask does: a line without digits behind its `#`, and what ends in a line break
    ///     counts as one, makes it estimate the lengths of all. So a file of several lines has none.
    /// - Throws: `FileProblem` naming the line, or if the file is no text or has no words in it.
    public init(contentsOf path: String, form: PromptForm, isCompatible: Bool = false) throws {
        let lines = try TextLines.read(path, expected: "prompts, one on each line")
        let filled = lines.enumerated().map { ($0, TextLines.trimmed($1)) }.filter { !$0.1.isEmpty }
        guard !filled.isEmpty else { throw FileProblem(path, "holds no prompts", expected: "one on each line") }
        blank = lines.count - filled.count
        if isCompatible, form == .lengths {
            let endsInBreak = try MappedFile(path: path).withBytes { $0.last == 0x0A }
            let hasLengths = filled.count == 1 && !endsInBreak
            entries = try filled.map {
                Entry(index: $0, prompt: try PromptFile.released($1, takesLength: hasLengths, line: $0 + 1, of: path))
            }
            return
        }
        let read = try filled.map { index, line in
            do {
                return Entry(index: index, prompt: try form.prompt(line))
            } catch let problem as PromptProblem {
                throw FileProblem.inLine(index + 1, of: path, problem.problem, expected: problem.expected)
            }
        }
        entries = form == .story ? [Entry(index: 0, prompt: MotionPrompt.story(read.map(\.prompt)))] : read
    }

    /// A line as the released code splits it: words before the first `#`, digits behind the last.
    private static func released(_ line: String, takesLength: Bool, line number: Int, of path: String) throws -> MotionPrompt {
        let fields = line.split(separator: "#", omittingEmptySubsequences: false)
        let text = TextLines.trimmed(String(fields[0]))
        guard !text.isEmpty else { throw FileProblem.inLine(number, of: path, "there are no words before '#'", expected: "text#120") }
        guard takesLength, fields.count > 1, fields[1].allSatisfy({ $0.isASCII && $0.isNumber }),
            let frames = Int(fields[fields.count - 1]),
            frames > 0
        else { return MotionPrompt(text) }
        return MotionPrompt(text, length: .frames(frames))
    }
}
