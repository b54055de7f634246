// `smog dataset images`: one rendered image for each 100 frames of AMASS.
import ArgumentParser
import BodyModels
import Datasets
import Files
import Foundation
import Motions
import Workers

struct DatasetImages: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Draw the image set of MotionCLIP and SMoG: a picture for each 100 frames of AMASS.",
        discussion: """
            smog dataset images --input_dir data/amass --output_dir data/render --babel_dir data/babel_v1.0_release
                                                          all clips of BABEL; may be stopped and started again
            smog dataset images ... --shard 2/8           the second of eight equal parts, for as many machines
            smog dataset images --output_dir data/render --verify
                                                          what the Python parser would find missing or wrong

            Clips count, and images are named, by the rules of amass_parser.py: <Set>_<subject>_<clip>_frame<N>.png, N being the
            frame at 30 frames a second. Further views and frames go to folders of their own, each a set that the parser takes.
            manifest.jsonl says what each image shows. What is there already is kept. More: docs/dataset-images.md.
            """)

    @Option(
        name: .customLong("input_dir"),
        help: ArgumentHelp(
            "The AMASS tree: <Set>/<subject>/<clip>_poses.npz. (default: data/amass, for --verify as the manifest says)",
            valueName: "folder"))
    var inputDir: String?

    @Option(name: .customLong("output_dir"), help: ArgumentHelp("Where the images go, or are.", valueName: "folder"))
    var outputDir = "data/render"

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp(
            "BABEL's train.json and val.json: only motions that are in them are drawn. (default: all clips)", valueName: "folder"))
    var babelDir: String?

    @OptionGroup(title: "Images") var look: ImageSetArguments

    @Option(parsing: .unconditional, help: ArgumentHelp("Do the i-th of n equal parts.", valueName: "i/n"))
    var shard: ShardArgument?

    @Option(parsing: .unconditional, help: ArgumentHelp("Processes that draw at once. (default: one a processor)", valueName: "count"))
    var workers: Int?

    @Flag(help: "Go on where an earlier run with the same options ended, which is what happens anyway.")
    var resume = false

    @Flag(help: "Remove the images and manifests of an earlier run and begin anew.")
    var overwrite = false

    @Flag(help: "Say what would be done.")
    var dryRun = false

    @Flag(help: "Compare the set with its clips, as the parser would find it, and say what to run.")
    var verify = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if resume && overwrite { throw ValidationError("--resume keeps what --overwrite removes. Use one of them.") }
        if overwrite && shard != nil {
            throw ValidationError("--overwrite would remove what other shards have done. Remove the folder before the shards are started.")
        }
        if verify && (overwrite || dryRun || shard != nil) { throw ValidationError("--verify only looks; leave the others out.") }
        if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers is \(workers); expected 1 to 1024.") }
        if inputDir == "" || outputDir.isEmpty { throw ValidationError("A folder's name is empty.") }
    }

    func run() throws {
        if verify {
            try ImageSetVerification(inputDir: inputDir, outputDir: outputDir, babelDir: babelDir, look: look, quiet: quiet).run()
            return
        }
        let input = inputDir ?? "data/amass"
        let start = ContinuousClock.now
        let options = try look.options()
        let plan = try DatasetImages.plan(input: input, babelDir: babelDir, options: options, quiet: quiet)
        if dryRun {
            try describe(plan)
            return
        }
        let run = ImageSetRun(
            plan, output: outputDir, figures: look.figures(options), shard: shard?.shard, workers: workers ?? WorkerPool.processorCount,
            program: Version.text, inputName: input, babelName: babelDir)
        let progress = ImageSetTicker(quiet: quiet)
        let (end, openShards): (ImageSetProgress, [Int])
        do {
            defer { progress.clear() }
            (end, openShards) = try run.run(overwrites: overwrite, progress: progress.show)
        }
        try report(end, openShards: openShards, seconds: Progress.seconds(ContinuousClock.now - start))
    }

    /// The clips of a tree, with what a user should know about it.
    static func plan(input: String, babelDir: String?, options: ImageSetOptions, quiet: Bool) throws -> ImageSetPlan {
        let tree = try AmassTree(input)
        let babel = try babelDir.map { try BabelAnnotations($0) }
        let plan = ImageSetPlan(tree, options: options, babel: babel)
        func note(_ text: String) { if !quiet { StandardError.print("smog: note: \(text)") } }
        if let example = tree.misplaced.example {
            note(
                "\(tree.misplaced.count) .npz files do not lie at <Set>/<subject>/<clip>.npz, where the parser looks, and are left out: \(example)"
            )
        }
        if plan.strangers > 0 { note("\(plan.strangers) of \(tree.clips.count) clips are not in BABEL and are left out") }
        if let example = plan.misspelt.example {
            note("\(plan.misspelt.count) of these BABEL has under another spelling, which the parser does not know either: \(example)")
        }
        if let clash = AmassTree.prefixClashes(plan.clips).first {
            note(
                "the parser will find the images of \(clash.longer) for \(clash.shorter), too, as its name begins with the other's. Rename one of them"
            )
        }
        guard !plan.clips.isEmpty else {
            throw FileProblem(
                input, tree.clips.isEmpty ? "holds no clips" : "holds no clips of BABEL",
                expected: "an AMASS tree: <Set>/<subject>/<clip>_poses.npz")
        }
        return plan
    }

    private func report(_ end: ImageSetProgress, openShards: [Int], seconds: Double) throws {
        for failure in end.failures {
            StandardError.print("smog: failed: " + failure.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
        if end.failures.count < end.failed {
            StandardError.print("smog: failed: \(end.failed - end.failures.count) more; manifest.jsonl names them")
        }
        if end.images == 0 {
            throw CommandFailure(
                end.failed > 0
                    ? "nothing was drawn: \(end.failed) of \(end.clipCount) clips failed"
                    : "nothing was drawn: \(end.skipped) clips are too short or of an unfit frame rate", status: 1)
        }
        if !quiet {
            let kept = end.kept > 0 ? ", \(end.kept) of them from earlier" : ""
            let rate = end.drawn > 0 ? ", \(NumberText.short(Double(end.drawn) / max(seconds, 1e-6))) a second" : ""
            StandardError.print(
                "\(outputDir): \(end.images) images of \(end.clipCount - end.skipped - end.failed) clips\(kept), in \(NumberText.seconds(seconds))\(rate); \(end.skipped) clips left out by the parser's rules"
            )
            if !openShards.isEmpty {
                let list = openShards.prefix(12).map(String.init).joined(separator: ", ") + (openShards.count > 12 ? ", ..." : "")
                StandardError.print("\(outputDir): manifest.jsonl will be there when shards \(list) are done, too")
            }
        }
        if end.failed > 0 { throw CommandFailure("\(end.failed) of \(end.clipCount) clips failed; the others were drawn", status: 2) }
    }

    /// What `--dry-run` prints.
    private func describe(_ plan: ImageSetPlan) throws {
        let heads = ClipHeads.read(plan.clips, in: plan.folder)
        let numbers = shard.map { plan.clips(of: $0.shard, heads: heads) } ?? Array(plan.clips.indices)
        var images = 0, clips = 0, skipped = 0, broken = 0
        var names: [String] = []
        for number in numbers {
            guard let head = heads[number] else {
                broken += 1
                continue
            }
            guard let count = plan.imageCount(head) else {
                skipped += 1
                continue
            }
            clips += 1
            images += count
            if names.count < 3 { names += plan.imageNames(of: plan.clips[number], head).prefix(2) }
        }
        print(
            "\(clips) clips with \(images) images of \(plan.options.size)x\(plan.options.size); \(skipped) left out by the parser's rules, \(broken) that cannot be read"
        )
        for name in names.prefix(4) { print("  \(outputDir)/\(name)") }
        if images == 0 { throw CommandFailure("there is nothing to draw") }
    }
}

/// The value of `--shard`.
struct ShardArgument: ExpressibleByArgument {
    let shard: Shard

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], let shard = Shard(number, of: count) else { return nil }
        self.shard = shard
    }
}
