// Stills by the library; moving pictures fork, which the examples do in processes of their own.
import Files
import Films
import Motions
import Pictures
import TestSupport
import Testing

@Suite struct FilmTests {
    private let folder: TestFolder
    private let options: FilmOptions
    private let walk: Motion

    init() throws {
        folder = try TestFolder()
        var options = FilmOptions()
        options.body.folder = Project.root + "/models"
        options.picture.size = PictureSize(width: 48, height: 40)
        self.options = options
        walk = try Motion.read(path: Project.sample("02/02_01"))
    }

    @Test func aStillIsAFrame() throws {
        let summary = try Film(options).write([walk], to: folder.file("a.png"), frame: 7)
        #expect(summary.what == "frame 7 of 343" && summary.width == 48)
        #expect(try PNG.read(folder.file("a.png")).height == 40)
    }

    @Test func whatDoesNotGoTogetherIsSaid() {
        #expect(throws: FilmProblem.self) { try Film(options).write([], to: folder.file("a.png"), frame: 0) }
        #expect(throws: FilmProblem.self) { try Film(options).write([walk], to: folder.file("a.png")) }
        #expect(throws: FilmProblem.self) { try Film(options).write([walk], to: folder.file("a.gif"), frame: 0) }
        #expect(throws: FileProblem.self) { try Film(options).write([walk], to: folder.file("a.bmp")) }
        #expect(folder.everything.isEmpty)
    }

    @Test func aSelectionEndsWithTheMotion() throws {
        var selection = MotionSelection()
        selection.start = 1
        selection.end = 60
        let motions = try selection.readAll(Project.sample("02/02_01")) {
            try options.body.shaped(options.body.model(for: $0), for: $0) { _ in }
        }
        #expect(motions[0].frameCount == 223)
        #expect(motions[0].notes.contains { $0.contains("before the 60 s of --end") })
    }
}
