// Motions generated from latents equal the reference's.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct GenerationTests {
    private func model(_ kind: MotionNetworkKind) throws -> (MotionModel, GoldenFile) {
        let golden = try GoldenFile(kind == .smog ? "smog_decoder/decoder.npz" : "motionclip_decoder/decoder.npz")
        let encoder = try GoldenFile(kind == .smog ? "smog_encoder/encoder.npz" : "motionclip_encoder/encoder.npz")
        let source = JoinedSource(parts: [
            ("encoder.", GoldenWithBuffers(golden: encoder)), ("decoder.", GoldenWithBuffers(golden: golden)),
        ])
        var configuration = try MotionNetworkConfiguration(readFrom: source, features: golden.integer("cfg.nfeats"))
        let sizes = [configuration.latentDim, configuration.layers, configuration.hidden, configuration.joints]
        #expect(sizes == (try ["latent_dim", "num_layers", "ff_size", "njoints"].map { try golden.integer("cfg." + $0) }))
        // No tensor tells how many heads there are.
        configuration.heads = try golden.integer("cfg.num_heads")
        let options = MotionModelOptions(frameCount: try golden.integer("cfg.num_frames"))
        return (MotionModel(network: try MotionNetwork(configuration, from: source), options: options, path: source.path), golden)
    }

    /// CLIP's features of the texts of the golden file, `(texts, latent)`.
    private func features(_ golden: GoldenFile) throws -> Tensor {
        let features = try golden["gen.features"]
        return features.reshaped(Array(features.shape.suffix(2)))
    }

    @Test("Generated motions equal the reference's", arguments: [MotionNetworkKind.smog, .motionCLIP])
    func generate(_ kind: MotionNetworkKind) throws {
        let (model, golden) = try model(kind)
        #expect(model.network.configuration.kind == kind)
        let features = try features(golden)
        let durations = try golden.integers("gen.durations")
        let output = model.generate(features, frames: durations, overwritesRoot: false)
        expectNear(output, try golden["gen.output"], abs: 2e-4, rel: 1e-4)
        let overwritten = model.generate(features, frames: durations)
        expectNear(overwritten, try golden["gen.output_amass"], abs: 2e-4, rel: 1e-4)
    }

    @Test("Auto-encoding equals the reference's", arguments: [MotionNetworkKind.smog, .motionCLIP])
    func autoencode(_ kind: MotionNetworkKind) throws {
        let (model, _) = try model(kind)
        let golden = try GoldenFile(kind == .smog ? "smog_decoder/autoencoder.npz" : "motionclip_decoder/autoencoder.npz")
        let mask = try golden.flags("mask")
        let z = model.network.encoder(try golden["x"], mask: mask).mu
        expectNear(z, try golden["mu"], abs: 2e-4, rel: 1e-4)
        let output = try golden["output"]
        expectNear(model.network.decoder(z, frames: output.shape[3], mask: mask), output, abs: 2e-4, rel: 1e-4)
    }

    @Test func generatedBodiesStandUprightWhereTheRootIsOverwritten() throws {
        let (model, golden) = try model(.smog)
        let features = try features(golden)
        let output = model.generate(features, frames: [12])
        let motion = try model.motion(output, 2, frames: 12, name: "gen_0_2", label: "a person walks")
        #expect(motion.frameCount == 12 && motion.layout == .smpl && motion.label == "a person walks")
        for frame in 0..<12 { #expect(Array(motion.poses.elements[frame * 72..<frame * 72 + 3]) == [.pi / 2, 0, 0]) }
        // The path of the Python code is that of an ankle: bodies do not follow it by themselves.
        #expect(motion.translations.elements.allSatisfy { $0 == 0 })
        let moving = try model.motion(output, 2, frames: 12, path: .applied, name: "gen_0_2", label: nil)
        #expect(moving.translations.elements.contains { $0 != 0 })
        #expect(moving.translations.elements.prefix(3) == [0, 0, 0])
    }

    @Test func aModelForOtherJointsIsToldByItsJoints() throws {
        let source = GoldenWithBuffers(golden: try GoldenFile("smog_decoder/decoder.npz"))
        #expect(throws: (any Error).self) { try MotionModel(from: source, options: MotionModelOptions()) }
        let error = #expect(throws: (any Error).self) {
            let golden = try GoldenFile("smog_decoder/decoder.npz")
            let encoder = try GoldenFile("smog_encoder/encoder.npz")
            let source = JoinedSource(parts: [
                ("encoder.", GoldenWithBuffers(golden: encoder)), ("decoder.", GoldenWithBuffers(golden: golden)),
            ])
            return try MotionModel(from: source, options: MotionModelOptions(hasTranslation: false))
        }
        #expect("\(try #require(error))".contains("\(try GoldenFile("smog_decoder/decoder.npz").integer("cfg.njoints")) joints"))
    }
}

/// Several sources under names of their own, as encoder and decoder lie in a checkpoint.
struct JoinedSource: TensorSource {
    let parts: [(prefix: String, source: GoldenWithBuffers)]
    var path: String { "joined.pth.tar" }
    var names: [String] { parts.flatMap { part in (part.source.names + ["sequence_pos_encoder.pe"]).map { part.prefix + $0 } } }
    private func find(_ name: String) -> (GoldenWithBuffers, String)? {
        parts.first { name.hasPrefix($0.prefix) }.map { ($0.source, String(name.dropFirst($0.prefix.count))) }
    }
    func shape(of name: String) -> [Int]? { find(name).flatMap { $0.0.shape(of: $0.1) } }
    func tensor(_ name: String) throws -> Tensor {
        guard let (source, inner) = find(name) else { throw CancellationError() }
        return try source.tensor(inner)
    }
}
