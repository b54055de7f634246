// `smog train`: trains SMoG or MotionCLIP.
import ArgumentParser
import Files
import Foundation
import Learning
import Training
import Workers

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a SMoG or MotionCLIP model.",
        discussion: """
            smog train --datapath data/amass_db/amass_30fps_db.pt --folder exps/smog --latent_dim 512 --num_layers 8 \\
              --lambda_rc 100 --lambda_vel 100 --lambda_rcxyz 100 --clip_text_losses cosine --clip_image_losses cosine
                as the paper's model: from a database made by 'smog dataset parse', with CLIP's ViT-B-32.pt
            smog train --datapath data/cmu --babel_dir data/cmu --folder exps/mine --clip_training text --latent_dim 128
                from motions as they are, with a small CLIP trained from scratch

            The folder gets checkpoint_XXXX.pth.tar and opt.yaml, which PyTorch users can load, training.log, TensorBoard's events
            and loss.png. Stopped by Ctrl-C or kill, it finishes the step, writes a checkpoint and says how to go on:
            smog train --resume FOLDER goes on with the same options, to the same losses as an uninterrupted run. What is named again
            may change: --num_epochs, --lr, --batch_size, --snapshot, --save-every, --preview, --threads, and where things lie.
            """)

    @OptionGroup(title: "Training") var arguments: TrainingArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let start = ContinuousClock.now
        let given = CommandLine.arguments.dropFirst(2).filter { $0 != "--quiet" }
        let begun: Begun
        if let place = arguments.resume {
            begun = try resumed(place, given: given)
        } else {
            begun = Begun(folder: RunFolder(arguments.folder ?? ""), words: given, arguments: arguments)
        }
        if let threads = begun.arguments.threads { ThreadTeam.size = threads }
        StopRequest.install()
        let setup = try TrainingSetup(begun.arguments, folder: begun.folder, words: begun.words, note: note)
        let trainer = setup.trainer
        let run = try TrainingRun(
            trainer, in: begun.folder, options: setup.runOptions, resumes: begun.resumes, takesOtherBatches: begun.takesOtherBatches,
            preview: setup.preview, note: note)
        if !quiet {
            print(
                "\(setup.items.count) items of \(setup.motionCount) motions, \(trainer.subject.batchesPerEpoch) steps an epoch, \(trainer.parameterCount) numbers to learn"
            )
            if begun.resumes, !trainer.isFinished {
                print("goes on in epoch \(trainer.epoch + 1) of \(trainer.options.epochs), after \(trainer.step) steps")
            }
        }
        if trainer.isFinished {
            print("\(begun.folder.path) has all its \(trainer.options.epochs) epochs; for more, add --num_epochs with a larger number")
            return
        }
        let first = trainer.step
        let ticker = TrainingTicker(first: first, quiet: quiet)
        let outcome = try run.run(
            progress: { ticker.tick($0.step, of: $0.totalSteps, epoch: $0.epoch, loss: $0.loss) }, isStopRequested: { StopRequest.isMade })
        ticker.finish()
        switch outcome {
        case .stopped(let epoch):
            throw CommandFailure(
                "stopped in epoch \(epoch) at step \(trainer.step) of \(trainer.totalSteps); go on with: smog train --resume \(begun.folder.path)",
                status: 130)
        case .finished(let checkpoint):
            if !quiet {
                print(
                    "\(checkpoint): \(trainer.step - first) steps in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))")
            }
        }
    }

    /// What a training is begun, or gone on, with.
    private struct Begun {
        let folder: RunFolder
        let words: [String]
        let arguments: TrainingArguments
        var resumes = false
        var takesOtherBatches = false
    }

    /// The words of the training in a folder, with those that were given now.
    private func resumed(_ place: String, given: [String]) throws -> Begun {
        let folder = RunFolder(of: place)
        let resumed = try ResumedTraining(stored: folder.words(), given: given, folder: folder)
        for change in resumed.changes { say(change) }
        if !folder.hasState {
            let checkpoints = try folder.checkpoints()
            guard checkpoints.isEmpty else {
                throw FileProblem(
                    folder.state,
                    "is missing, and \(checkpoints[checkpoints.count - 1]) alone cannot be gone on with: the optimiser is not in it",
                    expected: "the state of a training that was stopped")
            }
            say("the training in \(folder.path) was ended before its first state was written; it begins again")
        } else if !Folders.isFolder(place), place.hasSuffix(".pth.tar") {
            say("it goes on from \(folder.state), the latest; checkpoints hold no optimiser")
        }
        return Begun(
            folder: folder, words: resumed.words, arguments: resumed.arguments, resumes: folder.hasState,
            takesOtherBatches: resumed.takesOtherBatches)
    }

    private func say(_ line: String) {
        if !quiet { print(line) }
    }

    private func note(_ line: String) {
        if !quiet { StandardError.print("smog: note: \(line)") }
    }
}
