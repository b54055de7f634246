// What a training shows of itself: at each checkpoint, a few held-out labels as moving bodies.
import Datasets
import Files
import Training

/// Draws `preview_0010.gif` beside each checkpoint, in a process of its own: whatever happens there, the training goes on.
final class TrainingPreview {
    private let prompts: [String]
    private let options: [String]
    private let folder: String
    private let note: (String) -> Void
    private var running: (child: ChildProgram, file: String)?

    /// - Parameters:
    ///   - prompts: what to generate; nothing is drawn without any.
    ///   - clip: the file of CLIP's weights, where the checkpoint has none of its own.
    ///   - note: told of a preview that failed.
    init(_ prompts: [String], clip: String?, arguments: TrainingArguments, folder: String, note: @escaping (String) -> Void) {
        self.prompts = prompts
        self.folder = folder
        self.note = note
        options = (clip.map { ["--clip", $0] } ?? []) + (arguments.body.modelDir.map { ["--model-dir", $0] } ?? [])
    }

    deinit { finish() }

    /// Begins to draw a checkpoint, after the one before it is done.
    func draw(_ checkpoint: String, epoch: Int) {
        finish()
        guard !prompts.isEmpty else { return }
        let file = folder + "/" + Trainer.checkpointName(epoch: epoch).replacing("checkpoint", with: "preview").replacing(".pth.tar", with: ".gif")
        let words = ["text2motion", checkpoint] + prompts.flatMap { ["--prompt", $0] } + options
            // One process, so that the training keeps what it had.
            + ["-o", file, "--no-singles", "--look", "clothed", "--fps", "15", "--size", "200x220", "--workers", "1", "--quiet"]
        do {
            running = (try ChildProgram(OwnProgram.path, words), file)
        } catch {
            note("no \(file): \(error)")
        }
    }

    /// Waits for the picture being drawn.
    func finish() {
        guard let (child, file) = running else { return }
        running = nil
        guard let end = try? child.finish(), !end.isSuccess else { return }
        note("no \(file): \(end.lastLine ?? "it failed")")
    }

    /// Labels spread over the held-out data, each once; those of the training data where nothing is held out.
    static func prompts(_ count: Int, _ arguments: TrainingArguments, options: ItemOptions, training: MotionItems) -> [String] {
        guard count > 0 else { return [] }
        // Notes on the held-out data are `smog evaluate`'s to tell.
        let heldOut = try? MotionItems(TrainingDatabase(arguments, split: .vald, note: { _ in }).database, options)
        let texts = TextExamples.of(heldOut ?? training).map(\.text)
        guard texts.count > count else { return texts }
        return (0..<count).map { texts[$0 * texts.count / count] }
    }
}
