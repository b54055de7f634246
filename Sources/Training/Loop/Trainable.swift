// What a trainer trains: the seam between the loop and the models that learn in it.
public import ArrayFiles
public import Learning

/// A model with its data and its loss: all that a ``Trainer`` has to know of an engine.
///
/// Whatever is random in a batch follows from its epoch and number, and in a loss from the step, so that a training that was stopped and
/// resumed computes what an uninterrupted one does.
public protocol Trainable: AnyObject {
    /// What one step sees.
    associatedtype Batch

    /// The tensors that are learned, always in the same order.
    var parameters: [Tensor] { get }

    /// Everything that a training needs to go on with the model, by name: what is learned and what is kept beside it, such as averages of
    /// weights. Steps change the numbers of these tensors, never which tensors they are.
    var tensors: [(name: String, tensor: Tensor)] { get }

    /// Steps of an epoch.
    var batchesPerEpoch: Int { get }

    /// The batch of a step; the same epoch and number give the same, whenever they are asked for.
    /// - Throws: ``TrainingProblem``, or what the data throw.
    func batch(epoch: Int, number: Int) throws -> Batch

    /// Why nothing can be learned from a batch, as the end of a sentence that begins with its place; nil if something can.
    func flaw(of batch: Batch) -> String?

    /// The names of a batch's items, for messages.
    func names(of batch: Batch) -> [String]

    /// The terms of a batch's loss.
    /// - Parameter step: steps taken before this one.
    func loss(_ batch: Batch, step: Int) throws -> LossTerms

    /// Called after each step with how many have been taken: what follows the learned tensors is brought up to date here.
    func didStep(_ step: Int)

    /// What the checkpoint after so many epochs is called.
    func checkpointName(epoch: Int) -> String

    /// What a checkpoint holds, as PyTorch reads it.
    func checkpoint() -> TorchValue

    /// Writes the options that a reader of the checkpoints needs beside them: `opt.yaml`, `opt.txt`.
    /// - Throws: `FileProblem`.
    func writeOptions(to folder: String) throws
}

extension Trainable {
    public func flaw(of batch: Batch) -> String? { nil }
    public func names(of batch: Batch) -> [String] { [] }
    public func didStep(_ step: Int) {}
    public func checkpointName(epoch: Int) -> String { CheckpointName.original(epoch: epoch) }
}

/// Names of checkpoints.
public enum CheckpointName {
    /// As MotionCLIP and SMoG have it: `checkpoint_0100.pth.tar`.
    public static func original(epoch: Int) -> String {
        let digits = String(epoch)
        return "checkpoint_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".pth.tar"
    }
}
