// The towers against PyTorch's numbers, and against themselves.
import ArrayFiles
import Arrays
import CLIP
import Foundation
import Learning
import Pictures
import TestSupport
import Testing

@Suite struct TowerTests {
    private static func model(_ name: String, imageHeads: Int? = nil, textHeads: Int? = nil) throws -> CLIPModel {
        let path = Fixtures.path("clip/" + name)
        return try CLIPModel(contentsOf: path, imageHeads: imageHeads, textHeads: textHeads)
    }

    /// Features of the texts and images of a golden file, and what PyTorch made of them.
    private struct Features {
        let texts: Tensor, images: Tensor
        let expectedTexts: [Float], expectedImages: [Float]

        init(_ model: CLIPModel, _ golden: NamedArrays) throws {
            let textTower = try #require(model.textTower), imageTower = try #require(model.imageTower)
            let tokens = try TowerTests.tokens(golden, "tokens")
            let pixels = Tensor(try golden.array("pixels").float32())
            texts = try textTower(tokens)
            images = try imageTower(pixels)
            expectedTexts = try golden.array("text_features").float32().elements
            expectedImages = try golden.array("image_features").float32().elements
        }
    }

    private static func tokens(_ arrays: NamedArrays, _ key: String) throws -> [[Int32]] {
        let tokens = try arrays.array(key).int64()
        return (0..<tokens.shape[0]).map { tokens.row($0).map { Int32($0) } }
    }

    /// The sizes of the small model as they were chosen: how many heads there are, no tensor tells.
    private static func smallSizes() throws -> CLIPConfiguration {
        let file = try Fixtures.json("clip/clip_small.json")
        let sizes = try #require(file as? [String: Int])
        func size(_ name: String) throws -> Int { try #require(sizes[name]) }
        return CLIPConfiguration(
            embedding: try size("embed_dim"), resolution: try size("image_resolution"), patch: try size("vision_patch_size"),
            imageWidth: try size("vision_width"), imageLayers: try size("vision_layers"), imageHeads: try size("vision_heads"),
            context: try size("context_length"), vocabulary: try size("vocab_size"), textWidth: try size("transformer_width"),
            textLayers: try size("transformer_layers"), textHeads: try size("transformer_heads"))
    }

    private static func smallModel() throws -> CLIPModel {
        let sizes = try smallSizes()
        return try model("clip_small.pt", imageHeads: sizes.imageHeads, textHeads: sizes.textHeads)
    }

    @Test(.enabled(if: Fixtures.has("clip/clip_small.pt", "clip/clip_small_outputs.npz")))
    func smallModelMatches() throws {
        let model = try TowerTests.smallModel()
        #expect(model.configuration == (try TowerTests.smallSizes()))
        let golden = try NamedArrays(contentsOf: Fixtures.path("clip/clip_small_outputs.npz"))
        let features = try Features(model, golden)
        #expect(excess(features.texts.elements, features.expectedTexts, abs: 1e-5, rel: 1e-4) == 0)
        #expect(excess(features.images.elements, features.expectedImages, abs: 1e-5, rel: 1e-4) == 0)
        let logits = model.similarity(images: features.images, texts: features.texts).logits.elements
        let expectedLogits = try golden.array("logits_per_image").float32().elements
        #expect(excess(logits, expectedLogits, abs: 1e-4, rel: 1e-4) == 0)
        // The same from the texts themselves.
        let list = try Fixtures.json("clip/clip_small_texts.json")
        let words = try #require(list as? [String])
        let again = try model.encode(texts: words).elements
        #expect(again == features.texts.elements)
    }

    @Test(.enabled(if: Fixtures.has("clip/clip_small.pt", "clip/clip_small_outputs.npz")))
    func gradientsMatch() throws {
        let model = try TowerTests.smallModel()
        model.parameters.setLearning(true)
        let golden = try NamedArrays(contentsOf: Fixtures.path("clip/clip_small_outputs.npz"))
        let features = try Features(model, golden)
        features.texts.backward(Tensor(try golden.array("g_text").float32()))
        features.images.backward(Tensor(try golden.array("g_image").float32()))
        var compared = 0
        for entry in model.parameters.entries where golden.keys.contains("grad.\(entry.name)") {
            let expected = try golden.array("grad.\(entry.name)").float32().elements
            let found = entry.tensor.gradient?.elements ?? [Float](repeating: 0, count: entry.tensor.count)
            #expect(excess(found, expected, abs: 1e-4, rel: 1e-4) == 0, "\(entry.name)")
            compared += 1
        }
        #expect(compared > 50)
    }

    @Test(.enabled(if: Fixtures.has("clip/clip_scripted_half.pt", "clip/clip_scripted_outputs.npz")))
    func scriptedHalfPrecisionModelMatches() throws {
        let model = try TowerTests.model("clip_scripted_half.pt")
        let golden = try NamedArrays(contentsOf: Fixtures.path("clip/clip_scripted_outputs.npz"))
        let sizes = model.configuration
        for (name, size) in [
            ("vision_layers", sizes.imageLayers), ("transformer_heads", sizes.textHeads), ("vision_heads", sizes.imageHeads),
            ("patch", sizes.patch),
            ("resolution", sizes.resolution), ("context", sizes.context), ("vocab", sizes.vocabulary),
        ] { #expect(size == Int(try golden.scalar("cfg." + name)), "\(name)") }
        let features = try Features(model, golden)
        #expect(excess(features.texts.elements, features.expectedTexts, abs: 2e-5, rel: 1e-4) == 0)
        #expect(excess(features.images.elements, features.expectedImages, abs: 2e-5, rel: 1e-4) == 0)
    }

    static let sizes = CLIPConfiguration(
        embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 2, imageHeads: 2, context: 77,
        vocabulary: CLIPTokenizer.vocabularySize, textWidth: 64, textLayers: 2, textHeads: 2)

    /// A text's feature must not depend on the texts beside it, nor on what comes after its end.
    @Test func textsDoNotInfluenceEachOther() throws {
        let model = try CLIPModel(TowerTests.sizes, seed: 3)
        let texts = ["walk", "a person walks forward slowly, then turns around and sits down", "jump"]
        let together = try model.encode(texts: texts)
        for (i, text) in texts.enumerated() {
            let alone = try model.encode(texts: [text])
            #expect(excess(Array(together.array.row(i)), alone.elements, abs: 1e-6, rel: 1e-5) == 0)
        }
        var row = try CLIPTokenizer().tokens("walk")
        let tower = try #require(model.textTower)
        let clean = try tower([row]).elements
        for i in 3..<77 { row[i] = 5 }
        let noisy = try tower([row]).elements
        #expect(noisy == clean)
    }

    @Test func manyPicturesAreTheSameAsEachAlone() throws {
        let model = try CLIPModel(TowerTests.sizes, seed: 3)
        let images = try (0..<70).map { try Image(width: 40, height: 33, format: .rgb8, fill: Color(UInt8($0 * 3), 90, 200)) }
        let together = try model.encode(images: images).array
        #expect(together.shape == [70, 16])
        for i in [0, 63, 64, 69] {
            let alone = try model.encode(images: [images[i]]).elements
            #expect(excess(Array(together.row(i)), alone, abs: 1e-6, rel: 1e-5) == 0)
        }
    }

    @Test func probabilitiesAddUpToOne() throws {
        let model = try CLIPModel(TowerTests.sizes, seed: 3)
        let texts = try model.encode(texts: ["a", "b", "c"])
        let similarity = model.similarity(images: texts, texts: texts)
        for i in 0..<3 {
            #expect(abs(similarity.cosines[i, i] - 1) < 1e-5)
            #expect(abs(similarity.probabilities.row(i).reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test func refusesWhatItCannotEncode() throws {
        let model = try CLIPModel(TowerTests.sizes, seed: 3)
        let tower = try #require(model.textTower)
        #expect(throws: CLIPProblem.self) { try tower([[]]) }
        #expect(throws: CLIPProblem.self) { try tower([[49406, 49408]]) }
        #expect(throws: CLIPProblem.self) { try tower([[-1, 49407]]) }
        #expect(throws: CLIPProblem.self) { try tower([Array(0..<100)]) }
        let imageTower = try #require(model.imageTower)
        #expect(throws: CLIPProblem.self) { try imageTower(Tensor(repeating: 0, shape: [1, 3, 32, 31])) }
    }

    /// Models that attend to words get all rows after the last normalisation, those behind the end token too.
    @Test(.enabled(if: Fixtures.has("clip/token_features.npz")))
    func featuresOfTokensMatch() throws {
        let path = Fixtures.path("clip/token_features.npz")
        let golden = try NamedArrays(contentsOf: path)
        let heads = try golden.array("heads").int64().elements.first
        let model = try CLIPModel(from: StateDictionary(contentsOf: path).part("param."), towers: [.text], textHeads: heads)
        let tower = try #require(model.textTower)
        let ids = try TowerTests.tokens(golden, "ids")
        let expected = try golden.array("tokens_out").float32()
        let features = try tower.tokenFeatures(ids)
        #expect(features.tokens.shape == [ids.count * features.context, expected.shape[2]] && features.context == expected.shape[1])
        #expect(features.ends == ids.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 })
        #expect(excess(features.tokens.elements, expected.elements, abs: 1e-5, rel: 1e-4) == 0)
        let pooled = try golden.array("pooled").float32().elements
        #expect(excess(features.sentences.elements, pooled, abs: 1e-5, rel: 1e-4) == 0)
        #expect(excess(try tower(ids).elements, pooled, abs: 1e-5, rel: 1e-4) == 0)
    }

    @Test func featuresOfTokensHoldTheSentences() throws {
        let model = try CLIPModel(TowerTests.sizes, seed: 3)
        let texts = ["a person walks", "", "a person sits down and stands up again"]
        let features = try model.encodeTokens(of: texts)
        #expect(excess(features.sentences.elements, try model.encode(texts: texts).elements, abs: 1e-5, rel: 1e-4) == 0)
        let width = features.tokens.shape[1]
        for (index, text) in texts.enumerated() {
            let alone = try model.encodeTokens(of: [text])
            let rows = features.tokens.elements[(index * features.context * width)..<((index + 1) * features.context * width)]
            #expect(excess(Array(rows), alone.tokens.elements, abs: 1e-5, rel: 1e-4) == 0 && features.ends[index] == alone.ends[0])
        }
        let tower = try #require(model.textTower)
        for wrong in [[], [1, -1, 5], [1, Int32.max], [Int32](repeating: 1, count: features.context + 1)] as [[Int32]] {
            #expect(throws: CLIPProblem.self) { try tower.tokenFeatures([wrong]) }
        }
    }
}
