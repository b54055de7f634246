// The training loop: steps, epochs, checkpoints, and going on where a run stopped.
import ArrayFiles
import Files
import Learning

/// A batch whose loss is no number.
public struct TrainingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Trains whatever is ``Trainable``.
///
/// Everything that is random follows from the subject's seed and the number of the step, so that a run that was stopped and
/// resumed computes what an uninterrupted one does.
public final class Trainer<Subject: Trainable> {
    public let subject: Subject
    public let options: TrainerOptions
    private let optimiser: any Optimiser
    private let parameters: [Tensor]
    /// Steps taken since the beginning of the training.
    public private(set) var step = 0
    /// The batch the next step sees.
    private var position = BatchPosition()

    public init(_ subject: Subject, options: TrainerOptions) {
        self.subject = subject
        self.options = options
        parameters = subject.parameters
        optimiser =
            switch options.optimiser {
            case .adamw: AdamW(parameters, learningRate: options.learningRate, weightDecay: options.weightDecay ?? 0.01)
            case .lion: Lion(parameters, learningRate: options.learningRate, weightDecay: options.weightDecay ?? 0)
            }
    }

    /// Steps of the whole training: those taken, and those left.
    public var totalSteps: Int { step + max(0, (options.epochs - position.epoch) * subject.batchesPerEpoch - position.index) }
    /// The epoch the next step belongs to, counted from 0.
    public var epoch: Int { position.epoch }
    /// The next step's batch within its epoch, counted from 0.
    public var batchNumber: Int { position.index }
    public var isFinished: Bool { position.epoch >= options.epochs }
    /// How many numbers are learned.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// One step.
    ///
    /// - Returns: the terms of its loss, before the step.
    /// - Throws: ``TrainingProblem`` naming the batch if the loss is no number; what the data throws.
    public func takeStep() throws -> LossTerms {
        let batch = try subject.batch(epoch: position.epoch, number: position.index)
        func problem(_ text: String) -> TrainingProblem {
            TrainingProblem("epoch \(position.epoch + 1), batch \(position.index + 1)" + text)
        }
        func named() -> String { Self.text(subject.names(of: batch)) }
        if let flaw = subject.flaw(of: batch) { throw problem(" \(flaw)\(named())") }
        Gradients.clear(parameters)
        let terms = try subject.loss(batch, step: step)
        guard terms.total.item.isFinite else {
            let parts = terms.parts.filter { !$0.value.isFinite }.map(\.name).joined(separator: ", ")
            throw problem(
                ": the loss is not a number (\(parts))\(named()). Nothing was changed by it; try a lower --lr or --clip-norm 1, or leave that clip out"
            )
        }
        terms.total.backward()
        if let limit = options.clipNorm { Gradients.clip(parameters, toNorm: limit) }
        optimiser.learningRate = options.schedule?(totalSteps).rate(options.learningRate, step: step) ?? options.learningRate
        optimiser.step()
        step += 1
        position =
            position.index + 1 < subject.batchesPerEpoch
            ? BatchPosition(epoch: position.epoch, index: position.index + 1) : BatchPosition(epoch: position.epoch + 1)
        subject.didStep(step)
        return terms
    }

    private static func text(_ names: [String]) -> String {
        names.isEmpty ? "" : " (" + Array(Set(names)).sorted().prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …)" : ")")
    }

    // MARK: Checkpoints

    /// Writes the model as PyTorch reads it.
    public func writeCheckpoint(to path: String) throws { try TorchFile.write(subject.checkpoint(), to: path) }

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
                (.string("step"), .integer(step)), (.string("epoch"), .integer(position.epoch)),
                (.string("batch"), .integer(position.index)),
                (.string("batches_per_epoch"), .integer(subject.batchesPerEpoch)),
                (.string("optimiser"), .string(options.optimiser.rawValue)), (.string("optimiser_steps"), .integer(optimiser.steps)),
                (.string("parameters"), .integer(parameters.count)), (.string("moments"), .tensors(moments)),
                (.string("model"), .tensors(subject.tensors.map { ($0.name, TensorData(shape: $0.tensor.shape, $0.tensor.elements)) })),
            ]), to: path)
    }

    /// Goes on where a run stopped.
    ///
    /// - Parameter takesOtherBatches: true to go on with epochs of another number of batches, as other data or another batch size make
    ///   them: from the place that is as far into its epoch.
    /// - Throws: `FileProblem` if the state is of another model, other data or another optimiser.
    public func restoreState(from path: String, takesOtherBatches: Bool = false) throws {
        let file = try TorchFile(contentsOf: path)
        func number(_ key: String) throws -> Int {
            guard let value = file.root[key]?.int else {
                throw FileProblem(path, "has no number '\(key)'", expected: "the state of a training (smog train)")
            }
            return value
        }
        let (count, batches, step) = (try number("parameters"), try number("batches_per_epoch"), try number("step"))
        guard (0...1 << 48).contains(step), (1...1 << 31).contains(batches) else {
            throw FileProblem(path, "says \(step) steps of \(batches) an epoch", expected: "the state of a training (smog train)")
        }
        guard count == parameters.count else {
            throw FileProblem(
                path, "is of a model of \(count) parameter tensors", expected: "one of \(parameters.count), as the options say")
        }
        guard batches == subject.batchesPerEpoch || takesOtherBatches else {
            throw FileProblem(
                path, "is of a training with \(batches) batches an epoch",
                expected: "\(subject.batchesPerEpoch), as these data and --batch_size make",
                advice: "The data have changed: name them with --datapath to go on with them as they are.")
        }
        if let kind = file.root["optimiser"]?.string, kind != options.optimiser.rawValue {
            throw FileProblem(path, "is of a training with \(kind)", expected: "--optimiser \(kind)")
        }
        let stored = try file.stateDictionary(at: "model")
        for (name, tensor) in subject.tensors {
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
        self.step = step
        // States of before had only the step.
        let epoch = file.root["epoch"]?.int ?? step / batches, index = file.root["batch"]?.int ?? step % batches
        guard (0...1 << 32).contains(epoch), (0..<batches).contains(index) else {
            throw FileProblem(path, "says batch \(index) of epoch \(epoch)", expected: "the state of a training (smog train)")
        }
        position = BatchPosition(epoch: epoch, index: index * subject.batchesPerEpoch / batches)
    }
}
