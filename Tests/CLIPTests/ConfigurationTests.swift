// Weights that are not what they should be: each told by name.
import CLIP
import Files
import Learning
import Testing

/// Weights that exist only as names and shapes; all numbers are zero.
private struct Paper: TensorSource {
    let path = "weights.pt"
    var shapes: [String: [Int]]
    var names: [String] { shapes.keys.sorted() }
    func shape(of name: String) -> [Int]? { shapes[name] }
    func tensor(_ name: String) throws -> Tensor { Tensor(repeating: 0, shape: shapes[name] ?? []) }
}

@Suite struct ConfigurationTests {
    private static let sizes = CLIPConfiguration(
        embedding: 8, resolution: 16, patch: 8, imageWidth: 64, imageLayers: 3, imageHeads: 1, context: 20, vocabulary: 100, textWidth: 128,
        textLayers: 2, textHeads: 2)

    private static func paper() throws -> Paper {
        let model = try CLIPModel(sizes, seed: 1)
        return Paper(shapes: Dictionary(uniqueKeysWithValues: model.parameters.entries.map { ($0.name, $0.tensor.shape) }))
    }

    private func problem(_ change: (inout [String: [Int]]) -> Void, towers: Set<CLIPModel.Tower> = [.text, .image]) throws -> String? {
        var paper = try ConfigurationTests.paper()
        change(&paper.shapes)
        do {
            _ = try CLIPModel(from: paper, towers: towers)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func sizesAreReadOffTheShapes() throws {
        #expect(try CLIPConfiguration(from: ConfigurationTests.paper()) == ConfigurationTests.sizes)
        #expect(try problem { _ in } == nil)
        #expect(
            try problem {
                $0["input_resolution"] = []
                $0["context_length"] = []
                $0["vocab_size"] = []
            } == nil)
    }

    @Test func missingTensorsAreNamedWithTheirShape() throws {
        let middle = try problem { $0["transformer.resblocks.0.mlp.c_fc.weight"] = nil }
        #expect(middle?.contains("transformer.resblocks.0.mlp.c_fc.weight is missing; expected shape (512, 128)") == true)
        #expect(try problem { $0["text_projection"] = nil }?.contains("text_projection is missing") == true)
        #expect(try problem { $0["visual.proj"] = nil }?.contains("visual.proj is missing; expected shape (64, 8)") == true)
        // A whole block in the middle.
        let block = try problem { shapes in
            for name in shapes.keys where name.hasPrefix("visual.transformer.resblocks.1.") { shapes[name] = nil }
        }
        #expect(block?.contains("visual.transformer.resblocks.1.") == true && block?.contains("and 8 more") == true)
    }

    @Test func misshapenAndExtraTensorsAreNamed() throws {
        let shape = try problem { $0["ln_final.weight"] = [127] }
        #expect(shape?.contains("ln_final.weight has shape (127); expected (128)") == true)
        #expect(try problem { $0["visual.extra"] = [1] }?.contains("visual.extra is not part of this model") == true)
        #expect(try problem { $0["visual.positional_embedding"] = [6, 64] }?.contains("do not fit together") == true)
        #expect(try problem { $0["token_embedding.weight"] = [100] }?.contains("token_embedding.weight has shape (100)") == true)
    }

    @Test func otherModelsAreToldApart() throws {
        let resNet = try problem { shapes in
            for name in shapes.keys where name.hasPrefix("visual.") { shapes[name] = nil }
            shapes["visual.conv1.weight"] = [32, 3, 3, 3]
            shapes["visual.layer1.0.conv1.weight"] = [64, 32, 1, 1]
        }
        #expect(resNet?.contains("ResNet") == true)
        let other = try problem { shapes in shapes = ["text_model.encoder.layers.0.mlp.fc1.weight": [4, 4]] }
        #expect(other?.contains("Hugging Face") == true)
        let narrow = try problem { shapes in shapes["token_embedding.weight"] = [100, 16] }
        #expect(narrow?.contains("heads open") == true)
    }

    @Test func oneTowerIsEnough() throws {
        func withoutImages(_ shapes: inout [String: [Int]]) {
            for name in shapes.keys where name.hasPrefix("visual.") { shapes[name] = nil }
        }
        #expect(try problem(withoutImages, towers: [.text]) == nil)
        #expect(try problem(withoutImages)?.contains("has no image tower") == true)
        #expect(try problem({ $0["visual.proj"] = nil }, towers: [.text]) == nil)
    }
}
