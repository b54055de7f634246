// What SMoG and MotionCLIP learn, and from which losses: the options of MotionCLIP/SMoG's Python code with their meaning, and a few more
// that are off by default.
public import CLIP
import Files
import Learning
public import MotionModels
public import Motions

/// What a training of SMoG or MotionCLIP is told, beside its ``TrainerOptions``. What two runs with equal options and data do is equal to the bit.
public struct TrainingOptions: Sendable {
    public var kind = MotionNetworkKind.smog
    public var pose = PoseRepresentation.rot6d
    public var hasTranslation = true
    public var hasRootOrientation = true
    public var latentDim = 256
    public var layers = 4
    /// Numbers between the two linear maps of a layer; the Python code fixes it.
    public var hidden = 1024
    public var heads = 4
    public var dropout: Float = 0.1
    public var frameCount = 60
    public var batchSize = 20
    public var seed: UInt64 = 0
    /// Which terms compare motions, and how much each counts.
    public var lambdas: [(loss: MotionLoss, weight: Float)] = [(.rc, 1), (.vel, 1)]
    /// Terms that pull the latent towards a frozen CLIP.
    public var alignments: [CLIPAlignment] = []
    /// Domains in which CLIP is trained together with the motion model; empty to leave it frozen.
    public var clipTraining: [CLIPDomain] = []
    /// The CLIP that is trained from scratch.
    public var clip: CLIPConfiguration?
    /// How much it counts that motions decoded from a text's feature are those of the text's example (Petrovich et al. 2022,
    /// "TEMOS", train their decoder on both modalities). The Python code has no such term: 0.
    public var textReconstruction: Float = 0
    /// What velocities count beside the reconstruction, among the motions decoded from texts: as much as among the others.
    var velocityShare: Float {
        let rc = lambdas.first { $0.loss == .rc }?.weight ?? 0, vel = lambdas.first { $0.loss == .vel }?.weight ?? 0
        return rc > 0 ? vel / rc : 1
    }
    /// True for checkpoints in half precision, which PyTorch's modules take as well.
    public var savesHalves = false

    public init() {}

    /// The sizes of the network for motions of that many "joints".
    public func network(joints: Int) -> MotionNetworkConfiguration {
        MotionNetworkConfiguration(
            kind: kind, latentDim: latentDim, layers: layers, hidden: hidden, heads: heads, joints: joints, features: pose.features)
    }
}
