// Training goes on exactly where it stopped, learns, and refuses to learn from nonsense.
import ArrayFiles
import Files
import Learning
import MotionModels
import Motions
import TestSupport
import Testing
import Training

@Suite struct TrainerTests {
    /// Waves, the same for the same epoch and number.
    final class Waves: TrainingData {
        let joints = 25
        var batchesPerEpoch = 3
        var spoiled: Int?
        func batch(epoch: Int, number: Int) throws -> StepInput {
            var random = RandomNumbers(seed: UInt64(epoch * 31 + number))
            var numbers = (0..<4 * 150 * 8).map { _ in random.normal() * 0.3 }
            if spoiled == epoch * 3 + number { numbers[7] = .nan }
            return StepInput(
                motions: Tensor(numbers, shape: [4, 25, 6, 8]), texts: ["a", "b", "c", "d"], names: ["one", "two", "three", "four"])
        }
    }

    private func trainer(
        _ data: Waves = Waves(), change: (inout TrainingOptions) -> Void = { _ in }, steps: (inout TrainerOptions) -> Void = { _ in }
    ) -> Trainer<AutoEncoderTraining> {
        var options = TrainingOptions(), trainerOptions = TrainerOptions()
        (options.latentDim, options.layers, options.hidden) = (16, 1, 32)
        (trainerOptions.epochs, trainerOptions.learningRate) = (4, 1e-3)
        change(&options)
        steps(&trainerOptions)
        let network = MotionNetwork(options.network(joints: data.joints), seed: 5)
        let model = TrainingModel(network: network, clip: nil, positions: nil, options: options)
        return Trainer(AutoEncoderTraining(model, data: data), options: trainerOptions)
    }

    private func parameters(_ trainer: Trainer<AutoEncoderTraining>) -> [UInt32] {
        trainer.subject.parameters.flatMap { $0.elements.map(\.bitPattern) }
    }

    @Test("A training that stopped and went on ends where one that never stopped does", arguments: TrainerOptions.OptimiserKind.allCases)
    func resume(_ optimiser: TrainerOptions.OptimiserKind) throws {
        let folder = try TemporaryFolder()
        let whole = trainer(steps: { $0.optimiser = optimiser })
        var losses: [Float] = []
        while !whole.isFinished { losses.append(try whole.takeStep().total.item) }
        #expect(losses.count == 12)

        let first = trainer(steps: { $0.optimiser = optimiser })
        for _ in 0..<5 { _ = try first.takeStep() }
        try first.writeState(to: folder.file("state.pt"))
        let second = trainer(change: { $0.seed = 0 }, steps: { $0.optimiser = optimiser })
        try second.restoreState(from: folder.file("state.pt"))
        #expect(second.step == 5 && second.epoch == 1)
        var rest: [Float] = []
        while !second.isFinished { rest.append(try second.takeStep().total.item) }
        #expect(rest == Array(losses[5...]))
        #expect(parameters(second) == parameters(whole))
    }

    @Test("With more epochs a finished training goes on to where one that was given them at once comes")
    func moreEpochs() throws {
        let folder = try TemporaryFolder()
        let whole = trainer()
        while !whole.isFinished { _ = try whole.takeStep() }
        let first = trainer(steps: { $0.epochs = 2 })
        while !first.isFinished { _ = try first.takeStep() }
        try first.writeState(to: folder.file("state.pt"))
        let second = trainer()
        try second.restoreState(from: folder.file("state.pt"))
        #expect(second.epoch == 2 && second.step == 6 && second.totalSteps == 12)
        while !second.isFinished { _ = try second.takeStep() }
        #expect(parameters(second) == parameters(whole))
    }

    @Test("Epochs of another number of batches are gone on with only where that is asked for, as far into the epoch as before")
    func otherBatches() throws {
        let folder = try TemporaryFolder()
        let first = trainer()
        for _ in 0..<5 { _ = try first.takeStep() }
        try first.writeState(to: folder.file("state.pt"))
        let data = Waves()
        data.batchesPerEpoch = 6
        let second = trainer(data)
        #expect(throws: FileProblem.self) { try second.restoreState(from: folder.file("state.pt")) }
        try second.restoreState(from: folder.file("state.pt"), takesOtherBatches: true)
        #expect(second.epoch == 1 && second.batchNumber == 4 && second.step == 5 && second.totalSteps == 5 + 2 + 12)
    }

    @Test func latentsAreComparedWithOtherNoiseInEachStep() throws {
        let trainer = trainer { $0.lambdas = [(.mmd, 1)] }
        let batch = try Waves().batch(epoch: 0, number: 0)
        func loss(_ step: Int) throws -> Float { try trainer.subject.model.loss(batch, step: step, dropout: nil).total.item }
        let first = try loss(0)
        #expect(try loss(0) == first)
        #expect(try loss(1) != first && loss(1_000_000) != first)
    }

    @Test func theLossFalls() throws {
        let trainer = trainer(steps: { $0.epochs = 30 })
        let first = try trainer.takeStep().total.item
        var last = first
        while !trainer.isFinished { last = try trainer.takeStep().total.item }
        #expect(last < first * 0.7, "\(first) to \(last)")
    }

    @Test func aBatchThatIsNotFiniteIsNamedAndChangesNothing() throws {
        let data = Waves()
        data.spoiled = 1
        let trainer = trainer(data)
        _ = try trainer.takeStep()
        let before = parameters(trainer)
        let error = #expect(throws: TrainingProblem.self) { try trainer.takeStep() }
        #expect(error?.description.contains("epoch 1, batch 2") == true && error?.description.contains("four") == true)
        #expect(parameters(trainer) == before && trainer.step == 1)
    }

    @Test func theStateOfAnotherTrainingIsRefused() throws {
        let folder = try TemporaryFolder()
        try trainer().writeState(to: folder.file("state.pt"))
        #expect(throws: (any Error).self) { try trainer { $0.layers = 2 }.restoreState(from: folder.file("state.pt")) }
        #expect(throws: (any Error).self) { try trainer(steps: { $0.optimiser = .lion }).restoreState(from: folder.file("state.pt")) }
        #expect(throws: (any Error).self) { try trainer { $0.latentDim = 32 }.restoreState(from: folder.file("state.pt")) }
    }

    @Test func checkpointsOpenAsModels() throws {
        let folder = try TemporaryFolder()
        for halves in [false, true] {
            let trainer = trainer { $0.savesHalves = halves }
            _ = try trainer.takeStep()
            let path = folder.file(trainer.subject.checkpointName(epoch: 3))
            try trainer.writeCheckpoint(to: path)
            let model = try MotionModel(from: try StateDictionary(contentsOf: path), options: MotionModelOptions(frameCount: 8))
            #expect(model.network.configuration.kind == .smog && model.network.configuration.hidden == 32)
            let pairs = zip(model.network.book.parameters, trainer.subject.model.network.book.parameters)
            for (a, b) in pairs {
                #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= (halves ? 2e-3 * max(1, abs($1)) : 0) })
            }
        }
        #expect(CheckpointName.original(epoch: 3) == "checkpoint_0003.pth.tar")
    }
}
