// What is written above pictures.
import Files
import Motions

/// The words above motions.
public struct CaptionOptions: Sendable {
    /// A caption for each motion in turn; `["none"]` for none at all. In grids, those without are called by their label or name.
    public var titles: [String] = []
    /// A text file with a caption on each line, in place of ``titles``.
    public var file: String?
    /// A folder of BABEL's `.json` files.
    public var babelFolder: String?

    public init() {}

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
        guard let path = file else { return titles }
        let file = try MappedFile(path: path)
        guard let text = file.withBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw FileProblem(path, "is not a text file", expected: "captions in UTF-8, one on each line")
        }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }
}
