// `smog classify`: whether a model tells actions apart.
import ArgumentParser
import Arrays
import Evaluation
import Files
import MotionModels
import Training

struct Classify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recognise actions: which of BABEL's 60 or 120 categories a motion is nearest to.",
        discussion: """
            smog classify exps/smog/checkpoint_0100.pth.tar                        on the database named in opt.yaml, its held-out part
            smog classify models/smog-cmu/checkpoint_0200.pth.tar --datapath data/cmu --classes 120

            A motion counts as recognised at 1 or 5 if any of its categories is among the 1 or 5 whose names lie nearest to its latent.
            """)

    @OptionGroup(title: "Model and data") var heldOut: HeldOutArguments

    @Option(parsing: .unconditional, help: "60 or 120: BABEL's benchmarks.")
    var classes = 60

    @Option(parsing: .unconditional, help: "Of the windows that are looked at.")
    var seed = 42

    @Flag(help: "Print nothing but the table and errors.")
    var quiet = false

    // Flags of the original that change nothing here.
    @Flag(name: [.customLong("cpu"), .customLong("cuda")], help: .hidden) var processor = false
    @Option(help: .hidden) var device: Int?

    func validate() throws {
        if classes != 60 && classes != 120 { throw ValidationError("--classes is \(classes); expected 60 or 120.") }
    }

    func run() throws {
        func note(_ text: String) { if !quiet { StandardError.print("smog: note: \(text)") } }
        let trained = try heldOut.model(note: note)
        let names = Array(ActionCategories.names.prefix(classes))
        let items = try heldOut.items(for: trained, text: .category(CategoryChoice(onlySixty: classes == 60)), note: note)
        let extraction = try FeatureExtraction(
            items, network: trained.model.network, modelPath: trained.checkpoint, sampleSize: nil, seed: 0, batchSize: heldOut.batchSize)
        let progress = CountTicker("encoding", of: extraction.chunks.count, "motions", quiet: quiet)
        let latents: LabelledLatents
        do {
            defer { progress.clear() }
            latents = try extraction.run(seed: EvaluationResults.seed(seed, run: 0), progress: progress.show)
        }
        let categories = try trained.features(of: names, note: note).array
        guard categories.isFinite else {
            throw FileProblem(trained.checkpoint, "CLIP gives features that are not finite for a category's name")
        }
        let result = ActionRecognition(
            features: latents.latents, categories: categories,
            labels: latents.categories.map { $0.compactMap { ActionCategories.number(of: $0) } })
        guard !result.motions.isEmpty else { throw CommandFailure("no motion of the data has one of the \(classes) categories") }
        result.table.forEach { print($0) }
    }
}
