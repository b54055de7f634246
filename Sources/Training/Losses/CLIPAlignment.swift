// The CLIP losses: how far the latent of a motion is from CLIP's features of its text and its picture.
import Learning

/// A way of measuring how far latents are from CLIP's features.
public enum CLIPTerm: String, Sendable, CaseIterable {
    /// Cross-entropy of telling the batch's pairs apart, the mean of both directions; equal texts in a batch count as wrong.
    case ce
    /// Mean squared error of the raw numbers.
    case mse
    /// One minus the cosine.
    case cosine
}

/// What CLIP has features of.
public enum CLIPDomain: String, Sendable, CaseIterable {
    case text, image
}

/// The terms that align latents with one domain of a frozen CLIP.
public struct CLIPAlignment: Sendable {
    public var domain: CLIPDomain
    /// The weight of each term that is wanted.
    public var weights: [CLIPTerm: Float]

    public init(_ domain: CLIPDomain, weights: [CLIPTerm: Float]) {
        self.domain = domain
        self.weights = weights
    }

    /// The weighted sum of the terms, whose gradients go to the motion alone.
    ///
    /// - Parameters:
    ///   - latents: `(batch, width)`.
    ///   - features: CLIP's, not normalised, of the same shape; row by row those of the latents.
    ///   - logitScale: CLIP's learned number, a logarithm.
    /// - Returns: the terms by the Python code's names: `text_cosine`, `text_mse`, `text_ce_from_d` (features looking for motions),
    ///   `text_ce_from_motion`, `text_mixed_ce`; likewise `image_…`.
    public func callAsFunction(_ latents: Tensor, features: Tensor, logitScale: Tensor) -> LossTerms {
        let features = features.detached()
        var terms = LossTerms()
        // In a fixed order: a dictionary's changes from run to run, and with it the last bits of sums.
        for term in CLIPTerm.allCases {
            guard let weight = weights[term] else { continue }
            switch term {
            case .ce:
                let contrast = ContrastiveLoss(latents, features, logitScale: logitScale.detached())
                contrast.note(in: &terms, domain: domain)
                terms.add("\(domain.rawValue)_mixed_ce", contrast.mixed, weight: weight)
            case .mse:
                terms.add("\(domain.rawValue)_mse", Tensor.meanSquaredError(latents, features), weight: weight)
            case .cosine:
                let cosines = (latents.normalizedRows() * features.normalizedRows()).sum() * (-1 / Float(max(1, latents.shape[0])))
                terms.add("\(domain.rawValue)_cosine", cosines + Tensor([1], shape: []), weight: weight)
            }
        }
        return terms
    }

    /// The loss under which CLIP is trained together with the motion model: cross-entropy alone, weight 1, at CLIP's learned
    /// temperature, with gradients to latents, features and temperature.
    ///
    /// - Parameters: as for a frozen CLIP; the domains are added up by the caller.
    public static func training(_ latents: Tensor, features: Tensor, logitScale: Tensor, domain: CLIPDomain) -> LossTerms {
        var terms = LossTerms()
        let contrast = ContrastiveLoss(latents, features, logitScale: logitScale)
        contrast.note(in: &terms, domain: domain)
        terms.add("\(domain.rawValue)_mixed_ce", contrast.mixed, weight: 1)
        return terms
    }
}

/// Cross-entropy in both directions over a batch's cosines (Radford et al. 2021, figure 3).
struct ContrastiveLoss {
    let fromMotion: Tensor
    let fromFeatures: Tensor
    let mixed: Tensor

    init(_ latents: Tensor, _ features: Tensor, logitScale: Tensor) {
        let batch = latents.shape[0]
        let right = Array(0..<batch)
        let logits = latents.normalizedRows().linear(features.normalizedRows()).scaled(by: logitScale.exponential())
        fromMotion = logits.crossEntropy(targets: right)
        fromFeatures = logits.reshaped([1, batch, batch, 1]).exchangingMiddleAxes().reshaped([batch, batch]).crossEntropy(targets: right)
        mixed = (fromMotion + fromFeatures) * 0.5
    }

    func note(in terms: inout LossTerms, domain: CLIPDomain) {
        terms.note("\(domain.rawValue)_ce_from_d", fromFeatures.item)
        terms.note("\(domain.rawValue)_ce_from_motion", fromMotion.item)
    }
}
