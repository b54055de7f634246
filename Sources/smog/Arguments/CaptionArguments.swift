// What is written above pictures: options of the commands that draw.
import ArgumentParser
import Files
import Foundation
import Motions

struct CaptionArguments: ParsableArguments {
    @Option(name: [.long], help: ArgumentHelp("A caption; once for each motion in turn, or 'none'. (default in grids: what the motion is called)", valueName: "text"))
    var title: [String] = []

    @Option(help: ArgumentHelp("A text file with a caption on each line, for the motions in turn.", valueName: "file"))
    var titles: String?

    @Option(
        name: [.customLong("babel-dir"), .customLong("babel_dir")],
        help: ArgumentHelp("A folder of BABEL's .json files, for captions. (labels.json and text files beside motions are found by themselves)", valueName: "folder"))
    var babelDir: String?

    func validate() throws {
        if !title.isEmpty, titles != nil { throw ValidationError("--title and --titles both name captions. Use one of them.") }
    }

    /// A caption for each motion.
    /// - Parameter wanted: true to fall back on what the motions are called.
    func texts(for motions: [Motion], wanted: Bool) throws -> [String] {
        let given = try given()
        if given == ["none"] { return motions.map { _ in "" } }
        return motions.enumerated().map { number, motion in
            number < given.count ? given[number] : wanted ? motion.label ?? motion.name : ""
        }
    }

    private func given() throws -> [String] {
        guard let titles else { return title }
        let file = try MappedFile(path: titles)
        guard let text = file.withBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw FileProblem(titles, "is not a text file", expected: "captions in UTF-8, one on each line")
        }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }
}
