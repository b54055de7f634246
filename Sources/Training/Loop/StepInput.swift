// What one training step sees.
public import Learning

/// Motions with their words and pictures.
public struct StepInput {
    /// `(batch, joints, features, frames)`.
    public var motions: Tensor
    /// For each item and frame whether it is real; all are if nil.
    public var mask: [Bool]?
    /// A label for each item.
    public var texts: [String]
    /// Pictures prepared for CLIP, `(batch, 3, resolution, resolution)`.
    public var images: Tensor?
    /// Which items are the examples of their texts; see ``TrainingOptions/textReconstruction``.
    public var examples: [Int]
    /// Names of the items, for messages.
    public var names: [String]

    public init(
        motions: Tensor, mask: [Bool]? = nil, texts: [String], images: Tensor? = nil, examples: [Int] = [], names: [String] = []
    ) {
        self.motions = motions
        self.mask = mask
        self.texts = texts
        self.images = images
        self.examples = examples
        self.names = names
    }
}

/// Where batches come from. The same epoch and number give the same batch, whenever they are asked for.
public protocol TrainingData: AnyObject {
    /// "Joints" of a motion, the path of the root counting as one.
    var joints: Int { get }
    var batchesPerEpoch: Int { get }
    func batch(epoch: Int, number: Int) throws -> StepInput
}
