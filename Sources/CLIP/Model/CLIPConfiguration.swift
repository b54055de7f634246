// The sizes of a CLIP model, read off the names and shapes of its weights.
import Files
import Learning

/// The sizes of a CLIP whose image tower is a vision transformer (Radford et al. 2021; the "ViT" models of OpenAI).
public struct CLIPConfiguration: Sendable, Equatable {
    /// Length of the features of texts and images.
    public var embedding: Int
    /// Width and height of the images, in pixels.
    public var resolution: Int
    /// Side of the squares an image is cut into.
    public var patch: Int
    public var imageWidth: Int
    public var imageLayers: Int
    public var imageHeads: Int
    /// Tokens in a text, start and end among them.
    public var context: Int
    /// Tokens there are.
    public var vocabulary: Int
    public var textWidth: Int
    public var textLayers: Int
    public var textHeads: Int

    /// The model of MotionCLIP and SMoG.
    public static let vitB32 = CLIPConfiguration(
        embedding: 512, resolution: 224, patch: 32, imageWidth: 768, imageLayers: 12, imageHeads: 12, context: 77, vocabulary: 49408,
        textWidth: 512, textLayers: 12, textHeads: 8)

    public init(
        embedding: Int, resolution: Int, patch: Int, imageWidth: Int, imageLayers: Int, imageHeads: Int, context: Int, vocabulary: Int,
        textWidth: Int, textLayers: Int, textHeads: Int
    ) {
        self.embedding = embedding
        self.resolution = resolution
        self.patch = patch
        self.imageWidth = imageWidth
        self.imageLayers = imageLayers
        self.imageHeads = imageHeads
        self.context = context
        self.vocabulary = vocabulary
        self.textWidth = textWidth
        self.textLayers = textLayers
        self.textHeads = textHeads
    }

    /// Squares along one side of an image.
    var grid: Int { resolution / patch }

    /// Reads the sizes off a set of weights in OpenAI's names. The number of heads leaves no trace in the shapes: a head is 64 numbers wide in
    /// all released models, and so it is here unless told otherwise.
    ///
    /// - Parameters:
    ///   - source: the weights. Those of the image tower may be missing: its sizes are then those of ``vitB32``.
    ///   - imageHeads: of the image tower.
    ///   - textHeads: of the text tower.
    /// - Throws: `FileProblem` for weights that are not of a CLIP, or of one whose images go through a ResNet.
    public init(from source: any TensorSource, imageHeads: Int? = nil, textHeads: Int? = nil) throws {
        let shapes = Shapes(source)
        let text = try shapes.dimensions("text_projection", count: 2)
        let positions = try shapes.dimensions("positional_embedding", count: 2)
        let tokens = try shapes.dimensions("token_embedding.weight", count: 2)
        self = .vitB32
        embedding = text[1]
        context = positions[0]
        vocabulary = tokens[0]
        textWidth = tokens[1]
        textLayers = shapes.blocks("transformer.resblocks.")
        self.textHeads = try shapes.heads(textHeads, width: textWidth, tower: "text")
        guard shapes.has("visual.") else { return }
        let kernels = try shapes.dimensions("visual.conv1.weight", count: 4)
        let squares = try shapes.dimensions("visual.positional_embedding", count: 2)
        imageWidth = kernels[0]
        patch = kernels[2]
        let side = Int(Double(max(0, squares[0] - 1)).squareRoot().rounded())
        guard kernels[1] == 3, kernels[3] == patch, patch <= 1 << 10, side > 0, side * side == squares[0] - 1 else {
            throw FileProblem(
                source.path,
                "the shapes of visual.conv1.weight \(shapes.text("visual.conv1.weight")) and visual.positional_embedding "
                    + "\(shapes.text("visual.positional_embedding")) do not fit together",
                expected: "(width, 3, patch, patch) and (1 + squares, width)")
        }
        resolution = side * patch
        imageLayers = shapes.blocks("visual.transformer.resblocks.")
        self.imageHeads = try shapes.heads(imageHeads, width: imageWidth, tower: "image")
    }
}

/// The names and shapes of weights, looked up with errors that say what was expected.
private struct Shapes {
    let source: any TensorSource
    let names: [String]

    init(_ source: any TensorSource) {
        self.source = source
        names = source.names
    }

    func has(_ prefix: String) -> Bool { names.contains { $0.hasPrefix(prefix) } }

    func text(_ name: String) -> String { "(" + (source.shape(of: name) ?? []).map(String.init).joined(separator: ", ") + ")" }

    func dimensions(_ name: String, count: Int) throws -> [Int] {
        guard let shape = source.shape(of: name) else { throw missing(name) }
        guard shape.count == count, shape.allSatisfy({ $0 > 0 && $0 <= 1 << 20 }), shape[1] <= 1 << 13,
            name != "visual.conv1.weight" || shape[0] <= 1 << 13
        else {
            if has("visual.layer1.") { throw resNet }
            throw FileProblem(source.path, "\(name) has shape \(text(name))", expected: "\(count) axes of reasonable length")
        }
        return shape
    }

    /// The highest number of a block and one; so many must be there, and those missing in between are named later. None has a thousand.
    func blocks(_ prefix: String) -> Int {
        let numbers = names.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count).prefix { $0 != "." }) : nil }
        return (numbers.filter { 0..<1000 ~= $0 }.max() ?? -1) + 1
    }

    func heads(_ told: Int?, width: Int, tower: String) throws -> Int {
        let heads = told ?? width / 64
        guard heads > 0, width % heads == 0, told != nil || width % 64 == 0 else {
            throw FileProblem(
                source.path,
                told == nil
                    ? "the \(tower) tower is \(width) wide, which leaves its number of attention heads open"
                    : "the \(tower) tower is \(width) wide and cannot have \(heads) attention heads",
                expected: told == nil ? "a multiple of 64, as in OpenAI's models, or to be told their number" : "a divisor of the width")
        }
        return heads
    }

    private var resNet: FileProblem {
        FileProblem(
            source.path, "is a CLIP whose images go through a ResNet", expected: "one with a vision transformer, such as ViT-B/32",
            advice: "MotionCLIP and SMoG use OpenAI's ViT-B-32.pt.")
    }

    private func missing(_ name: String) -> FileProblem {
        if has("visual.layer1.") { return resNet }
        if has("text_model.") || has("vision_model.") {
            return FileProblem(
                source.path, "has the names of a Hugging Face CLIP", expected: "OpenAI's, such as \(name)",
                advice: "Use OpenAI's ViT-B-32.pt, or a state dict of the same names.")
        }
        return FileProblem(source.path, "\(name) is missing", expected: "the weights of a CLIP in OpenAI's names")
    }
}
