// What drawing needs and one picture can leave for the next: the renderer, bodies read, figures made of them.
import BodyModels
import Rendering
import Visualization
import Workers

/// Makes renderers, bodies and figures, and keeps them where many pictures are drawn in one process.
///
/// A picture does not depend on what was drawn before it. The renderer belongs to the thread that asks for it first.
final class Studio {
    private let threads: Int
    private let keepsRenderer: Bool
    private var kept: Renderer?
    private var models: [BodyModel] = []
    private var figures: [(model: String, betas: [Float], look: Look, figure: Figure)] = []

    /// - Parameters:
    ///   - keepsRenderer: true where several stills are drawn by one thread of this process.
    ///   - threads: rasteriser threads of the renderer.
    init(keepsRenderer: Bool = false, threads: Int = WorkerPool.processorCount) {
        self.keepsRenderer = keepsRenderer
        self.threads = threads
    }

    func renderer() throws -> Renderer {
        if let kept { return kept }
        let made = try Renderer(threads: threads)
        if keepsRenderer { kept = made }
        return made
    }

    func model(_ path: String) throws -> BodyModel {
        if let known = models.first(where: { $0.file == path }) { return known }
        let model = try BodyModel(contentsOf: path)
        if models.count >= 3 { models.removeFirst() }
        models.append(model)
        return model
    }

    func figure(_ model: BodyModel, betas: [Float], look: Look) -> Figure {
        if let known = figures.first(where: { $0.model == model.file && $0.betas == betas && $0.look == look }) { return known.figure }
        let figure = Figure(model.shaped(by: betas), look: look)
        // Sets of clips have few bodies; a long list of others is not worth its memory.
        if figures.count >= 8 { figures.removeFirst() }
        figures.append((model.file, betas, look, figure))
        return figure
    }
}
