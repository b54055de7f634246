// Training goes on exactly where it stopped, learns, and refuses to learn from nonsense.
import ArrayFiles
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
        let batchesPerEpoch = 3
        var spoiled: Int?
        func batch(epoch: Int, number: Int) throws -> StepInput {
            var random = RandomNumbers(seed: UInt64(epoch * 31 + number))
            var numbers = (0..<4 * 150 * 8).map { _ in random.normal() * 0.3 }
            if spoiled == epoch * 3 + number { numbers[7] = .nan }
            return StepInput(motions: Tensor(numbers, shape: [4, 25, 6, 8]), texts: ["a", "b", "c", "d"], names: ["one", "two", "three", "four"])
        }
    }

    private func trainer(_ data: Waves = Waves(), change: (inout TrainingOptions) -> Void = { _ in }) -> Trainer {
        var options = TrainingOptions()
        (options.latentDim, options.layers, options.hidden, options.epochs, options.learningRate) = (16, 1, 32, 4, 1e-3)
        change(&options)
        let network = MotionNetwork(options.network(joints: data.joints), seed: 5)
        return Trainer(model: TrainingModel(network: network, clip: nil, positions: nil, options: options), data: data)
    }

    private func parameters(_ trainer: Trainer) -> [UInt32] { trainer.model.parameters.flatMap { $0.elements.map(\.bitPattern) } }

    @Test("A training that stopped and went on ends where one that never stopped does", arguments: TrainingOptions.OptimiserKind.allCases)
    func resume(_ optimiser: TrainingOptions.OptimiserKind) throws {
        let folder = try TemporaryFolder()
        let whole = trainer { $0.optimiser = optimiser }
        var losses: [Float] = []
        while !whole.isFinished { losses.append(try whole.takeStep().total.item) }
        #expect(losses.count == 12)

        let first = trainer { $0.optimiser = optimiser }
        for _ in 0..<5 { _ = try first.takeStep() }
        try first.writeState(to: folder.file("state.pt"))
        let second = trainer { $0.optimiser = optimiser; $0.seed = 0 }
        try second.restoreState(from: folder.file("state.pt"))
        #expect(second.step == 5 && second.epoch == 1)
        var rest: [Float] = []
        while !second.isFinished { rest.append(try second.takeStep().total.item) }
        #expect(rest == Array(losses[5...]))
        #expect(parameters(second) == parameters(whole))
    }

    @Test func latentsAreComparedWithOtherNoiseInEachStep() throws {
        let trainer = trainer { $0.lambdas = [(.mmd, 1)] }
        let batch = try Waves().batch(epoch: 0, number: 0)
        func loss(_ step: Int) throws -> Float { try trainer.model.loss(batch, step: step, dropout: nil).total.item }
        let first = try loss(0)
        #expect(try loss(0) == first)
        #expect(try loss(1) != first && loss(1_000_000) != first)
    }

    @Test func theLossFalls() throws {
        let trainer = trainer { $0.epochs = 30 }
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
        #expect(throws: (any Error).self) { try trainer { $0.optimiser = .lion }.restoreState(from: folder.file("state.pt")) }
        #expect(throws: (any Error).self) { try trainer { $0.latentDim = 32 }.restoreState(from: folder.file("state.pt")) }
    }

    @Test func checkpointsOpenAsModels() throws {
        let folder = try TemporaryFolder()
        let trainer = trainer()
        _ = try trainer.takeStep()
        for halves in [false, true] {
            let path = folder.file(Trainer.checkpointName(epoch: 3))
            try trainer.writeModel(to: path, halves: halves)
            let model = try MotionModel(from: try StateDictionary(contentsOf: path), options: MotionModelOptions(frameCount: 8))
            #expect(model.network.configuration.kind == .smog && model.network.configuration.hidden == 32)
            let pairs = zip(model.network.book.parameters, trainer.model.network.book.parameters)
            for (a, b) in pairs { #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= (halves ? 2e-3 * max(1, abs($1)) : 0) }) }
        }
        #expect(Trainer.checkpointName(epoch: 3) == "checkpoint_0003.pth.tar")
    }
}
