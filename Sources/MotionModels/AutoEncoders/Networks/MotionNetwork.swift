// Encoder and decoder together, with the names of their checkpoint.
import Learning

/// A SMoG or MotionCLIP auto-encoder.
///
/// ```swift
/// let sizes = MotionNetworkConfiguration(kind: .smog, latentDim: 32, layers: 1, hidden: 64)
/// let network = MotionNetwork(sizes, seed: 1)
/// let motions = Tensor(repeating: 0.5, shape: [2, 25, 6, 60])
/// let latents = network.encoder(motions).mu
/// let again = network.decoder(latents, frames: 60)
/// print(latents.shape, again.shape)  // [2, 32] [2, 25, 6, 60]
/// ```
public final class MotionNetwork {
    public let configuration: MotionNetworkConfiguration
    public let encoder: MotionEncoder
    public let decoder: MotionDecoder
    /// All parameters and buffers, by the names of the reference.
    public let book: ParameterBook

    /// A network with fresh parameters, the same for the same seed.
    public init(_ configuration: MotionNetworkConfiguration, seed: UInt64) {
        self.configuration = configuration
        book = ParameterBook(seed: seed)
        encoder = MotionEncoder(book.scope("encoder"), configuration)
        decoder = MotionDecoder(book.scope("decoder"), configuration)
    }

    /// A network from a checkpoint. Names that begin with `clip_model.` are left to whoever wants them.
    ///
    /// - Throws: ``ParameterProblem`` that names every tensor that is missing, misshapen, not finite or left over.
    public init(_ configuration: MotionNetworkConfiguration, from source: any TensorSource) throws {
        self.configuration = configuration
        book = ParameterBook(from: source)
        encoder = MotionEncoder(book.scope("encoder"), configuration)
        decoder = MotionDecoder(book.scope("decoder"), configuration)
        // Bodies are part of the reference's module, too, and stored by some of its versions.
        try book.finish { $0.hasPrefix("clip_model.") || $0.hasPrefix("rotation2xyz.") }
    }
}
