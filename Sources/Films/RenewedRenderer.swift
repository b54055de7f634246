// A renderer for workers that draw figure after figure.
import Rendering

/// Makes renderers, each for so many figures: a renderer keeps buffers of every figure it has drawn.
package final class RenewedRenderer {
    private let limit: Int
    private var renderer: Renderer?
    private var since = 0

    /// - Parameter limit: figures that one renderer serves.
    package init(figures limit: Int) { self.limit = limit }

    /// Starts the first one, which no process may do before it forks.
    package func start() throws { renderer = try Renderer(threads: 0) }

    /// The renderer to draw with next.
    /// - Parameter made: how many figures there have been in all.
    package func renderer(figures made: Int) throws -> Renderer {
        if let renderer, made - since < limit { return renderer }
        since = made
        // Two at once would take twice the memory.
        renderer = nil
        let fresh = try Renderer(threads: 0)
        renderer = fresh
        return fresh
    }
}
