// Encoder and decoder of SMoG and MotionCLIP equal the reference's, gradients included.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct NetworkGoldenTests {
    private func configuration(_ golden: GoldenFile, _ kind: MotionNetworkKind) throws -> MotionNetworkConfiguration {
        MotionNetworkConfiguration(
            kind: kind, latentDim: try golden.integer("cfg.latent_dim"), layers: try golden.integer("cfg.num_layers"),
            hidden: try golden.integer("cfg.ff_size"), heads: try golden.integer("cfg.num_heads"),
            joints: try golden.integer("cfg.njoints"),
            features: try golden.integer("cfg.nfeats"))
    }

    @Test("Encoders and their gradients equal the reference's", arguments: [MotionNetworkKind.smog, .motionCLIP])
    func encoder(_ kind: MotionNetworkKind) throws {
        let golden = try GoldenFile(kind == .smog ? "smog_encoder/encoder.npz" : "motionclip_encoder/encoder.npz")
        let book = ParameterBook(from: GoldenWithBuffers(golden: golden))
        let encoder = MotionEncoder(book.scope(), try configuration(golden, kind))
        try book.finish()
        book.setLearning(true)
        let x = try golden["x"]
        x.setRequiresGradient(true)
        let out = encoder(x, mask: try golden.flags("mask"))
        expectNear(out.mu, try golden["mu"], abs: 1e-5, rel: 1e-4)
        expectNear(out.logvar, try golden["logvar"], abs: 1e-5, rel: 1e-4)
        ((out.mu * (try golden["g_mu"])).sum() + (out.logvar * (try golden["g_logvar"])).sum()).backward()
        expectNear(x.gradient, try golden["grad.x"], abs: 1e-4, rel: 1e-4)
        for entry in book.entries where entry.isLearned {
            expectNear(entry.tensor.gradient, try golden["grad." + entry.name], abs: 1e-4, rel: 1e-4, "\(entry.name)")
        }
    }

    @Test("Decoders and their gradients equal the reference's", arguments: [MotionNetworkKind.smog, .motionCLIP])
    func decoder(_ kind: MotionNetworkKind) throws {
        let golden = try GoldenFile(kind == .smog ? "smog_decoder/decoder.npz" : "motionclip_decoder/decoder.npz")
        let book = ParameterBook(from: GoldenWithBuffers(golden: golden))
        let decoder = MotionDecoder(book.scope(), try configuration(golden, kind))
        try book.finish()
        book.setLearning(true)
        let z = try golden["z"]
        z.setRequiresGradient(true)
        let mask = try golden.flags("mask")
        let wanted = try golden["output"]
        let output = decoder(z, frames: wanted.shape[3], mask: mask)
        expectNear(output, wanted, abs: 5e-5, rel: 1e-4)
        output.backward(try golden["g"])
        expectNear(z.gradient, try golden["grad.z"], abs: 1e-3, rel: 1e-4)
        for entry in book.entries where entry.isLearned && entry.name != "actionBiases" {
            let wanted = try golden["grad." + entry.name]
            expectNear(entry.tensor.gradient ?? Tensor(repeating: 0, shape: wanted.shape), wanted, abs: 1e-3, rel: 1e-4, "\(entry.name)")
        }
        let biases = book.entries.first { $0.name == "actionBiases" }
        #expect(biases?.tensor.gradient == nil)
    }

    @Test("What all motions share is computed once, and changes nothing", arguments: [MotionNetworkKind.smog, .motionCLIP])
    func sharedFirstLayer(_ kind: MotionNetworkKind) throws {
        let network = MotionNetwork(MotionNetworkConfiguration(kind: kind, latentDim: 32, layers: 2, hidden: 64), seed: 3)
        var random = RandomNumbers(seed: 4)
        let z = Tensor((0..<5 * 32).map { _ in random.normal() }, shape: [5, 32])
        let together = network.decoder(z, frames: 20)
        // One padded frame makes the decoder treat every item by itself.
        var mask = [Bool](repeating: true, count: 6 * 20)
        mask[mask.count - 1] = false
        let six = Tensor(z.elements + [Float](repeating: 1, count: 32), shape: [6, 32])
        let apart = network.decoder(six, frames: 20, mask: mask)
        #expect(excess(together.elements, Array(apart.elements.prefix(together.count)), abs: 1e-5, rel: 1e-5) == 0)
    }
}
