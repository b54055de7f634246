// The loop, its folder and its state, with a model that is none of this program's: whatever is trainable is trained.
import ArrayFiles
import Files
import Foundation
import Learning
import MotionModels
import Testing
import Training

@Suite struct TrainingRunTests {
    /// A line through points, with names of its own for its checkpoints and a number that follows what is learned.
    final class Line: Trainable {
        let slope = Tensor([0, 0], shape: [1, 2], requiresGradient: true)
        let average = Tensor([0, 0], shape: [1, 2])
        private(set) var told: [Int] = []
        var spoiled: Int?

        let batchesPerEpoch = 4
        var parameters: [Tensor] { [slope] }
        var tensors: [(name: String, tensor: Tensor)] { [("slope", slope), ("average", average)] }

        func batch(epoch: Int, number: Int) -> [Float] {
            var random = RandomNumbers(seed: UInt64(epoch * 100 + number))
            return (0..<6).map { _ in random.normal() }
        }
        func flaw(of batch: [Float]) -> String? { spoiled == told.count ? "holds nothing" : nil }
        func names(of batch: [Float]) -> [String] { ["points"] }

        func loss(_ batch: [Float], step: Int) -> LossTerms {
            let wanted = Tensor(stride(from: 0, to: 6, by: 2).map { 2 * batch[$0] - batch[$0 + 1] }, shape: [3, 1])
            let made = Tensor(batch, shape: [3, 2]).linear(slope)
            var terms = LossTerms()
            terms.add("distance", Tensor.meanSquaredError(made, wanted), weight: 1)
            return terms
        }

        func didStep(_ step: Int) {
            told.append(step)
            let now = slope.elements
            average.update { for i in $0.indices { $0[i] = 0.9 * $0[i] + 0.1 * now[i] } }
        }

        func checkpointName(epoch: Int) -> String { "line_\(epoch).tar" }
        func checkpoint() -> TorchValue { .tensors(tensors.map { ($0.name, TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }) }
        func writeOptions(to folder: String) throws { try OutputFile.write(Array("points: 3\n".utf8), to: folder + "/opt.txt") }
    }

    private func trainer(_ line: Line = Line(), epochs: Int = 5) -> Trainer<Line> {
        var options = TrainerOptions()
        (options.epochs, options.learningRate, options.weightDecay) = (epochs, 0.1, 0)
        return Trainer(line, options: options)
    }

    private func run(_ trainer: Trainer<Line>, in folder: String, resumes: Bool = false, stopAfter: Int = .max) throws
        -> TrainingRun<Line>.Outcome
    {
        var options = RunOptions()
        options.snapshot = 2
        let run = try TrainingRun(trainer, in: RunFolder(folder), options: options, resumes: resumes)
        var steps = 0
        return try run.run(progress: { _ in steps += 1 }, isStopRequested: { steps >= stopAfter })
    }

    @Test("A run leaves checkpoints under the subject's names, its options, logs and curves; and learns")
    func leaves() throws {
        let folder = try TemporaryFolder(), line = Line()
        #expect(try run(trainer(line), in: folder.file("run")) == .finished(checkpoint: folder.file("run/line_5.tar")))
        let names = try Folders.names(in: folder.file("run"))
        for name in ["line_2.tar", "line_4.tar", "line_5.tar", "opt.txt", "training.log", "training_state.pt", "loss.png"] {
            #expect(names.contains(name), "\(name)")
        }
        #expect(try TrainingLog.entries(contentsOf: folder.file("run/training.log")).map(\.epoch) == [1, 2, 3, 4, 5])
        #expect(line.told == Array(1...20))
        let entries = try TrainingLog.entries(contentsOf: folder.file("run/training.log"))
        #expect((entries[4]["distance"] ?? 1) < 0.5 * (entries[0]["distance"] ?? 0))
        let stored = try StateDictionary(contentsOf: folder.file("run/line_5.tar"))
        #expect(try stored.tensor("slope").elements == line.slope.elements && stored.tensor("average").elements == line.average.elements)
    }

    @Test(
        "Stopped at any step and gone on with, a run leaves the same, what is kept beside the parameters included",
        arguments: [1, 3, 4, 9, 16, 19])
    func stops(step: Int) throws {
        let folder = try TemporaryFolder()
        _ = try run(trainer(), in: folder.file("whole"))
        let outcome = try run(trainer(), in: folder.file("parts"), stopAfter: step)
        #expect(outcome == .stopped(epoch: (step - 1) / 4 + 1))
        let rest = trainer()
        #expect(try run(rest, in: folder.file("parts"), resumes: true) == .finished(checkpoint: folder.file("parts/line_5.tar")))
        for name in ["line_5.tar"] {
            #expect(
                try MappedFile(path: folder.file("parts/" + name)).withBytes { Array($0) }
                    == MappedFile(path: folder.file("whole/" + name)).withBytes { Array($0) })
        }
        #expect(try TrainingLog.entries(contentsOf: folder.file("parts/training.log")).map(\.epoch) == [1, 2, 3, 4, 5])
    }

    @Test("A folder with a training is begun anew by nobody, and fewer epochs than are done are refused") func refusals() throws {
        let folder = try TemporaryFolder()
        _ = try run(trainer(), in: folder.file("run"))
        #expect(throws: FileProblem.self) { try run(trainer(), in: folder.file("run")) }
        #expect(throws: FileProblem.self) { try run(trainer(epochs: 4), in: folder.file("run"), resumes: true) }
        #expect(try run(trainer(epochs: 6), in: folder.file("run"), resumes: true) == .finished(checkpoint: folder.file("run/line_6.tar")))
    }

    @Test("A batch that nothing can be learned from is named by its place and items") func flaws() throws {
        let line = Line()
        line.spoiled = 5
        let trainer = trainer(line)
        for _ in 0..<5 { _ = try trainer.takeStep() }
        let problem = #expect(throws: TrainingProblem.self) { try trainer.takeStep() }
        #expect(problem?.description == "epoch 2, batch 2 holds nothing (points)")
    }

    @Test("Unknown ways of sampling in a model's options are refused, not passed over", arguments: ["sampling: often", "sampling_step: 0"])
    func unknownOptions(line: String) throws {
        let folder = try TemporaryFolder()
        try Data((line + "\n").utf8).write(to: URL(fileURLWithPath: folder.file("opt.yaml")))
        let problem = #expect(throws: FileProblem.self) {
            try ItemOptions(of: MotionModelOptions(), file: OptionsFile(contentsOf: folder.file("opt.yaml")))
        }
        #expect(problem?.description.contains(line) == true)
    }

    @Test func previewsAreCalledAsTheirCheckpoints() {
        #expect(CheckpointPreview.picture(of: "a.b/checkpoint_0010.pth.tar") == "a.b/preview_0010.gif")
        #expect(CheckpointPreview.picture(of: "net_best_fid.tar") == "preview_net_best_fid.gif")
    }
}
