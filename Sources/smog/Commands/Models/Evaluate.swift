// `smog evaluate`: how well motions and texts find each other.
import ArgumentParser
import Arrays
import Files
import Foundation
import MotionModels
import Training

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well a model's motions and their texts fit: R@k, R-precision, MMD, FCD, rc, vel, rcxyz.",
        discussion: """
            smog evaluate exps/smog/checkpoint_0100.pth.tar                        on the database named in opt.yaml, its held-out part
            smog evaluate models/smog-cmu/checkpoint_0200.pth.tar --datapath data/cmu    on an AMASS tree with BABEL's labels

            Prints a table and writes evaluation_results/results.json beside the checkpoint, in the original's layout: the four
            measures of its runs, means, deviations and 95 % intervals; further ones under "more". docs/evaluate.md says what each means,
            and which of the original's tell nothing.
            """)

    @OptionGroup(title: "Model and data") var heldOut: HeldOutArguments

    @Option(
        name: .customLong("sample_size"), parsing: .unconditional,
        help: ArgumentHelp("Motions looked at, drawn at random; -1 for all.", valueName: "count"))
    var sampleSize = 2000

    @Option(
        name: .customLong("n_runs"), parsing: .unconditional,
        help: ArgumentHelp("Runs, each with other windows of the same motions.", valueName: "count"))
    var runs = 3

    @Option(parsing: .unconditional, help: "Of the sample and of the first run; each further run's is greater by 100.")
    var seed = 42

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder for results.json. (default: evaluation_results beside the checkpoint)", valueName: "folder"))
    var output: String?

    @Flag(help: "Print nothing but the table and errors.")
    var quiet = false

    // Flags of the original that change nothing here.
    @Option(help: .hidden) var project = "smog"
    @Option(name: .customLong("run_name"), help: .hidden) var runName: String?
    @Option(help: .hidden) var device = "cpu"

    func validate() throws {
        if !(1...100_000).contains(runs) { throw ValidationError("--n_runs is \(runs); expected 1 or more.") }
        if sampleSize < -1 || sampleSize == 0 {
            throw ValidationError("--sample_size is \(sampleSize); expected 1 or more, or -1 for all motions.")
        }
        if output == "" { throw ValidationError("--output names no folder.") }
    }

    func run() throws {
        func note(_ text: String) { if !quiet { StandardError.print("smog: note: \(text)") } }
        let trained = try heldOut.model(note: note)
        let items = try heldOut.items(for: trained, text: .raw, note: note)
        let extraction = try FeatureExtraction(
            items, network: trained.model.network, modelPath: trained.checkpoint, sampleSize: sampleSize < 0 ? nil : sampleSize,
            seed: EvaluationResults.seed(seed, run: 0), batchSize: heldOut.batchSize)
        let positions = try heldOut.positions(for: trained, note: note)
        var known: [String: [Float]] = [:]
        var measures: [FeatureMeasures] = []
        var count = 0
        for run in 0..<runs {
            let seed = EvaluationResults.seed(seed, run: run)
            let progress = CountTicker("run \(run + 1) of \(runs)", of: extraction.chunks.count, "motions", quiet: quiet)
            let latents: LabelledLatents
            let errors = ReconstructionErrors(positions: positions)
            do {
                defer { progress.clear() }
                let all = try extraction.run(seed: seed, errors: errors, progress: progress.show)
                latents = heldOut.compat ? all : all.labelled
                if run == 0, latents.words.count < all.words.count {
                    note("nothing is said about \(all.words.count - latents.words.count) of \(all.words.count) motions; they are left out")
                }
            }
            guard latents.words.count > 1 else {
                throw CommandFailure(
                    "\(latents.words.count == 0 ? "no motion has" : "only one motion has") a text; measuring takes two or more")
            }
            count = latents.words.count
            let texts = try features(of: latents.words, trained, known: &known, note: note)
            measures.append(
                FeatureMeasures(texts: texts, motions: latents.latents, words: latents.words, seed: seed, further: errors.measures))
        }
        let results = EvaluationResults(measures)
        let folder = output ?? Evaluate.folder(of: trained.checkpoint) + "evaluation_results"
        try Folders.makeAll(folder)
        try results.write(to: folder + "/results.json", configuration: configuration)
        print("\(count) motions and texts, \(runs) \(runs == 1 ? "run" : "runs")")
        results.table.forEach { print($0) }
        note("written to \(folder)/results.json")
    }

    /// Features of texts as an array, each text encoded once in all runs.
    private func features(of words: [String], _ trained: TrainedModel, known: inout [String: [Float]], note: (String) -> Void) throws
        -> NDArray<Float>
    {
        let new = Array(Set(words.filter { known[$0] == nil })).sorted()
        if !new.isEmpty {
            let rows = try trained.features(of: new, note: note).array
            guard rows.isFinite else {
                throw FileProblem(trained.checkpoint, "CLIP gives features that are not finite for one of \(new.count) texts")
            }
            for (index, word) in new.enumerated() { known[word] = Array(rows.row(index)) }
        }
        let numbers = words.flatMap { known[$0] ?? [] }
        return NDArray<Float>(shape: [words.count, numbers.count / max(1, words.count)], elements: numbers)
    }

    /// The options under the original's names.
    private var configuration: [(String, JSONValue)] {
        [
            ("checkpoint", .string(heldOut.checkpoint)), ("sample_size", .number(Double(sampleSize))),
            ("batch_size", .number(Double(heldOut.batchSize))),
            ("project", .string(project)), ("run_name", runName.map(JSONValue.string) ?? .null), ("device", .string(device)),
            ("n_runs", .number(Double(runs))), ("seed", .number(Double(seed))),
        ]
    }

    /// The folder of a file, with a slash at its end unless it is the current one.
    static func folder(of file: String) -> String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }
}
