// `smog snapshot`: recorded pictures stay green until something breaks them, are shown in a page, and can be accepted.
import Foundation
import Pictures
import TestSupport
import Testing

struct SnapshotCommandTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private var suite: String { folder.file("walks.yaml") }
    private func recorded(_ name: String) -> String { folder.file("walks.snapshots/" + name) }

    private static let snapshots = """
        # What must not change.
        folder: \(Project.root)
        options: [--size, 64x64]
        snapshots:
          - name: walk
            render: data/sample/CMU/02/02_01_poses.npz --frame 100
          - name: dressed   # and seen from above
            render: data/sample/CMU/49/49_04_poses.npz --frame 40 --look clothed --camera top
          - name: moving
            render: data/sample/CMU/49/49_04_poses.npz --fps 3 --look stick
          - name: measured
            render: data/sample/CMU/02/02_01_poses.npz --frame 100 --pass "color,depth,mask"
            tolerance: {max: 5, flip: 0.03}
        """

    private func write(_ text: String) throws { try folder.write(Array(text.utf8), "walks.yaml") }

    private func snapshot(_ arguments: String...) throws -> Run {
        try Program.run(["snapshot", arguments[0], suite] + arguments.dropFirst(), in: folder.path, limit: 240)
    }

    @Test func recordedPicturesAreCheckedShownAndAccepted() throws {
        try write(Self.snapshots)
        let unrecorded = try snapshot("check", "walk")
        #expect(unrecorded.status == 1 && unrecorded.output.contains("new      walk"), "\(unrecorded.output)")

        let record = try snapshot("record")
        #expect(record.status == 0 && record.errors.isEmpty, "\(record.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("walks.snapshots")).sorted()
        #expect(
            files == ["dressed.png", "measured.png", "measured_depth.png", "measured_mask.png", "moving.gif", "snapshots.json", "walk.png"])
        let sidecar = String(decoding: try folder.bytes("walks.snapshots/snapshots.json"), as: UTF8.self)
        for word in ["smog 0.", "llvmpipe", "Mesa", "--frame 100 --size 64x64"] { #expect(sidecar.contains(word), "\(word)") }

        // Drawn among others, by a renderer that has drawn before, a picture is the one that the command draws by itself.
        try Program.run([
            "render", Project.sample("49/49_04"), "-o", folder.file("alone.png"), "--frame", "40", "--look", "clothed", "--camera", "top",
            "--size", "64x64",
        ])
        #expect(try folder.bytes("alone.png") == folder.bytes("walks.snapshots/dressed.png"))

        let green = try snapshot("check")
        #expect(green.status == 0 && green.errors.isEmpty && green.output.contains("4 of 4 as recorded"), "\(green.output)\(green.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("walks.report.html")))

        // Somebody breaks a camera, and the colours of what moves.
        try write(
            Self.snapshots.replacingOccurrences(of: "--camera top", with: "--camera front").replacingOccurrences(
                of: "--look stick", with: "--look clay"))
        let red = try snapshot("check", "--quiet")
        #expect(red.status == 1)
        #expect(
            red.output.contains("differs  dressed: max ") && red.output.contains("differs  moving: ")
                && red.output.contains("2 of 4 as recorded, 2 not"), "\(red.output)")
        #expect(red.output.contains("the command was: smog render") && !red.output.contains("same     walk"))
        let page = String(decoding: try folder.bytes("walks.report.html"), as: UTF8.self)
        #expect(page.components(separatedBy: "data:image/png;base64,").count == 7)
        for word in ["<h2>dressed</h2>", "<h2>moving</h2>", "--camera front", "difference", "recorded", "flip"] {
            #expect(page.contains(word), "\(word)")
        }
        #expect(!page.contains("<h2>walk</h2>") && !page.contains("http") && !page.contains("<script"))

        let before = try folder.bytes("walks.snapshots/moving.gif")
        #expect(try snapshot("accept", "dressed").status == 0)
        #expect(try folder.bytes("walks.snapshots/moving.gif") == before)
        let half = try snapshot("check")
        #expect(half.status == 1 && half.output.contains("same     dressed") && half.output.contains("differs  moving"), "\(half.output)")
        #expect(try snapshot("accept", "--all").status == 0)
        #expect(try snapshot("check").status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.file("walks.report.html")), "a report of what is well again")
        #expect(folder.unfinished.isEmpty)
    }

    @Test func aChangedPictureIsFoundWhoeverChangedIt() throws {
        try write(Self.snapshots)
        #expect(try snapshot("record", "walk", "measured").status == 0)
        #expect(try snapshot("record", "walk").output.contains("1 recorded before"))
        // One level in some pixels is no change; a spot is.
        var image = try PNG.read(recorded("walk.png"))
        image.withPixels { for i in stride(from: 0, to: $0.count, by: 31) { $0[i] ^= 1 } }
        try PNG.write(image, to: recorded("walk.png"))
        #expect(try snapshot("check", "walk").status == 0)
        image.withPixels { for i in 6000..<6030 { $0[i] = 0 } }
        try PNG.write(image, to: recorded("walk.png"))
        let spot = try snapshot("check", "walk")
        #expect(spot.status == 1 && spot.output.contains("same version, renderer and processor"), "\(spot.output)")
        // A missing file of several, and one of another size.
        try FileManager.default.removeItem(atPath: recorded("measured_mask.png"))
        try PNG.write(image.cropped(x: 0, y: 0, width: 60, height: 64), to: recorded("measured_depth.png"))
        let lost = try snapshot("check", "measured")
        #expect(lost.status == 1 && lost.output.contains("(measured_mask.png): ") && lost.output.contains("no such file"), "\(lost.output)")
        #expect(lost.output.contains("(measured_depth.png): one "), "\(lost.output)")
    }

    @Test func whatCannotBeDrawnIsSaidAndTheOthersAreChecked() throws {
        try write(
            Self.snapshots.replacingOccurrences(
                of: "02/02_01_poses.npz --frame 100\n  - name: dressed", with: "nobody.npz --frame 100\n  - name: dressed"))
        let record = try snapshot("record")
        #expect(
            record.status == 2 && record.output.contains("failed   walk: data/sample/CMU/nobody.npz: no such file"),
            "\(record.output)\(record.errors)")
        expectOneLine(record, saying: ["1 of 4 snapshots could not be drawn"])
        let check = try snapshot("check")
        #expect(
            check.status == 1 && check.output.contains("failed   walk") && check.output.contains("3 of 4 as recorded"), "\(check.output)")
    }

    @Test func theNumberOfProcessesChangesNothing() throws {
        try write(Self.snapshots)
        #expect(try snapshot("record", "--workers", "1").status == 0)
        let names = ["walk.png", "dressed.png", "moving.gif", "measured.png", "measured_depth.png", "measured_mask.png", "snapshots.json"]
        let before = try names.map { try folder.bytes("walks.snapshots/" + $0) }
        #expect(try snapshot("accept", "--all", "--workers", "3").status == 0)
        #expect(try names.map { try folder.bytes("walks.snapshots/" + $0) } == before)
    }

    /// Pictures are drawn into a temporary folder first.
    @Test(arguments: [SIGINT, SIGTERM]) func aSignalLeavesNoTemporaryFolder(signal: Int32) throws {
        let long =
            "folder: \(Project.root)\nsnapshots:\n"
            + (0..<40).map { "  - {name: s\($0), render: \(Project.longerClip) --frame \($0) --size 500x500}\n" }.joined()
            + "  - {name: moving, render: \(Project.longerClip) --size 400x400 --fps 120}\n"
        try write(long)
        let place = folder.file("temporary")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        func pictures() -> [String] {
            ((try? FileManager.default.subpathsOfDirectory(atPath: place)) ?? []).filter { $0.hasSuffix(".png") }
        }
        let running = try Running(["snapshot", "record", suite, "--quiet", "--workers", "2"], shell: "export TMPDIR='\(place)'")
        #expect(Processes.waitUntil(within: 60) { !pictures().isEmpty })
        let workers = Processes.descendants(of: running.processID)
        running.send(signal)
        let run = running.end(limit: 60)
        #expect(run.signal == signal && run.errors.isEmpty, "\(run.status ?? -1) \(run.errors)")
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
        // What was recorded before stays, each picture whole.
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "temporary" }.sorted()
        #expect(kept == ["walks.snapshots", "walks.yaml"] && folder.unfinished.isEmpty)
    }

    /// Suites that make no sense, the line that is wrong, and words that say why.
    private static let malformed: [(text: String, words: [String])] = [
        ("", ["walks.yaml"]),
        ("snapshots:", ["line 1", "no list"]),
        ("snapshots: []", ["line 1", "no list"]),
        ("tolerance: {max: 3}", ["no 'snapshots'"]),
        ("snapshots:\n\t- name: a", ["line 2", "tab"]),
        ("snapshots:\n  - name: a\n   render: b", ["line 3", "spaces"]),
        ("snapshots:\n  - name: a\n    name: b", ["line 3", "'name' again"]),
        ("snapshots:\n  - name: a", ["line 2", "no 'render'"]),
        ("snapshots:\n  - render: a.npz --frame 1", ["line 2", "no 'name'"]),
        ("snapshots:\n  - name: ../a\n    render: a.npz --frame 1", ["line 2", "'../a'"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame x", ["line 3", "--frame"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frme 1", ["line 3", "--frme"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame 1 -o b.png", ["line 3", "-o"]),
        ("snapshots:\n  - name: a\n    render: a.npz --title 'b", ["line 3", "quote"]),
        ("snapshots:\n  - name: a\n    render: \"a.npz", ["line 3", "closing \""]),
        ("snapshots:\n  - name: a\n    render: a.npz --pass depth", ["line 3", "--frame"]),
        ("snapshots:\n  - name: a\n    render: a.npz\n    format: png", ["line 4", "gif or apng"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame 1\n  - name: a\n    render: b.npz --frame 1", ["line 4", "second", "line 2"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame 1\n    tolerance: {max: three}", ["line 4", "max: three"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame 1\n    tolerance: {max: 3", ["line 4", "'}'"]),
        ("snapshots:\n  - name: a\n    render: a.npz --frame 1\n    shadow: no", ["line 4", "'shadow'"]),
        ("snapshots: &all\n  - name: a", ["line 1", "&"]),
        ("snapshots:\n  - name: a\n    render: !!str a.npz --frame 1", ["line 3", "tag"]),
        ("snapshots:\n  - name: a\n    render: a.npz\n      --frame 1 --frme 2", ["line 3", "--frme"]),
        ("folder: nowhere\nsnapshots:\n  - name: a\n    render: a.npz --frame 1", ["line 1", "nowhere"]),
        ("---\nsnapshots: [a]\n---\nsnapshots: [a]", ["line 3", "another document"]),
        ("snapshots: " + String(repeating: "[", count: 100_000), ["line 1", "brackets"]),
        (String(repeating: "- ", count: 100_000) + "a", ["line 1", "nested"]),
        ("snapshots: [a] b", ["line 1", "bracket"]),
        ("just words", ["line 1"]),
    ]

    @Test func aSuiteThatMakesNoSenseIsRefusedByLine() throws {
        for (text, words) in Self.malformed {
            try write(text)
            let run = try Program.run(["snapshot", "check", suite])
            #expect(run.status == 2 && run.output.isEmpty, "\(text.prefix(80)): \(run.errors.prefix(400))")
            expectOneLine(run, saying: words + [suite])
        }
        try folder.write([0x66, 0xff, 0xfe], "walks.yaml")
        expectOneLine(try snapshot("check"), saying: ["UTF-8"])
        try write(Self.snapshots)
        expectOneLine(try snapshot("check", "run"), saying: ["'run'", "walk, dressed"])
        try FileManager.default.createDirectory(atPath: folder.file("walks.snapshots"), withIntermediateDirectories: true)
        for bad in [
            "{", "[]",
            "{\"snapshots\": {\"walk\": {\"command\": \"\", \"files\": [\"../../x\"], \"machine\": {\"program\": \"\", \"renderer\": \"\", \"opengl\": \"\", \"processor\": \"\"}}}}",
        ] {
            try folder.write(Array(bad.utf8), "walks.snapshots/snapshots.json")
            let run = try snapshot("check")
            #expect(run.status == 2)
            expectOneLine(run, saying: ["snapshots.json"])
        }
    }

    @Test func eachPartExplainsItself() throws {
        for (part, options) in [("record", []), ("check", ["--report"]), ("accept", ["--all"])] as [(String, [String])] {
            let run = try Program.run(["snapshot", part, "--help"])
            #expect(run.status == 0 && run.output.contains("USAGE: smog snapshot \(part)"))
            for option in ["<suite>", "<name>", "--workers", "--quiet"] + options {
                #expect(run.output.contains(option), "\(part) \(option)")
            }
        }
        #expect(try Program.run(["snapshot", "accept", suite]).status == 64)
    }
}
