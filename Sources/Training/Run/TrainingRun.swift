// One run of a training in its folder: steps, checkpoints, logs, curves, previews, and the state to go on from.
import Files
import Foundation
import Learning

/// How often a run leaves something behind.
public struct RunOptions: Sendable {
    /// Epochs from one checkpoint to the next.
    public var snapshot = 10
    /// Seconds after which the state is written, besides at checkpoints: what a run that is killed loses at most.
    public var saveEvery = 600.0

    public init() {}
}

/// Trains in a folder until the training is done, or somebody asks it to stop.
///
/// Of a run that was stopped or killed, another one in the same folder computes what is left, to the same numbers as one that never stopped.
public final class TrainingRun<Subject: Trainable> {
    public let trainer: Trainer<Subject>
    public let folder: RunFolder
    private let options: RunOptions
    private let preview: CheckpointPreview?
    private let resumes: Bool
    private let note: (String) -> Void

    /// What a run is told of after each step.
    public struct Progress: Sendable {
        /// Steps taken, and of how many, those of earlier runs included.
        public let step: Int
        public let totalSteps: Int
        /// Counted from 1.
        public let epoch: Int
        public let loss: Float
    }

    /// How a run ended.
    public enum Outcome: Sendable, Equatable {
        /// The training is done; its last checkpoint.
        case finished(checkpoint: String)
        /// Somebody asked it to stop in this epoch, counted from 1; the state and a checkpoint were written.
        case stopped(epoch: Int)
    }

    /// Begins a training in a folder, or goes on with the one that is there.
    ///
    /// - Parameters:
    ///   - resumes: true to go on from the folder's state; false to begin anew, which a folder with a state refuses.
    ///   - takesOtherBatches: see ``Trainer/restoreState(from:takesOtherBatches:)``.
    ///   - preview: draws each checkpoint; nil for none.
    ///   - note: told of what went wrong beside the training.
    /// - Throws: `FileProblem` if the folder holds a training already, or a state of another one.
    public init(
        _ trainer: Trainer<Subject>, in folder: RunFolder, options: RunOptions, resumes: Bool = false, takesOtherBatches: Bool = false,
        preview: CheckpointPreview? = nil, note: @escaping (String) -> Void = { _ in }
    ) throws {
        self.trainer = trainer
        self.folder = folder
        self.options = options
        self.preview = preview
        self.resumes = resumes
        self.note = note
        try Folders.makeAll(folder.path)
        if resumes {
            guard folder.hasState else {
                throw FileProblem(folder.state, "is missing", expected: "the state of a training that was stopped")
            }
            try trainer.restoreState(from: folder.state, takesOtherBatches: takesOtherBatches)
            let done = trainer.epoch + (trainer.batchNumber > 0 ? 1 : 0)
            guard trainer.options.epochs >= done else {
                throw FileProblem(
                    folder.path, "is in epoch \(done) already; --num_epochs \(trainer.options.epochs) is less", expected: "\(done) or more")
            }
        } else if folder.hasState {
            throw FileProblem(
                folder.path, "holds a training already", expected: "an empty folder",
                advice: "Go on with it by --resume \(folder.path), or choose another --folder.")
        }
        try trainer.subject.writeOptions(to: folder.path)
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - progress: called after each step.
    ///   - isStopRequested: asked after each step whether to stop there.
    /// - Throws: ``TrainingProblem``, `FileProblem` if something cannot be written, what the data throw.
    public func run(progress: (Progress) -> Void = { _ in }, isStopRequested: () -> Bool = { false }) throws -> Outcome {
        let now = { Date().timeIntervalSince1970 }
        let log = try TrainingLog(folder.log, resumingAt: resumes ? trainer.epoch + 1 : nil)
        let events = try EventFile(
            try EventFile.path(in: folder.path, resuming: resumes, time: now()), resumingAt: resumes ? trainer.step : nil, clock: now)
        var kept = ContinuousClock.now
        var checkpoint = folder.path + "/" + trainer.subject.checkpointName(epoch: trainer.options.epochs)
        while !trainer.isFinished {
            let epoch = trainer.epoch
            var sums = LossSums()
            while trainer.epoch == epoch {
                let terms = try trainer.takeStep()
                sums.add(terms)
                progress(Progress(step: trainer.step, totalSteps: trainer.totalSteps, epoch: epoch + 1, loss: terms.total.item))
                // After the last step of an epoch its losses are logged first: a state that is behind them would have them logged twice.
                guard trainer.epoch == epoch else { break }
                if isStopRequested() { return try stop(epoch: epoch) }
                if ContinuousClock.now - kept > .seconds(options.saveEvery) {
                    try trainer.writeState(to: folder.state)
                    kept = .now
                }
            }
            try log.write(TrainingLog.Entry(epoch: epoch + 1, losses: sums.means))
            try events.write(sums.means.map { (tag: "train/" + $0.name, value: Float($0.value)) }, step: trainer.step)
            if (epoch + 1) % options.snapshot == 0 || trainer.isFinished {
                checkpoint = folder.path + "/" + trainer.subject.checkpointName(epoch: epoch + 1)
                try trainer.writeCheckpoint(to: checkpoint)
                try trainer.writeState(to: folder.state)
                kept = .now
                drawCurves()
                preview?.draw(checkpoint)
            }
            if isStopRequested(), !trainer.isFinished { return try stop(epoch: epoch) }
            if ContinuousClock.now - kept > .seconds(options.saveEvery) {
                try trainer.writeState(to: folder.state)
                kept = .now
            }
        }
        preview?.finish()
        return .finished(checkpoint: checkpoint)
    }

    private func stop(epoch: Int) throws -> Outcome {
        try trainer.writeState(to: folder.state)
        try trainer.writeCheckpoint(to: folder.stoppedCheckpoint)
        preview?.finish()
        return .stopped(epoch: epoch + 1)
    }

    /// A training does not end for a picture that cannot be drawn.
    private func drawCurves() {
        do {
            try LossCurves.draw(log: folder.log, to: folder.curves)
        } catch {
            note("no \(folder.curves): \(error)")
        }
    }
}

/// Means of an epoch's losses, in the order in which its first step has them.
private struct LossSums {
    private var sums: [(name: String, value: Double, steps: Int)] = []

    /// Terms that not every step has, as those of pictures, are means over the steps that have them.
    mutating func add(_ terms: LossTerms) {
        for part in [(name: "mixed", value: terms.total.item)] + terms.parts {
            let index = sums.firstIndex { $0.name == part.name } ?? sums.count
            if index == sums.count { sums.append((part.name, 0, 0)) }
            sums[index].value += Double(part.value)
            sums[index].steps += 1
        }
    }

    var means: [(name: String, value: Double)] { sums.map { (name: $0.name, value: $0.value / Double($0.steps)) } }
}
