// The CLIP that reads the texts of a motion model, and its features of them.
public import CLIP
import Files
import Learning

/// Which CLIP reads the texts of a model that does not carry its own.
public struct TextTower {
    /// The file that was named; nil for the checkpoint's own or, where it has none, what ``load`` finds.
    public var file: String?
    /// Attention heads; nil for one for 64 numbers of its width.
    public var heads: Int?
    /// Reads the CLIP that was named, or that is found.
    public var load: () throws -> CLIPModel

    public init(file: String? = nil, heads: Int? = nil, load: @escaping () throws -> CLIPModel) {
        self.file = file
        self.heads = heads
        self.load = load
    }
}

extension CLIPModel {
    /// Features of the texts of a motion model, `(texts, width)`.
    ///
    /// - Parameters:
    ///   - width: the numbers that the model reads of a text.
    ///   - model: the model's path, for errors.
    ///   - separately: encodes each text by itself, so that its feature does not depend on the others, to the last bit.
    ///   - note: told of texts that were cut.
    func features(of texts: [String], width: Int, model: String, separately: Bool, note: (String) -> Void) throws -> Tensor {
        guard configuration.embedding == width else {
            throw FileProblem(
                model, "has a latent of \(width) numbers, and CLIP gives features of \(configuration.embedding)",
                expected: "the CLIP it was trained with", advice: "Name it with --clip.")
        }
        let long = try texts.indices.filter { index in
            do {
                _ = try CLIPTokenizer().tokens(texts[index], contextLength: configuration.context, truncating: false)
                return false
            } catch is TextTooLong {
                return true
            }
        }
        if let first = long.first {
            let others = long.count > 1 ? " and \(long.count - 1) more" : ""
            note("prompt \(first + 1)\(others) is longer than the \(configuration.context) tokens CLIP reads; the end is left out")
        }
        guard separately else { return try encode(texts: texts) }
        return Tensor(try texts.flatMap { try encode(texts: [$0]).elements }, shape: [texts.count, width])
    }
}
