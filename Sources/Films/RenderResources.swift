// What drawing needs and one picture can leave for the next: the renderer, bodies read, figures made of them.
import BodyModels
import Rendering
import Visualization
import Workers

/// Makes renderers, bodies and figures, and keeps them where many pictures are drawn in one process.
///
/// A picture does not depend on what was drawn before it. The renderer belongs to the thread that asks for it first.
public final class RenderResources {
    private let threads: Int
    private let keepsRenderer: Bool
    private var kept: Renderer?
    private let figures = FigureCache(models: 3, figures: 8)

    /// - Parameters:
    ///   - keepsRenderer: true where several stills are drawn by one thread of this process.
    ///   - threads: rasteriser threads of the renderer.
    public init(keepsRenderer: Bool = false, threads: Int = WorkerPool.processorCount) {
        self.keepsRenderer = keepsRenderer
        self.threads = threads
    }

    /// A renderer for this thread.
    package func renderer() throws -> Renderer {
        if let kept { return kept }
        let made = try Renderer(threads: threads)
        if keepsRenderer { kept = made }
        return made
    }

    package func model(_ path: String) throws -> BodyModel { try figures.model(path) }

    package func figure(_ model: BodyModel, betas: [Float], look: Look) -> Figure { figures.figure(model, betas: betas, look: look) }
}
