// Layers of splines and their gradients equal the reference's.
import GoldenTensors
import Learning
import TestSupport
import Testing

@Suite struct KANGoldenTests {
    private func buffers(_ file: GoldenFile) -> GoldenWithBuffers { GoldenWithBuffers(golden: file) }

    @Test("A KAN layer and its gradients equal the reference's", arguments: ["kan/kan_small.npz", "kan/kan_large.npz"])
    func layer(_ name: String) throws {
        let golden = try GoldenFile(name)
        let x = try golden["x"]
        x.setRequiresGradient(true)
        let book = ParameterBook(from: buffers(golden))
        let layer = KANLayer(book.scope(), inputs: x.shape.last ?? 0, outputs: try golden["out"].shape.last ?? 0)
        try book.finish()
        book.setLearning(true)
        let out = layer(x)
        expectNear(out, try golden["out"], abs: 1e-5, rel: 1e-5)
        out.backward(try golden["g"])
        expectNear(x.gradient, try golden["grad.x"], abs: 1e-4, rel: 1e-5)
        for entry in book.entries where entry.isLearned {
            expectNear(entry.tensor.gradient, try golden["grad." + entry.name], abs: 1e-5, rel: 1e-5, "\(entry.name)")
        }
    }

    @Test func otherGridOrderRangeAndNoScaler() throws {
        let golden = try GoldenFile("kan/kan_options.npz")
        let x = try golden["x"]
        x.setRequiresGradient(true)
        let range = try golden["cfg.grid_range"].elements
        let book = ParameterBook(from: buffers(golden))
        let layer = KANLayer(
            book.scope(), inputs: x.shape.last ?? 0, outputs: try golden["out"].shape.last ?? 0,
            gridSize: try golden.integer("cfg.grid_size"),
            splineOrder: try golden.integer("cfg.spline_order"), range: range[0]...range[1],
            scales: try golden.integer("cfg.enable_standalone_scale_spline") != 0)
        try book.finish()
        book.setLearning(true)
        let out = layer(x)
        expectNear(out, try golden["out"], abs: 1e-5, rel: 1e-5)
        out.backward(try golden["g"])
        expectNear(x.gradient, try golden["grad.x"], abs: 1e-4, rel: 1e-5)
        for entry in book.entries where entry.isLearned {
            expectNear(entry.tensor.gradient, try golden["grad." + entry.name], abs: 1e-5, rel: 1e-5, "\(entry.name)")
        }
    }

    @Test func freshGridsAreTheReferences() throws {
        let golden = try GoldenFile("kan/kan_small.npz")
        let book = ParameterBook(seed: 1)
        _ = KANLayer(book.scope(), inputs: try golden["x"].shape.last ?? 0, outputs: try golden["out"].shape.last ?? 0)
        let grid = try #require(book.entries.first { $0.name == "grid" }?.tensor)
        expectNear(grid, try golden["buffer.grid"], abs: 1e-6, rel: 0)
    }
}
