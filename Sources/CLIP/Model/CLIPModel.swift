// Both towers, or one, with their weights; texts and pictures to features.
import Files
import Learning
import Pictures

/// A CLIP: texts and images in, features in one common space out.
///
/// ```swift
/// let sizes = CLIPConfiguration(
///     embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 2, imageHeads: 1,
///     context: 77, vocabulary: CLIPTokenizer.vocabularySize, textWidth: 64, textLayers: 2, textHeads: 1)
/// let model = try CLIPModel(sizes, seed: 1)
/// let texts = try model.encode(texts: ["a person walks", "a person sits down"])
/// let image = try Image(width: 64, height: 48, format: .rgb8, fill: .white)
/// let images = try model.encode(images: [image])
/// let similarity = model.similarity(images: images, texts: texts)
/// print(texts.shape, similarity.cosines.shape)  // [2, 16] [1, 2]
/// ```
public final class CLIPModel {
    /// What can be loaded alone.
    public enum Tower: CaseIterable, Sendable { case text, image }

    public let configuration: CLIPConfiguration
    /// Nil if it was not loaded.
    public let textTower: CLIPTextTower?
    /// Nil if it was not loaded.
    public let imageTower: CLIPImageTower?
    /// The logarithm of the factor by which cosines become logits.
    public let logitScale: Tensor
    /// All parameters by name.
    public let parameters: ParameterBook
    private let tokenizer = CLIPTokenizer()

    /// The weights of a file or of a part of one.
    ///
    /// - Parameters:
    ///   - source: names and shapes as in OpenAI's models (any of the "ViT" ones), or a state dict of such a module.
    ///   - towers: what is wanted; the rest is not read.
    ///   - imageHeads: of attention, where they are not 64 numbers wide.
    ///   - textHeads: the same for texts.
    /// - Throws: `FileProblem` or `ParameterProblem` naming tensors that are missing, of another shape or not part of the model.
    public init(
        from source: any TensorSource, towers: Set<Tower> = Set(Tower.allCases), imageHeads: Int? = nil, textHeads: Int? = nil
    ) throws {
        configuration = try CLIPConfiguration(from: source, imageHeads: imageHeads, textHeads: textHeads)
        if towers.contains(.image), !source.names.contains(where: { $0.hasPrefix("visual.") }) {
            throw FileProblem(source.path, "has no image tower", expected: "weights whose names begin with visual.")
        }
        parameters = ParameterBook(from: source)
        (textTower, imageTower, logitScale) = CLIPModel.build(parameters.scope(), configuration, towers)
        // The last three describe the model in OpenAI's archives.
        let described = ["input_resolution", "context_length", "vocab_size"]
        try parameters.finish { name in
            if described.contains(name) { return true }
            return name.hasPrefix("visual.") ? !towers.contains(.image) : !towers.contains(.text)
        }
    }

    /// Fresh weights, the same for the same seed: for training, and for trying things out.
    public init(_ configuration: CLIPConfiguration, seed: UInt64) throws {
        self.configuration = configuration
        parameters = ParameterBook(seed: seed)
        (textTower, imageTower, logitScale) = CLIPModel.build(parameters.scope(), configuration, Set(Tower.allCases))
    }

    private static func build(
        _ scope: ParameterBook.Scope, _ configuration: CLIPConfiguration, _ towers: Set<Tower>
    ) -> (CLIPTextTower?, CLIPImageTower?, Tensor) {
        let text = towers.contains(.text) ? CLIPTextTower(scope, configuration) : nil
        let image = towers.contains(.image) ? CLIPImageTower(scope, configuration) : nil
        return (text, image, scope.parameter("logit_scale", [], .constant(2.6592600)))
    }

    /// The features of texts, `(texts, embedding)`, not normalised.
    ///
    /// - Parameter truncating: cuts texts that are too long instead of refusing them.
    /// - Throws: ``TextTooLong``; ``CLIPProblem`` where the text tower was not loaded or has another vocabulary.
    public func encode(texts: [String], truncating: Bool = true) throws -> Tensor {
        guard let textTower else { throw CLIPProblem("texts for a model without text tower") }
        let rows = try texts.map { try tokenizer.tokens($0, contextLength: configuration.context, truncating: truncating) }
        return try CLIPModel.inChunks(rows, of: 256) { try textTower($0) }
    }

    /// The features of all tokens of texts, and of the texts; see ``CLIPTextTower/tokenFeatures(_:)``.
    ///
    /// - Parameter truncating: cuts texts that are too long instead of refusing them.
    /// - Throws: ``TextTooLong``; ``CLIPProblem`` where the text tower was not loaded or has another vocabulary.
    public func encodeTokens(of texts: [String], truncating: Bool = true) throws -> CLIPTextFeatures {
        guard let textTower else { throw CLIPProblem("texts for a model without text tower") }
        return try textTower.tokenFeatures(
            texts.map { try tokenizer.tokens($0, contextLength: configuration.context, truncating: truncating) })
    }

    /// The features of pictures, `(pictures, embedding)`, not normalised.
    /// - Throws: ``CLIPProblem`` where the image tower was not loaded.
    public func encode(images: [Image]) throws -> Tensor { try encode(images: images.map { CLIPPreprocessing.Source($0) }) }

    /// The features of pictures, `(pictures, embedding)`, not normalised.
    /// - Throws: ``CLIPProblem`` where the image tower was not loaded.
    public func encode(images: [CLIPPreprocessing.Source]) throws -> Tensor {
        guard let imageTower else { throw CLIPProblem("pictures for a model without image tower") }
        let preparation = CLIPPreprocessing(size: configuration.resolution)
        return try CLIPModel.inChunks(images, of: 64) { try imageTower(preparation.pixels(of: $0)) }
    }

    /// Bounds the memory that many texts or pictures take.
    private static func inChunks<Item>(_ items: [Item], of size: Int, _ encode: ([Item]) throws -> Tensor) throws -> Tensor {
        if items.count <= size { return try encode(items) }
        let parts = try stride(from: 0, to: items.count, by: size).map { try encode(Array(items[$0..<min(items.count, $0 + size)])) }
        return Tensor.joined(parts, batch: 1).reshaped([items.count, parts[0].shape[1]])
    }
}
