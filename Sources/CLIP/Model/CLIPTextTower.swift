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
            let end = try endToken(of: text, countsAll: false)
            indices += text[...end].map { Int($0) }
            places += 0...end
            lengths.append(end + 1)
        }
        let x = tokens.rows(indices, shape: [indices.count]) + positions.rows(places, shape: [places.count])
        var ends: [Int] = []
        for length in lengths { ends.append((ends.last ?? -1) + length) }
        return projection(final(transformer(x, lengths: lengths, causal: true, kept: ends)))
    }

    /// The features of all tokens of texts, and of the texts.
    ///
    /// For models that attend to words. All ``context`` places of a text have a feature, as such models were trained with them: those behind
    /// the end token, too, which are filled with token 0.
    ///
    /// - Parameter texts: as for ``callAsFunction(_:)``; tokens behind the end token count here.
    /// - Throws: as ``callAsFunction(_:)``, and for a text of more than ``context`` tokens.
    public func tokenFeatures(_ texts: [[Int32]]) throws -> CLIPTextFeatures {
        var indices: [Int] = [], ends: [Int] = []
        for text in texts {
            ends.append(try endToken(of: text, countsAll: true))
            guard text.count <= context else { throw CLIPProblem("a text of \(text.count) tokens", expected: "at most \(context)") }
            indices += text.map { Int($0) } + [Int](repeating: 0, count: context - text.count)
        }
        let places = texts.flatMap { _ in 0..<context }
        let x = tokens.rows(indices, shape: [indices.count]) + positions.rows(places, shape: [places.count])
        let all = final(transformer(x, lengths: [Int](repeating: context, count: texts.count), causal: true, kept: nil))
        let rows = ends.enumerated().map { $0.offset * context + $0.element }
        return CLIPTextFeatures(tokens: all, context: context, ends: ends, sentences: projection(all.rows(rows, shape: [rows.count])))
    }

    /// The place of the end token, which has the highest number.
    /// - Parameter countsAll: true if the tokens behind it are used, too.
    private func endToken(of text: [Int32], countsAll: Bool) throws -> Int {
        guard let highest = text.max(), let end = text.firstIndex(of: highest) else { throw CLIPProblem("a text without tokens") }
        guard end < context else { throw CLIPProblem("a text of \(end + 1) tokens", expected: "at most \(context)") }
        let used = countsAll ? text[...] : text[...end]
        if let wrong = used.first(where: { $0 < 0 || $0 >= vocabulary }) {
            throw CLIPProblem("the token \(wrong)", expected: "numbers from 0 to \(vocabulary - 1): is the vocabulary this model's?")
        }
        return end
    }
}

/// What CLIP's text tower makes of texts, for models that attend to words.
public struct CLIPTextFeatures {
    /// `(texts × context, width)`, text behind text: the rows after the last normalisation (`ln_final`), before the projection.
    public let tokens: Tensor
    /// Rows of a text.
    public let context: Int
    /// The place of each text's end token among its rows.
    public let ends: [Int]
    /// `(texts, embedding)`, not normalised: what ``CLIPTextTower/callAsFunction(_:)`` gives.
    public let sentences: Tensor
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
