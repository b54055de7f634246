// `smog dataset pack`: an AMASS tree made small enough to pass on.
import ArgumentParser
import Datasets
import Files
import Foundation
import Motions

struct DatasetPack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Copy an AMASS tree at 30 frames a second, in single precision and deflated.",
        discussion: """
            smog dataset pack --input_dir ~/motion --babel_dir ~/motion --output_dir data/cmu

            The copy is an AMASS tree again and reads like one, at about a fifth of the size. BABEL's train.json and val.json are
            copied as they are.
            """)

    @Option(
        name: .customLong("input_dir"),
        help: ArgumentHelp("The AMASS tree: <Set>/<subject>/<clip>_poses.npz.", valueName: "folder"))
    var inputDir = "data/amass"

    @Option(name: .customLong("output_dir"), help: ArgumentHelp("Where the copy goes.", valueName: "folder"))
    var outputDir: String

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp("BABEL's train.json and val.json, to be copied, too.", valueName: "folder"))
    var babelDir: String?

    @Option(
        name: .customLong("target_fps"), parsing: .unconditional,
        help: ArgumentHelp("Frames a second; poses between frames are interpolated.", valueName: "rate"))
    var targetFPS = 30.0

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if !(0.1...1000).contains(targetFPS) { throw ValidationError("--target_fps is \(targetFPS); expected 0.1 to 1000.") }
        if inputDir.isEmpty || outputDir.isEmpty || babelDir == "" { throw ValidationError("A folder's name is empty.") }
    }

    func run() throws {
        let tree = try AmassTree(inputDir)
        guard !tree.clips.isEmpty else {
            throw FileProblem(inputDir, "holds no clips", expected: "an AMASS tree: <Set>/<subject>/<clip>_poses.npz")
        }
        for input in [inputDir] + (babelDir.map { [$0] } ?? []) where Folders.areSame(input, outputDir) {
            throw CommandFailure("\(outputDir): the copy would be written over what it is made from. Name another --output_dir")
        }
        if let babelDir { _ = try BabelAnnotations(babelDir) }
        let summary = try PackedTree(tree, babel: babelDir, rate: targetFPS).write(to: outputDir)
        for failure in summary.failures { StandardError.fail(CommandFailure("failed: " + failure)) }
        if !quiet {
            let minutes = Double(summary.frames) / targetFPS / 60
            StandardError.print(
                "\(outputDir): \(summary.clips) clips, \(NumberText.short(minutes)) minutes, \(NumberText.short(Double(summary.bytes) / 1e6)) MB"
            )
        }
        if summary.clips == 0 { throw CommandFailure("nothing was copied") }
        if !summary.failures.isEmpty {
            throw CommandFailure(
                "\(summary.failures.count) of \(tree.clips.count) clips could not be read; the others were copied", status: 2)
        }
    }
}
