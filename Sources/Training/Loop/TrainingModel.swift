// The network with all that is trained or asked beside it, and the loss of a batch.
import ArrayFiles
public import CLIP
import Files
public import Learning
public import MotionModels

/// A motion network, the CLIP it is aligned to, and the body its losses look at.
public final class TrainingModel {
    public let network: MotionNetwork
    public let clip: CLIPModel?
    public let options: TrainingOptions
    private let positions: (any PositionLoss)?
    /// Features of a frozen CLIP by text.
    private var features: [String: [Float]] = [:]

    /// - Parameters:
    ///   - clip: needed for alignments and for training a CLIP.
    ///   - positions: compares the bodies of motions, for `rcxyz` and `velxyz`.
    public init(network: MotionNetwork, clip: CLIPModel?, positions: (any PositionLoss)?, options: TrainingOptions) {
        self.network = network
        self.clip = clip
        self.positions = positions
        self.options = options
        network.book.setLearning(true)
        clip?.parameters.setLearning(!options.clipTraining.isEmpty || options.textReconstruction > 0)
    }

    /// All that is learned.
    public var parameters: [Tensor] {
        network.book.parameters + (options.clipTraining.isEmpty && options.textReconstruction == 0 ? [] : clip?.parameters.parameters ?? [])
    }

    /// The loss of a batch.
    ///
    /// - Parameters:
    ///   - step: steps taken before; the noise that latents are compared with is another one in each.
    ///   - dropout: of this step; nil to measure without it.
    /// - Throws: what CLIP throws.
    public func loss(_ batch: StepInput, step: Int, dropout: DropoutSource?) throws -> LossTerms {
        let frames = batch.motions.shape[3]
        let z = network.encoder(batch.motions, mask: batch.mask, dropout: dropout).mu
        let output = network.decoder(z, frames: frames, mask: batch.mask, dropout: dropout)
        var terms = LossTerms()
        for (loss, weight) in options.lambdas {
            switch loss {
            case .rc, .vel: terms.add(loss.rawValue, loss(output, batch.motions, mask: batch.mask), weight: weight)
            case .rcxyz, .velxyz:
                guard let positions else { continue }
                terms.add(loss.rawValue, positions(loss, output, batch.motions, mask: batch.mask), weight: weight)
            case .mmd:
                var random = RandomNumbers(seed: options.seed, stream: UInt64(truncatingIfNeeded: step))
                let noise = random.normals(z.shape)
                terms.add(loss.rawValue, loss(z, noise, mask: nil), weight: weight)
            }
        }
        guard let clip else { return terms }
        if !options.clipTraining.isEmpty || options.textReconstruction > 0 {
            try addTraining(to: &terms, clip, z, batch, frames: frames, dropout: dropout)
        }
        for alignment in options.alignments {
            guard let features = try features(alignment.domain, clip, batch) else { continue }
            terms.add(alignment(z, features: features, logitScale: clip.logitScale))
        }
        return terms
    }

    /// The terms that train CLIP together with the motions.
    private func addTraining(
        to terms: inout LossTerms, _ clip: CLIPModel, _ z: Tensor, _ batch: StepInput, frames: Int, dropout: DropoutSource?
    ) throws {
        let texts = try options.clipTraining.contains(.text) || options.textReconstruction > 0 ? clip.encode(texts: batch.texts) : nil
        for domain in options.clipTraining {
            let features =
                switch domain {
                case .text: texts
                case .image: try batch.images.flatMap { try clip.imageTower?($0) }
                }
            guard let features else { continue }
            terms.add(CLIPAlignment.training(z, features: features, logitScale: clip.logitScale, domain: domain))
        }
        if options.textReconstruction > 0, let texts, !batch.examples.isEmpty {
            let chosen = batch.examples
            let spoken = texts.rows(chosen, shape: [chosen.count])
            let size = batch.motions.count / batch.motions.shape[0]
            let wanted = batch.motions.reshaped([batch.motions.shape[0], size]).rows(chosen, shape: [chosen.count])
                .reshaped([chosen.count] + batch.motions.shape.dropFirst())
            let mask = batch.mask.map { mask in chosen.flatMap { mask[$0 * frames..<($0 + 1) * frames] } }
            let made = network.decoder(spoken, frames: frames, mask: mask, dropout: dropout)
            terms.add("text_rc", MotionLoss.rc(made, wanted, mask: mask), weight: options.textReconstruction)
            terms.add("text_vel", MotionLoss.vel(made, wanted, mask: mask), weight: options.textReconstruction * options.velocityShare)
        }
    }

    /// Features of a frozen CLIP; those of texts are computed once.
    private func features(_ domain: CLIPDomain, _ clip: CLIPModel, _ batch: StepInput) throws -> Tensor? {
        switch domain {
        case .image: return try batch.images.flatMap { try clip.imageTower?($0).detached() }
        case .text:
            let isFrozen = options.clipTraining.isEmpty && options.textReconstruction == 0
            guard isFrozen else { return try clip.encode(texts: batch.texts).detached() }
            let new = Array(Set(batch.texts.filter { features[$0] == nil })).sorted()
            if !new.isEmpty {
                let rows = try clip.encode(texts: new)
                let width = rows.shape[1], numbers = rows.elements
                for (index, text) in new.enumerated() { features[text] = Array(numbers[index * width..<(index + 1) * width]) }
            }
            let all = batch.texts.flatMap { features[$0] ?? [] }
            return Tensor(all, shape: [batch.texts.count, all.count / max(1, batch.texts.count)])
        }
    }
}

/// Compares the bodies of two motions.
public protocol PositionLoss: AnyObject {
    /// `rcxyz` or `velxyz` of motions `(batch, joints, features, frames)`.
    func callAsFunction(_ loss: MotionLoss, _ output: Tensor, _ target: Tensor, mask: [Bool]?) -> Tensor
}
