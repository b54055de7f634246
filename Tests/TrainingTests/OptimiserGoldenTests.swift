// Twenty steps of training end where PyTorch's end.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing
import Training

@Suite struct OptimiserGoldenTests {
    /// Rows whose true gradient is zero, so that Adam makes full steps of rounding noise, without effect on any output: the biases of keys,
    /// and queries and keys over a memory of one token.
    private func ignored(_ name: String, width: Int) -> Range<Int> {
        if name.hasSuffix("self_attn.in_proj_bias") { return width..<2 * width }
        if name.hasSuffix("multihead_attn.in_proj_weight") { return 0..<2 * width * width }
        if name.hasSuffix("multihead_attn.in_proj_bias") { return 0..<2 * width }
        return 0..<0
    }

    @Test func twentyStepsEqualTheReferences() throws {
        let golden = try GoldenFile("optimiser/adamw_20_steps.npz")
        let width = try golden.integer("cfg.latent_dim"), frames = try golden.integer("cfg.num_frames")
        let network = MotionNetwork(
            MotionNetworkConfiguration(
                kind: .smog, latentDim: width, layers: try golden.integer("cfg.num_layers"), hidden: try golden.integer("cfg.ff_size"),
                heads: try golden.integer("cfg.num_heads"), joints: try golden.integer("cfg.njoints"),
                features: try golden.integer("cfg.nfeats")),
            seed: 0)
        let learned = network.book.entries.filter(\.isLearned)
        #expect(learned.count == golden.names.count)
        for entry in learned {
            let start = try golden["param." + entry.name]
            #expect(start.shape == entry.tensor.shape, "\(entry.name)")
            entry.tensor.update { _ = $0.update(from: start.elements) }
        }
        network.book.setLearning(true)
        let optimiser = AdamW(
            network.book.parameters, learningRate: Float(try golden.number("adamw.lr")), beta1: Float(try golden.number("adamw.beta1")),
            beta2: Float(try golden.number("adamw.beta2")), epsilon: Float(try golden.number("adamw.eps")),
            weightDecay: Float(try golden.number("adamw.weight_decay")))

        let x = try golden["x"], mask = try golden.flags("mask")
        let wanted = try ["rc", "vel", "mixed"].map { try golden.doubles("loss.\($0)") }
        for step in wanted[0].indices {
            let z = network.encoder(x, mask: mask).mu
            let output = network.decoder(z, frames: frames, mask: mask)
            var terms = LossTerms()
            for (kind, key) in [(MotionLoss.rc, "lambda.rc"), (.vel, "lambda.vel")] {
                terms.add(kind.rawValue, kind(output, x, mask: mask), weight: Float(try golden.number(key)))
            }
            expectNear(Double(terms.parts[0].value), wanted[0][step], rel: 1e-4, "rc at step \(step)")
            expectNear(Double(terms.parts[1].value), wanted[1][step], rel: 1e-4, "vel at step \(step)")
            expectNear(Double(terms.total.item), wanted[2][step], rel: 1e-4, "mixed at step \(step)")
            Gradients.clear(network.book.parameters)
            terms.total.backward()
            if step == 0 {
                for entry in learned where entry.name != "decoder.actionBiases" {
                    let gradient = try golden["grad0." + entry.name]
                    expectNear(
                        entry.tensor.gradient ?? Tensor(repeating: 0, shape: gradient.shape), gradient, abs: 1e-4, rel: 1e-4,
                        "\(entry.name)")
                }
            }
            optimiser.step()
        }
        for entry in learned {
            let final = try golden["final." + entry.name].elements
            let skipped = ignored(entry.name, width: width)
            let compared = final.indices.filter { !skipped.contains($0) }
            let own = entry.tensor.elements
            #expect(excess(compared.map { own[$0] }, compared.map { final[$0] }, abs: 2e-4, rel: 0) == 0, "\(entry.name)")
        }
        // What gets no gradient takes neither a step nor decay.
        let biases = try #require(learned.first { $0.name == "decoder.actionBiases" })
        #expect(biases.tensor.elements == (try golden["param.decoder.actionBiases"].elements))
    }
}
