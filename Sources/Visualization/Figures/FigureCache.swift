// Bodies read and figures made of them, kept for the motions that come next.
import BodyModels

/// The models and figures that were used last.
///
/// A figure takes long to make and serves all motions of one body; a long list of other bodies is not worth its memory.
package final class FigureCache {
    private let keptModels: Int
    private let keptFigures: Int
    private var models: [BodyModel] = []
    private var figures: [(model: String, betas: [Float], look: Look, figure: Figure)] = []
    /// How many figures were made: each takes memory in whatever draws it.
    package private(set) var made = 0

    /// - Parameters:
    ///   - models: how many are kept.
    ///   - figures: how many are kept.
    package init(models: Int, figures: Int) {
        keptModels = max(models, 1)
        keptFigures = max(figures, 1)
    }

    /// The model of a file.
    /// - Throws: `FileProblem` if there is none, or it is damaged.
    package func model(_ path: String) throws -> BodyModel {
        if let known = models.first(where: { $0.file == path }) { return known }
        let model = try BodyModel(contentsOf: path)
        if models.count >= keptModels { models.removeFirst() }
        models.append(model)
        return model
    }

    /// A body of a model in a look.
    /// - Parameter betas: the body's shape; none for the model's own.
    package func figure(_ model: BodyModel, betas: [Float], look: Look) -> Figure {
        if let known = figures.first(where: { $0.model == model.file && $0.betas == betas && $0.look == look }) { return known.figure }
        let figure = Figure(model.shaped(by: betas), look: look)
        made += 1
        if figures.count >= keptFigures { figures.removeFirst() }
        figures.append((model.file, betas, look, figure))
        return figure
    }
}
