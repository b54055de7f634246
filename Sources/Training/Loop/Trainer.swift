// The training loop: steps, epochs, checkpoints, and going on where a run stopped.
import Learning
import ArrayFiles
import Files

/// A batch whose loss is no number.
public struct TrainingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Trains a model.
///
/// Everything that is random follows from the options' seed and the number of the step, so that a run that was stopped and
/// resumed computes what an uninterrupted one does.
public final class Trainer {
    public let model: TrainingModel
    public let data: any TrainingData
    private let optimiser: any Optimiser
    /// Steps taken since the beginning of the training.
    public private(set) var step = 0
    private let parameters: [Tensor]

    public init(model: TrainingModel, data: any TrainingData) {
        self.model = model
        self.data = data
        parameters = model.parameters
        let options = model.options
        optimiser = switch options.optimiser {
        case .adamw: AdamW(parameters, learningRate: options.learningRate, weightDecay: options.weightDecay ?? 0.01)
        case .lion: Lion(parameters, learningRate: options.learningRate, weightDecay: options.weightDecay ?? 0)
        }
    }

    /// Steps of the whole training.
    public var totalSteps: Int { model.options.epochs * data.batchesPerEpoch }
    /// The epoch the next step belongs to, counted from 0.
    public var epoch: Int { step / max(1, data.batchesPerEpoch) }
    public var isFinished: Bool { step >= totalSteps }

    /// One step.
    ///
    /// - Returns: the terms of its loss, before the step.
    /// - Throws: ``TrainingProblem`` naming the batch if the loss is no number; what the data throws.
    public func takeStep() throws -> LossTerms {
        let number = step % data.batchesPerEpoch
        let batch = try data.batch(epoch: epoch, number: number)
        guard batch.motions.isFinite else {
            throw TrainingProblem("epoch \(epoch + 1), batch \(number + 1) holds numbers that are not finite\(Self.named(batch))")
        }
        let options = model.options
        let dropout = options.dropout > 0 ? DropoutSource(rate: options.dropout, seed: options.seed &* 0x9E37_79B9 &+ UInt64(step) &+ 1) : nil
        Gradients.clear(parameters)
        let terms = try model.loss(batch, step: step, dropout: dropout)
        guard terms.total.item.isFinite else {
            let parts = terms.parts.filter { !$0.value.isFinite }.map(\.name).joined(separator: ", ")
            throw TrainingProblem(
                "epoch \(epoch + 1), batch \(number + 1): the loss is not a number (\(parts))\(Self.named(batch)). Nothing was changed by it; try a lower --lr or --clip-norm 1, or leave that clip out")
        }
        terms.total.backward()
        if let limit = options.clipNorm { Gradients.clip(parameters, toNorm: limit) }
        optimiser.learningRate = options.learningRate(at: step)
        optimiser.step()
        step += 1
        return terms
    }

    private static func named(_ batch: StepInput) -> String {
        batch.names.isEmpty ? "" : " (" + Array(Set(batch.names)).sorted().prefix(3).joined(separator: ", ") + (batch.names.count > 3 ? ", …)" : ")")
    }

    // MARK: Checkpoints

    /// The checkpoint's name after so many epochs, as the originals have it.
    public static func checkpointName(epoch: Int) -> String {
        let digits = String(epoch)
        return "checkpoint_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".pth.tar"
    }

    /// All tensors of the model by their names in checkpoints: the network's, and CLIP's under `clip_model.` if it is trained with it.
    private var entries: [(name: String, tensor: Tensor)] {
        var entries = model.network.book.entries.map { ($0.name, $0.tensor) }
        if let clip = model.clip, parameters.count > model.network.book.parameters.count {
            entries += clip.parameters.entries.map { ("clip_model." + $0.name, $0.tensor) }
        }
        return entries
    }

    /// Writes the model as PyTorch reads it.
    ///
    /// - Parameter halves: in half precision, which PyTorch's modules take as well.
    public func writeModel(to path: String, halves: Bool = false) throws {
        try TorchFile.write(.tensors(entries.map { name, tensor in
            (name, halves ? TensorData(shape: tensor.shape, halves: tensor.elements) : TensorData(shape: tensor.shape, tensor.elements))
        }), to: path)
    }

    /// Writes what a resumed run needs, in one file: the model, where it was, and what the optimiser remembers.
    public func writeState(to path: String) throws {
        var moments: [(name: String, data: TensorData)] = []
        for (index, arrays) in optimiser.state.enumerated() {
            for (which, array) in arrays.enumerated() {
                moments.append(("\(index).\(which)", TensorData(shape: array.shape, array.elements)))
            }
        }
        try TorchFile.write(
            .dictionary([
                (.string("step"), .integer(step)), (.string("batches_per_epoch"), .integer(data.batchesPerEpoch)),
                (.string("optimiser"), .string(model.options.optimiser.rawValue)), (.string("optimiser_steps"), .integer(optimiser.steps)),
                (.string("parameters"), .integer(parameters.count)), (.string("moments"), .tensors(moments)),
                (.string("model"), .tensors(entries.map { ($0.name, TensorData(shape: $0.tensor.shape, $0.tensor.elements)) })),
            ]), to: path)
    }

    /// Goes on where a run stopped.
    ///
    /// - Throws: ``FileProblem`` if the state is of another model, other data or another optimiser.
    public func restoreState(from path: String) throws {
        let file = try TorchFile(contentsOf: path)
        func number(_ key: String) throws -> Int {
            guard let value = file.root[key]?.int else { throw FileProblem(path, "has no number '\(key)'", expected: "the state of a training (smog train)") }
            return value
        }
        let (count, batches) = (try number("parameters"), try number("batches_per_epoch"))
        guard count == parameters.count else {
            throw FileProblem(path, "is of a model of \(count) parameter tensors", expected: "one of \(parameters.count), as the options say")
        }
        guard batches == data.batchesPerEpoch else {
            throw FileProblem(path, "is of a training with \(batches) batches an epoch", expected: "\(data.batchesPerEpoch), as these data and --batch_size make")
        }
        if let kind = file.root["optimiser"]?.string, kind != model.options.optimiser.rawValue {
            throw FileProblem(path, "is of a training with \(kind)", expected: "--optimiser \(kind)")
        }
        let stored = try file.stateDictionary(at: "model")
        for (name, tensor) in entries {
            try tensor.update { try stored.copyFloats(name, shape: tensor.shape, into: $0) }
        }
        let moments = try file.stateDictionary(at: "moments")
        var state = [[Tensor]](repeating: [], count: count)
        for index in 0..<count {
            for which in 0..<2 where moments.contains("\(index).\(which)") {
                let tensor = try moments.tensor("\(index).\(which)")
                guard tensor.shape == parameters[index].shape else {
                    throw FileProblem(path, "has moments of shape \(tensor.shape) for a parameter of shape \(parameters[index].shape)")
                }
                state[index].append(tensor)
            }
        }
        optimiser.restore(state, steps: try number("optimiser_steps"))
        step = try number("step")
    }
}
