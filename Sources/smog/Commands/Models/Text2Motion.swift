// `smog text2motion`: prompts to motions, shown as bodies.
import ArgumentParser
import Files
import Films
import Foundation
import MotionModels
import Motions

struct Text2Motion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text2motion",
        abstract: "Generate motions from texts with SMoG, MotionCLIP, MoMask or MotionCLR, and draw them as bodies.",
        discussion: """
            smog text2motion exps/smog/checkpoint_0100.pth.tar --input_file assets/prompts.txt
                one prompt a line; a captioned grid beside the checkpoint, called as the originals call it
                (clip_text_<file>_fig_<epoch>.gif), and single pictures in clip_text_subfigures_fig_<epoch>/
            smog text2motion smog-cmu --prompt "a person jumps" -o jump.gif

            smog text2motion checkpoints/t2m --prompt "a person waves" --seconds 6 --repeat_times 3
                MoMask: generation/text2motion/ gets grid.gif, a picture of each motion, joints (.npy) and BVH
            smog text2motion checkpoints/t2m --input_file prompts.txt -o grid.gif --save-motions motions/
                lines 'text', 'text#120' (frames), 'text#6s' (seconds) or 'text#NA' (length estimated)
            smog text2motion checkpoints/t2m --prompt "a person walks#4 | sits down#3 | stands up" -o story.gif
                one motion of three parts, each going on where the last ended; --story does so with the lines of a file

            smog text2motion checkpoints/t2m/release --prompt "a person jumps#6s" -o jump.gif
                MotionCLR, whose --motion_length is in seconds

            CLIP's text tower reads the prompts. A model that carries its own is used with that.
            """)

    @OptionGroup var model: ModelArguments

    @Option(
        name: [.customLong("input_file"), .customLong("text_path")],
        help: ArgumentHelp("A text file with a prompt on each line.", valueName: "file"))
    var inputFile: String?

    @Option(
        name: [.customLong("prompt"), .customLong("text_prompt")],
        help: ArgumentHelp("A prompt; may be given several times.", valueName: "text"))
    var prompt: [String] = []

    @Flag(help: "MoMask: all prompts are one motion, one after the other; numbers behind # are seconds.")
    var story = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long motions are that have no length of their own; of a story, all of it.", valueName: "seconds"))
    var seconds: Double?

    @Option(
        name: .customLong("motion_length"), parsing: .unconditional,
        help: ArgumentHelp(
            "MoMask: the same in frames, 20 a second; 0 lets the model decide. MotionCLR: the same in seconds.", valueName: "length"))
    var motionLength: Double?

    @Option(help: ArgumentHelp("MoMask: the folder below generation/ that files go to.", valueName: "name"))
    var ext = "text2motion"

    @Flag(inversion: .prefixedNo, help: "MoMask: keep joints (.npy) and BVH, with and without feet held on the floor. (default: --joints)")
    var joints: Bool?

    @OptionGroup(title: "Chance") var sampling: SamplingArguments
    @OptionGroup(title: "Parts of a model") var tree: TreeArguments
    @OptionGroup var figures: FigureArguments

    func validate() throws {
        if inputFile != nil, !prompt.isEmpty { throw ValidationError("--input_file and --prompt both name prompts. Use one of them.") }
        if inputFile == nil, prompt.isEmpty {
            throw ValidationError("There is nothing to generate from: use --prompt TEXT or --input_file FILE.")
        }
        if prompt.contains(where: { TextLines.trimmed($0).isEmpty }) { throw ValidationError("--prompt is empty.") }
        if let seconds, !(seconds > 0 && seconds <= 600) {
            throw ValidationError("--seconds is \(seconds); expected more than 0 and up to 600 seconds.")
        }
        if let motionLength, !(0...12_000).contains(motionLength) {
            throw ValidationError("--motion_length is \(motionLength); expected 0 to 12000.")
        }
        if seconds != nil, motionLength ?? 0 > 0 { throw ValidationError("--seconds and --motion_length both say how long motions are.") }
        if ext.isEmpty || ext.hasPrefix("/") || ext.split(separator: "/").contains("..") {
            throw ValidationError("--ext is '\(ext)'; expected the name of a folder.")
        }
    }

    func run() throws {
        try figures.checkPlaces()
        let place = try ModelPlace(model, tree: tree)
        try place.refuseOthers(model, sampling: sampling)
        let entries = try requested(of: place.engine)
        let base = inputFile.map { URL(fileURLWithPath: $0).lastPathComponent.replacing(".txt", with: "") } ?? "prompts"
        let plan = try FigurePlan(
            place, prompts: base, ext: ext, moved: model.vertstrans == true, output: figures.output, keepsJoints: joints)
        let motions = try SeparateGeneration.motions { try generate(entries, at: place, plan) }
        guard figures.grid || figures.singles ?? true else { return }
        let (ordered, columns) = plan.arranged(motions, repeats: sampling.repeatTimes)
        let files = FigureFiles(arguments: figures, gridName: plan.gridName, singlesName: plan.singlesName, folder: plan.folder)
        try files.draw(
            figures.picture.columns == nil ? ordered : motions, columns: columns,
            subfolders: plan.subfolders(motions.count, repeats: sampling.repeatTimes))
    }

    /// The prompts, each with the line it stands on.
    private func requested(of engine: MotionEngine) throws -> [(line: Int, prompt: MotionPrompt)] {
        if !engine.takesLengths {
            for (flag, isGiven) in [("--story", story), ("--motion_length", motionLength ?? 0 > 0)] where isGiven {
                throw CommandFailure.usage("\(flag) means nothing to \(engine.rawValue)")
            }
        }
        if engine == .moMask, let motionLength, motionLength.rounded() != motionLength {
            throw CommandFailure.usage(
                "--motion_length is \(motionLength); expected a whole number of frames, as \(engine.rawValue) takes it")
        }
        let form: PromptForm = !engine.takesLengths ? .words : story ? .story : .lengths
        if let inputFile {
            let file = try PromptFile(contentsOf: inputFile, form: form, isCompatible: sampling.compat)
            if file.blank > 0 { figures.note("\(NumberText.count(file.blank, "blank line")) of \(inputFile) left out") }
            return file.entries.map { ($0.index, $0.prompt) }
        }
        do {
            let read = try prompt.map { try (sampling.compat && !story ? .words : form).prompt(TextLines.trimmed($0)) }
            return (story ? [.story(read)] : read).enumerated().map { ($0, $1) }
        } catch let problem as PromptProblem {
            throw CommandFailure.usage("--prompt: \(problem)")
        }
    }

    private func generate(_ entries: [(line: Int, prompt: MotionPrompt)], at place: ModelPlace, _ plan: FigurePlan) throws -> [Motion] {
        let loaded = try LoadedModel(
            model, at: place, sampling: sampling, skeleton: figures.body.skeleton(for: place.engine), note: figures.note)
        let generator = loaded.generator
        let request = GenerationRequest(
            prompts: try lasting(entries.map(\.prompt), rate: generator.frameRate, engine: place.engine),
            seed: UInt64(bitPattern: Int64(sampling.seed)),
            repeats: sampling.repeatTimes, options: loaded.options)
        let count = entries.count * sampling.repeatTimes
        let ticker = CountTicker("making motions", of: count, count == 1 ? "motion" : "motions", quiet: figures.quiet)
        let generated: [GeneratedMotion]
        do {
            defer { ticker.clear() }
            generated = try generator.generate(
                request, observer: GenerationObserver(note: figures.note, progress: { done, _ in ticker.show(done) }, share: ticker.show))
        }
        if let released = plan.released {
            let count = try released.write(generated, frameRate: generator.frameRate)
            if !figures.quiet, count > 0 { print("\(released.folder): joints and BVH of \(NumberText.count(count, "motion"))") }
        }
        let names = generated.map { plan.name($0, line: entries[$0.prompt].line, repeats: sampling.repeatTimes) }
        return try GeneratedFigures(generated, names: names).saved(figures)
    }

    /// Prompts with the length that the command line says.
    private func lasting(_ prompts: [MotionPrompt], rate: Double, engine: MotionEngine) throws -> [MotionPrompt] {
        let given = motionLength.flatMap { length -> MotionPrompt.Length? in
            length > 0 ? engine == .motionCLR ? .seconds(length) : .frames(Int(length)) : nil
        }
        guard let length = seconds.map({ .seconds($0) }) ?? given else { return prompts }
        do {
            return try prompts.map { try $0.lasting(length, rate: rate) }
        } catch let problem as PromptProblem {
            throw CommandFailure.usage("--seconds: \(problem)")
        }
    }
}
