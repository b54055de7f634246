// How a model is trained: the options of the originals with their meaning, and a few more that are off by default.
public import CLIP
public import Learning
public import MotionModels
import Files
public import Motions

/// Everything a training run is told. What two runs with equal options and data do is equal to the bit.
public struct TrainingOptions: Sendable {
    public enum OptimiserKind: String, Sendable, CaseIterable { case adamw, lion }

    public var kind = MotionNetworkKind.smog
    public var pose = PoseRepresentation.rot6d
    public var hasTranslation = true
    public var hasRootOrientation = true
    public var latentDim = 256
    public var layers = 4
    /// Numbers between the two linear maps of a layer; the originals fix it.
    public var hidden = 1024
    public var heads = 4
    public var dropout: Float = 0.1
    public var frameCount = 60
    public var batchSize = 20
    public var epochs = 100
    /// Epochs between checkpoints.
    public var snapshot = 10
    public var learningRate: Float = 1e-4
    public var optimiser = OptimiserKind.adamw
    /// Nil for the optimiser's own.
    public var weightDecay: Float?
    /// Gradients longer than this are shortened; nil for never.
    public var clipNorm: Float?
    /// How the learning rate changes; nil for never.
    public var schedule: LearningRateSchedule?
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
    /// "TEMOS", train their decoder on both modalities). The originals have no such term: 0.
    public var textReconstruction: Float = 0
    /// What velocities count beside the reconstruction, among the motions decoded from texts: as much as among the others.
    var velocityShare: Float {
        let rc = lambdas.first { $0.loss == .rc }?.weight ?? 0, vel = lambdas.first { $0.loss == .vel }?.weight ?? 0
        return rc > 0 ? vel / rc : 1
    }
    /// Where checkpoints go.
    public var folder = "exps"

    public init() {}

    /// The sizes of the network for motions of that many "joints".
    public func network(joints: Int) -> MotionNetworkConfiguration {
        MotionNetworkConfiguration(
            kind: kind, latentDim: latentDim, layers: layers, hidden: hidden, heads: heads, joints: joints, features: pose.features)
    }

    /// The learning rate of a step.
    public func learningRate(at step: Int) -> Float { schedule?.rate(learningRate, step: step) ?? learningRate }
}
