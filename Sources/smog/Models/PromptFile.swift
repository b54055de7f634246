// A text file with a prompt on each line.
import Files

/// Prompts with the place of each in its file, which gives pictures their names.
struct Prompts {
    struct Prompt {
        /// Lines before it, blank ones as well.
        let index: Int
        let text: String
    }
    let prompts: [Prompt]
    /// How many lines were blank.
    let blank: Int

    var texts: [String] { prompts.map(\.text) }

    init(_ texts: [String]) {
        prompts = texts.enumerated().map { Prompt(index: $0, text: $1) }
        blank = 0
    }

    /// - Throws: ``FileProblem`` if the file is no text or has no words in it.
    init(contentsOf path: String) throws {
        let lines = try TextLines.read(path, expected: "prompts, one on each line")
        let filled = lines.enumerated().map { Prompt(index: $0, text: TextLines.trimmed($1)) }.filter { !$0.text.isEmpty }
        guard !filled.isEmpty else { throw FileProblem(path, "holds no prompts", expected: "one on each line") }
        prompts = filled
        blank = lines.count - filled.count
    }
}
