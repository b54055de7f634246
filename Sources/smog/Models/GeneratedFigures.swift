// What `edit` and `interpolate` do with their latents.
import Foundation
import Learning

enum GeneratedFigures {
    /// Generates motions, keeps them where asked for, and draws them.
    static func write(
        _ loaded: LoadedModel, _ latents: Tensor, names: [String], labels: [String?], columns: Int, inputFile: String,
        arguments: ModelArguments, figures: FigureArguments
    ) throws {
        let generated = try loaded.motions(latents, names: names, labels: labels)
        if let target = figures.saveMotions {
            let saved = try generated.save(to: target, body: figures.body.choice)
            if !figures.quiet { print(saved) }
        }
        guard figures.grid || figures.singles ?? true else { return }
        TensorMemory.release()
        let base = URL(fileURLWithPath: inputFile).lastPathComponent.replacing(".csv", with: "")
        let files = FigureFiles(
            arguments: figures, gridName: "clip_edit_\(base)_\(arguments.figureName).gif",
            singlesName: "clip_edit_subfigures_\(arguments.figureName)", folder: arguments.folder)
        try files.draw(generated.motions, columns: columns)
    }
}
