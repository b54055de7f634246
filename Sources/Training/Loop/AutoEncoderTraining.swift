// SMoG and MotionCLIP as a trainer trains them: the model's loss on the batches of its data.
public import ArrayFiles
public import Learning

/// A training of SMoG or MotionCLIP.
public final class AutoEncoderTraining: Trainable {
    public let model: TrainingModel
    public let data: any TrainingData
    public let parameters: [Tensor]
    private let optionsFile: [OptionValue.Option]

    /// - Parameter optionsFile: what stands in `opt.yaml` beside the checkpoints.
    public init(_ model: TrainingModel, data: any TrainingData, optionsFile: [OptionValue.Option] = []) {
        self.model = model
        self.data = data
        self.optionsFile = optionsFile
        parameters = model.parameters
    }

    public var batchesPerEpoch: Int { data.batchesPerEpoch }

    public func batch(epoch: Int, number: Int) throws -> StepInput { try data.batch(epoch: epoch, number: number) }

    public func flaw(of batch: StepInput) -> String? { batch.motions.isFinite ? nil : "holds numbers that are not finite" }

    public func names(of batch: StepInput) -> [String] { batch.names }

    public func loss(_ batch: StepInput, step: Int) throws -> LossTerms {
        let options = model.options
        let dropout =
            options.dropout > 0 ? DropoutSource(rate: options.dropout, seed: options.seed &* 0x9E37_79B9 &+ UInt64(step) &+ 1) : nil
        return try model.loss(batch, step: step, dropout: dropout)
    }

    /// All tensors of the model by their names in checkpoints: the network's, and CLIP's under `clip_model.` if it is trained with it.
    public var tensors: [(name: String, tensor: Tensor)] {
        var entries = model.network.book.entries.map { (name: $0.name, tensor: $0.tensor) }
        if let clip = model.clip, parameters.count > model.network.book.parameters.count {
            entries += clip.parameters.entries.map { (name: "clip_model." + $0.name, tensor: $0.tensor) }
        }
        return entries
    }

    public func checkpoint() -> TorchValue {
        .tensors(
            tensors.map { name, tensor in
                (
                    name,
                    model.options.savesHalves
                        ? TensorData(shape: tensor.shape, halves: tensor.elements) : TensorData(shape: tensor.shape, tensor.elements)
                )
            })
    }

    public func writeOptions(to folder: String) throws { try OptionsFile.write(optionsFile, to: folder + "/opt.yaml") }
}
