// What `edit` and `interpolate` do with their latents.
import Foundation
import Learning
import Motions

enum GeneratedFigures {
    /// Generates motions, and keeps them where asked for.
    static func motions(_ loaded: LoadedModel, _ latents: Tensor, names: [String], labels: [String?], figures: FigureArguments) throws -> [Motion] {
        let generated = try loaded.motions(latents, names: names, labels: labels)
        if let target = figures.saveMotions {
            let saved = try generated.save(to: target, body: figures.body.choice)
            if !figures.quiet { print(saved) }
        }
        return generated.motions
    }

    /// Draws motions.
    static func draw(_ motions: [Motion], columns: Int, inputFile: String, arguments: ModelArguments, figures: FigureArguments) throws {
        guard figures.grid || figures.singles ?? true else { return }
        let base = URL(fileURLWithPath: inputFile).lastPathComponent.replacing(".csv", with: "")
        let files = FigureFiles(
            arguments: figures, gridName: "clip_edit_\(base)_\(arguments.figureName).gif",
            singlesName: "clip_edit_subfigures_\(arguments.figureName)", folder: arguments.folder)
        try files.draw(motions, columns: columns)
    }
}
