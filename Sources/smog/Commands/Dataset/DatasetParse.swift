// `smog dataset parse`: the databases that MotionCLIP and SMoG are trained on.
import ArgumentParser
import ArrayFiles
import Datasets
import Files
import Foundation

struct DatasetParse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Parse AMASS, BABEL's labels and pictures into the databases that MotionCLIP and SMoG train on.",
        discussion: """
            smog dataset parse --dataset_name amass       data/amass, data/babel_v1.0_release and data/render become
                                                          amass_30fps_train.pt, ..._vald.pt and ..._test.pt in data/amass_db
            smog dataset parse --dataset_name babel --input_dir data/cmu --babel_dir data/cmu
                                                          split as BABEL's train.json and val.json are

            The files are dumps of joblib, for this program and for the Python code. Where the original's parser has mistakes, what was
            meant is written; --compat writes what it would have written. More: docs/dataset-parse.md.
            """)

    @Option(
        name: .customLong("dataset_name"),
        help: "amass: train, vald and test are sets of AMASS, as its authors recommend; babel: they are BABEL's files.")
    var datasetName: SplitRule

    @Option(
        name: .customLong("input_dir"),
        help: ArgumentHelp("The AMASS tree: <Set>/<subject>/<clip>_poses.npz.", valueName: "folder"))
    var inputDir = "data/amass"

    @Option(name: .customLong("output_dir"), help: ArgumentHelp("Where the databases go.", valueName: "folder"))
    var outputDir = "data/amass_db"

    @Option(
        name: .customLong("clip_images_dir"),
        help: ArgumentHelp("The pictures, as 'smog dataset images' draws them. (default: data/render, if it is there)", valueName: "folder")
    )
    var clipImagesDir: String?

    @Option(
        name: .customLong("target_fps"), parsing: .unconditional,
        help: ArgumentHelp("Frames a second: 10, 30 or 60.", valueName: "rate"))
    var targetFPS = 30

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp("BABEL's train.json and val.json. (default: data/babel_v1.0_release, if it is there)", valueName: "folder"))
    var babelDir: String?

    @Flag(name: .customLong("quick_run"), help: "Look at everything but joints and pictures, and write nothing.")
    var quickRun = false

    @Flag(help: "Write what the original's parser would have written, mistakes included.")
    var compat = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Pack the databases with zlib: 1 (fast) to 9 (small); 0 for not at all, which loads at once.", valueName: "level"))
    var compress = 0

    @OptionGroup var body: BodyFileArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    private static let usualImages = "data/render"
    private static let usualBabel = "data/babel_v1.0_release"

    func validate() throws {
        if ![10, 30, 60].contains(targetFPS) { throw ValidationError("--target_fps is \(targetFPS); expected 10, 30 or 60.") }
        if !(0...9).contains(compress) { throw ValidationError("--compress is \(compress); expected 0 to 9.") }
        if inputDir.isEmpty || outputDir.isEmpty || babelDir == "" || clipImagesDir == "" {
            throw ValidationError("A folder's name is empty.")
        }
    }

    func run() throws {
        func note(_ text: String) { if !quiet { StandardError.print("smog: note: \(text)") } }
        let babel = try babelDir ?? usual(DatasetParse.usualBabel, for: "labels of BABEL", option: "--babel_dir", note: note)
        let plan = try ParsingPlan(amass: inputDir, babel: babel, rule: datasetName, isCompatible: compat)
        plan.notes.forEach(note)
        guard !plan.jobs.isEmpty else {
            throw FileProblem(
                inputDir, "holds no clips to parse" + (plan.notes.last.map { ": \($0)" } ?? ""),
                expected: "an AMASS tree: <Set>/<subject>/<clip>_poses.npz, and labels of its clips")
        }
        var images: ImageIndex?
        if !quickRun,
            let folder = try clipImagesDir ?? usual(DatasetParse.usualImages, for: "pictures", option: "--clip_images_dir", note: note)
        {
            images = try ImageIndex(folder, stems: compat ? nil : plan.stems)
        }
        var options = ParsingOptions()
        options.targetRate = targetFPS
        options.isCompatible = compat
        options.isQuick = quickRun
        let parser = try SequenceParser(options, body: quickRun ? nil : try body.model())
        let run = DatabaseRun(plan, parser: parser, images: images, compression: compress > 0 ? .zlib(level: compress) : .none)
        func file(_ split: DataSplit) -> String { "\(outputDir)/\(datasetName.rawValue)_\(targetFPS)fps_\(split.rawValue).pt" }
        if !quickRun { try Folders.makeAll(outputDir) }
        let progress = ParsingTicker(quiet: quiet)
        let summary: DatabaseRun.Summary
        do {
            defer { progress.clear() }
            summary = try run.run(file: { quickRun ? nil : file($0) }, progress: progress.show)
        }
        try report(summary, file: file, note: note)
    }

    /// A folder nobody named: used if it is there. The original stops where it is not.
    private func usual(_ folder: String, for what: String, option: String, note: (String) -> Void) throws -> String? {
        if Folders.isFolder(folder) { return folder }
        if compat { throw FileProblem(folder, "no such folder", expected: what, advice: "Name it with \(option).", kind: .missing) }
        note("no \(what): \(folder) is not there, and \(option) names no other folder")
        return nil
    }

    private func report(_ summary: DatabaseRun.Summary, file: (DataSplit) -> String, note: (String) -> Void) throws {
        for failure in summary.failures.prefix(1000) { StandardError.fail(CommandFailure("failed: " + failure)) }
        if let example = summary.pictureless.example {
            note(
                "\(summary.pictureless.count) sequences have fewer pictures than chunks of 100 frames: \(example). 'smog dataset images' draws what is missing"
            )
        }
        if !quiet {
            for line in summary.skipped.prefix(20) { StandardError.print("smog: left out: " + line) }
            if summary.skipped.count > 20 { StandardError.print("smog: left out: \(summary.skipped.count - 20) more") }
            for split in DataSplit.allCases {
                let (sequences, frames) = (summary.sequences[split] ?? 0, summary.frames[split] ?? 0)
                StandardError.print("\(file(split)): \(sequences) sequences, \(frames) frames\(quickRun ? " (not written)" : "")")
            }
        }
        if summary.sequences.values.reduce(0, +) == 0 { throw CommandFailure("no clip was fit for the databases") }
        if !summary.failures.isEmpty {
            throw CommandFailure(
                "\(summary.failures.count) of \(summary.clipCount) clips could not be read; the others are in the databases", status: 2)
        }
    }
}

extension SplitRule: ExpressibleByArgument {}

/// How far parsing is: a line rewritten on a terminal, a line every ten seconds elsewhere.
private final class ParsingTicker {
    private let isQuiet: Bool
    private let isTerminal = StandardError.isTerminal
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now

    init(quiet: Bool) { isQuiet = quiet }

    func show(_ summary: DatabaseRun.Summary) {
        let now = ContinuousClock.now
        guard !isQuiet, now - lastShown >= (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
        lastShown = now
        let seconds = Progress.seconds(now - start)
        let left = seconds / Double(max(1, summary.clips)) * Double(summary.clipCount - summary.clips)
        let line =
            "\(summary.clips) of \(summary.clipCount) clips, \(NumberText.duration(left)) left"
            + (summary.failures.isEmpty ? "" : ", \(summary.failures.count) failed")
        StatusLine.show(line)
    }

    func clear() {
        if !isQuiet { StatusLine.clear() }
    }
}
