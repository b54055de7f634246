// What suites of snapshots ask of this program: their commands are those of `smog render`.
import Films
import Rendering
import Snapshots

struct RenderSnapshots: SnapshotProgram {
    let command = "smog render"
    let version = Version.text

    func form(of words: [String]) throws -> SnapshotForm {
        let command: Render
        do {
            command = try Self.parse(words, output: "snapshot.png")
        } catch {
            let told = UsageProblem(Render.fullMessage(for: error, columns: 10_000)).description.split(separator: "\n").first ?? ""
            throw CommandFailure(String(told).replacing("smog: ", with: "", maxReplacements: 1))
        }
        let passes = command.passes.options
        return SnapshotForm(
            isStill: command.isStill,
            labelEndings: (passes.all.contains(.mask) ? ["_mask", "_person"] : []) + (passes.all.contains(.parts) ? ["_parts"] : []),
            isManyFiles: passes.isMore)
    }

    func launch(_ words: [String], output: String) -> (file: String, arguments: [String]) {
        (OwnProgram.path, ["render"] + Self.words(words, output: output) + ["--workers", "1"])
    }

    func makePainter() -> any SnapshotPainter { Painter() }

    private static func words(_ words: [String], output: String) -> [String] { words + ["-o", output, "--quiet"] }

    private static func parse(_ words: [String], output: String) throws -> Render {
        try OptionSpelling.parse(Render.self, Self.words(words, output: output))
    }

    /// Stills share a renderer and the bodies that were read.
    private final class Painter: SnapshotPainter {
        private let resources = RenderResources(keepsRenderer: true, threads: 0)

        var machine: (renderer: String, opengl: String) {
            get throws {
                // Without OpenGL any machine draws the same.
                try resources.renderer().description.map { ($0.renderer, $0.version) } ?? ("software painter", "without OpenGL")
            }
        }

        func draw(_ words: [String], output: String) throws {
            try RenderSnapshots.parse(words, output: output).run(in: resources)
        }
    }
}
