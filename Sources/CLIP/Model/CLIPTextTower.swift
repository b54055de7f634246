// Texts to features.
import Learning

/// CLIP's text tower: token and position embeddings, a causal transformer, the feature of the last token.
///
/// A token sees only those before it, and the feature is taken at the end token, so whatever comes after that (OpenAI's zeros up to the 77th
/// place) cannot influence it and is not computed. Texts of different lengths lie one behind the other without padding.
public struct CLIPTextTower {
    /// Tokens in a text, start and end among them.
    public let context: Int
    let vocabulary: Int
    let tokens: Tensor
    let positions: Tensor
    let transformer: ResidualTransformer
    let final: LayerNorm
    let projection: FeatureProjection

    /// - Parameter scope: where OpenAI's names begin: the whole book for a file of CLIP weights, `clip_model` inside a motion checkpoint.
    public init(_ scope: ParameterBook.Scope, _ configuration: CLIPConfiguration) {
        let width = configuration.textWidth
        context = configuration.context
        vocabulary = configuration.vocabulary
        positions = scope.parameter("positional_embedding", [configuration.context, width], .normal(0.01))
        projection = FeatureProjection(scope, "text_projection", width: width, embedding: configuration.embedding)
        transformer = ResidualTransformer(
            scope.scope("transformer"), width: width, layers: configuration.textLayers, heads: configuration.textHeads)
        tokens = scope.scope("token_embedding").parameter("weight", [configuration.vocabulary, width], .normal(0.02))
        final = LayerNorm(scope.scope("ln_final"), features: width)
    }

    /// The features of texts given as tokens.
    ///
    /// - Parameter texts: tokens of each text, with start and end; what follows the first highest number (the end token's) does not count.
    /// - Returns: `(texts, embedding)`, not normalised.
    /// - Throws: ``CLIPProblem`` for an empty text, one longer than ``context``, or a number that is no token of this model.
    public func callAsFunction(_ texts: [[Int32]]) throws -> Tensor {
        var indices: [Int] = [], places: [Int] = [], lengths: [Int] = []
        for text in texts {
            guard let highest = text.max(), let end = text.firstIndex(of: highest) else { throw CLIPProblem("a text without tokens") }
            guard end < context else { throw CLIPProblem("a text of \(end + 1) tokens", expected: "at most \(context)") }
            let used = text[...end]
            guard let lowest = used.min(), lowest >= 0, highest < vocabulary else {
                throw CLIPProblem("the token \(highest)", expected: "numbers from 0 to \(vocabulary - 1): is the vocabulary this model's?")
            }
            indices += used.map { Int($0) }
            places += 0...end
            lengths.append(end + 1)
        }
        let x = tokens.rows(indices, shape: [indices.count]) + positions.rows(places, shape: [places.count])
        var ends: [Int] = []
        for length in lengths { ends.append((ends.last ?? -1) + length) }
        return projection(final(transformer(x, lengths: lengths, causal: true, kept: ends)))
    }
}

/// What cannot be encoded.
public struct CLIPProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let problem: String
    public let expected: String?

    public init(_ problem: String, expected: String? = nil) {
        self.problem = problem
        self.expected = expected
    }

    public var description: String { problem + (expected.map { "; expected \($0)" } ?? "") }
}
