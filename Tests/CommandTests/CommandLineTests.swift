// What the program says of command lines: help that fits, misspelt commands, colours that the shell has eaten, notes, times.
import Foundation
import Pictures
import TestSupport
import Testing

struct CommandLineTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        (["rendr", "x.npz", "-o", "y.gif"], "did you mean 'smog render'?"),
        (["dataset", "imags", "--size", "64"], "did you mean 'smog dataset images'?"),
        (["text2motoin"], "did you mean 'smog text2motion'?"), (["walk"], "there is no command 'smog walk', but render"),
    ])
    func aMisspeltCommandIsCalledThat(words: [String], saying: String) throws {
        try expectRefused(words, in: folder, saying: [saying, "--help"], status: 64)
    }

    @Test func anEatenColourIsToldFromAMissingOne() throws {
        for option in ["--color", "--background"] {
            let run = try Program.run(["render", Project.clip, "-o", folder.file("x.gif"), option])
            #expect(run.status == 64 && run.errors.contains("'#ff8800' in quotes"), "\(run.errors)")
        }
    }

    private static let commands = [
        "", "render", "text2motion", "edit", "edit latent", "edit inpaint", "interpolate", "train", "evaluate", "classify", "convert",
        "compare", "snapshot",
        "snapshot check", "info",
        "clip", "clip tokens", "clip encode", "doctor", "demo", "dataset", "dataset images", "dataset parse", "dataset gallery",
        "dataset check",
        "dataset stats", "dataset pack",
    ]

    @Test(arguments: commands)
    func helpFitsEightyColumnsWithoutABrokenWord(command: String) throws {
        func help(_ columns: Int) throws -> String {
            let run = try Program.run(
                command.split(separator: " ").map(String.init) + ["--help"], shell: "COLUMNS=\(columns); export COLUMNS")
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            return run.output
        }
        let narrow = try help(80), wide = try help(9000)
        let long = narrow.split(separator: "\n").filter { $0.count > 80 }
        #expect(long.isEmpty, "\(long)")
        #expect(narrow.split(whereSeparator: \.isWhitespace) == wide.split(whereSeparator: \.isWhitespace))
    }

    @Test func anEndBeyondTheClipShowsAllOfItAndSaysSo() throws {
        let clips = [Project.sample("09/09_01"), Project.clip]
        let options = ["--end", "30", "--size", "32", "--fps", "4"]
        for target in [["-o", folder.file("batch/")], ["-o", folder.file("grid.gif"), "--layout", "grid"]] {
            let run = try Program.run(["render"] + clips + target + options)
            #expect(run.status == 0 && run.errors.contains("09_01_poses: ends after 1.23 s, before the 30 s of --end"), "\(run.errors)")
            // The same of the other, with a number of its own.
            #expect(run.errors.contains("1 more motion: ends after … s, before the 30 s of --end"), "\(run.errors)")
        }
        let run = try Program.run(["render", Project.clip, "-o", folder.file("one.gif")] + options)
        #expect(run.status == 0 && run.errors.contains("ends after"), "\(run.errors)")
    }

    @Test func whatIsSaidOfManyMotionsIsSaidOnceWithACount() throws {
        for name in ["a", "b", "c"] {
            _ = try MotionInput.with { $0.translations = nil }.write(folder, name + ".npz")
        }
        let run = try Program.run(
            ["render"] + ["a", "b", "c"].map { folder.file($0 + ".npz") } + [
                "-o", folder.file("grid.png"), "--layout", "grid", "--frame", "0", "--size", "32",
            ])
        let notes = run.errorLines.filter { $0.contains("the file has no translations") }
        #expect(notes.count == 2 && notes.last?.contains("2 more motions") == true, "\(run.errors)")
    }

    @Test func oneNumberIsASquareWhereverASizeIsTaken() throws {
        try Program.run(["render", Project.clip, "-o", folder.file("a.png"), "--frame", "0", "--size", "48"])
        let picture = try PNG.read(folder.file("a.png"))
        #expect(picture.width == 48 && picture.height == 48)
        for size in ["64", "64x64"] {
            let run = try Program.run([
                "dataset", "images", "--input_dir", "data/sample", "--output_dir", folder.file(size), "--size", size, "--dry-run",
            ])
            #expect(run.status == 0 && run.output.contains("of 64x64"), "\(run.errors)")
        }
    }

    @Test func infoOfAMotionBeginsWithWhatItIs() throws {
        let run = try Program.run(["info", Project.sample("09/09_01")])
        #expect(run.output.hasPrefix("09_01_poses: 1.23 s, 148 frames at 120 a second, \"run forward\"\n"), "\(run.output.prefix(200))")
        #expect(try !Program.run(["info", "models/open/open_body_neutral.npz"]).output.prefix(200).contains("frames at"))
    }
}

/// `-` and `_` in the names of options, and what must stay as it is.
struct OptionSpellingTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [["--babel-dir", "--as-captured", "--camera"], ["--babel_dir", "--as_captured", "--camera"]])
    func bothSpellingsAreTaken(names: [String]) throws {
        let run = try Program.run(
            [
                "render", Project.clip, "-o", folder.file("a.png"), "--frame", "0", "--size", "32", names[0], "data/cmu", names[1],
                "\(names[2])=side", "--quiet",
            ])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: ["--input_dir", "--input-dir"], ["--dry_run", "--dry-run"])
    func ofNestedCommandsToo(input: String, dry: String) throws {
        let run = try Program.run(["dataset", "images", "\(input)=data/sample", "--output_dir", folder.file("set"), dry])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func valuesKeepTheirUnderscores() throws {
        let run = try Program.run([
            "render", "--quiet", "--frame=0", "--size=16", "--model_dir=models", "--title=--no_such-thing", "-o", folder.file("x_y.png"),
            "--", Project.clip,
        ])
        #expect(run.status == 0 && FileManager.default.fileExists(atPath: folder.file("x_y.png")), "\(run.errors)")
        let wrong = try Program.run(["render", Project.clip, "-o", folder.file("x.png"), "--frame", "0", "--no_such-thing"])
        #expect(wrong.status == 64 && wrong.errors.contains("'--no_such-thing'"), "\(wrong.errors)")
    }
}
