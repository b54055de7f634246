// How well images and texts fit, in CLIP's own measure.
import Arrays
import Learning
@preconcurrency import LibC

/// Images against texts.
public struct CLIPSimilarity: Sendable {
    /// Cosines of the angles between the features, `(images, texts)`.
    public let cosines: NDArray<Float>
    /// The cosines times the model's learned factor (100 in OpenAI's models), `(images, texts)`.
    public let logits: NDArray<Float>
    /// For each image, how likely each text is the one that belongs to it; rows add up to 1. `(images, texts)`.
    public let probabilities: NDArray<Float>

    /// - Parameters:
    ///   - images: features, `(images, embedding)`; need not be normalised.
    ///   - texts: features, `(texts, embedding)`.
    ///   - scale: the factor.
    public init(images: NDArray<Float>, texts: NDArray<Float>, scale: Float) {
        let (rows, columns) = (images.shape[0], texts.shape[0])
        let (a, b) = (CLIPSimilarity.normalized(images), CLIPSimilarity.normalized(texts))
        var cosines = NDArray<Float>(repeating: 0, shape: [rows, columns])
        var probabilities = cosines
        for i in 0..<rows {
            for j in 0..<columns { cosines[i, j] = zip(a[i], b[j]).reduce(0) { $0 + $1.0 * $1.1 } }
            let row = cosines.row(i).map { Double(scale * $0) }
            let largest = row.max() ?? 0
            let shares = row.map { exponential($0 - largest) }
            let sum = shares.reduce(0, +)
            for j in 0..<columns { probabilities[i, j] = Float(shares[j] / sum) }
        }
        self.cosines = cosines
        self.probabilities = probabilities
        logits = NDArray(shape: cosines.shape, elements: cosines.elements.map { $0 * scale })
    }

    private static func normalized(_ features: NDArray<Float>) -> [[Float]] {
        (0..<features.shape[0]).map { i in
            let row = features.row(i)
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return length > 0 ? row.map { $0 / length } : Array(row)
        }
    }
}

extension CLIPModel {
    /// Features of images against features of texts.
    public func similarity(images: Tensor, texts: Tensor) -> CLIPSimilarity {
        CLIPSimilarity(images: images.array, texts: texts.array, scale: Float(exponential(Double(logitScale.item))))
    }
}

private func exponential(_ x: Double) -> Double { exp(x) }
