// `smog text2motion`: prompts to motions, shown as bodies.
import ArgumentParser
import Files
import Foundation
import Learning
import MotionModels
import Motions

struct Text2Motion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text2motion",
        abstract: "Generate motions from texts with a SMoG or MotionCLIP checkpoint, and draw them as bodies.",
        discussion: """
            smog text2motion exps/smog/checkpoint_0100.pth.tar --input_file assets/prompts.txt
                one prompt a line; a captioned grid beside the checkpoint, called as the originals call it
                (clip_text_<file>_fig_<epoch>.gif), and single pictures in clip_text_subfigures_fig_<epoch>/
            smog text2motion CHECKPOINT --prompt "a person jumps" -o jump.gif
            smog text2motion CHECKPOINT --input_file prompts.txt -o grid.gif --look clothed --save-motions motions/

            CLIP's text tower turns prompts into latents. A checkpoint that carries its own is used with that.
            """)

    @OptionGroup var model: ModelArguments

    @Option(
        name: .customLong("input_file"),
        help: ArgumentHelp("A text file with a prompt on each line.", valueName: "file"))
    var inputFile: String?

    @Option(help: ArgumentHelp("A prompt; may be given several times.", valueName: "text"))
    var prompt: [String] = []

    @OptionGroup(title: "Chance") var sampling: SamplingArguments
    @OptionGroup(title: "Parts of a model") var tree: TreeArguments
    @OptionGroup var figures: FigureArguments

    func validate() throws {
        if inputFile != nil, !prompt.isEmpty { throw ValidationError("--input_file and --prompt both name prompts. Use one of them.") }
        if inputFile == nil, prompt.isEmpty {
            throw ValidationError("There is nothing to generate from: use --prompt TEXT or --input_file FILE.")
        }
        if prompt.contains(where: { TextLines.trimmed($0).isEmpty }) { throw ValidationError("--prompt is empty.") }
    }

    func run() throws {
        let prompts = try inputFile.map { try Prompts(contentsOf: $0) } ?? Prompts(prompt)
        if prompts.blank > 0 { figures.note("\(NumberText.count(prompts.blank, "blank line")) of \(inputFile ?? "") left out") }
        let place = try ModelPlace(model, tree: tree)
        try place.refuseOthers(model, sampling: sampling)
        let motions = try SeparateGeneration.motions { try generate(prompts, at: place) }
        guard figures.grid || figures.singles ?? true else { return }
        let base = inputFile.map { URL(fileURLWithPath: $0).lastPathComponent.replacing(".txt", with: "") } ?? "prompts"
        let moved = model.vertstrans == true ? "trans_" : ""
        let files = FigureFiles(
            arguments: figures, gridName: "clip_text_\(base)_\(moved)\(place.figureName).gif",
            singlesName: "clip_text_subfigures_\(moved)\(place.figureName)", folder: place.folder)
        let (ordered, columns) = Text2Motion.columnsOfFour(motions)
        try files.draw(figures.picture.columns == nil ? ordered : motions, columns: columns)
    }

    private func generate(_ prompts: Prompts, at place: ModelPlace) throws -> [Motion] {
        let loaded = try LoadedModel(model, at: place, sampling: sampling, note: figures.note)
        let generated = try loaded.generator.generate(
            GenerationRequest(
                prompts: prompts.texts, seed: UInt64(bitPattern: Int64(sampling.seed)), repeats: sampling.repeatTimes,
                options: loaded.options), observer: GenerationObserver(note: figures.note))
        // Names tell row and column of the Python code's grids, which are four wide in the file.
        return try GeneratedFigures(generated, names: prompts.prompts.map { "gen_\($0.index / 4)_\($0.index % 4)" }).saved(figures)
    }

    /// The originals' grids fill columns of four from the top; done here where all columns are full.
    static func columnsOfFour(_ motions: [Motion]) -> (motions: [Motion], columns: Int?) {
        guard motions.count > 4, motions.count % 4 == 0 else { return (motions, nil) }
        let columns = motions.count / 4
        return ((0..<4).flatMap { row in (0..<columns).map { motions[$0 * 4 + row] } }, columns)
    }
}
