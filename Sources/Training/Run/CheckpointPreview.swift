// What a training shows of itself: a picture of each checkpoint.
import Files

/// Draws `preview_0010.gif` beside each checkpoint, by a program of its own: whatever happens there, the training goes on.
public final class CheckpointPreview {
    private let program: String
    private let arguments: (_ checkpoint: String, _ picture: String) -> [String]
    private let note: (String) -> Void
    private var running: (child: ChildProgram, file: String)?

    /// - Parameters:
    ///   - program: what draws.
    ///   - arguments: what it is told, given the checkpoint and the picture that is wanted.
    ///   - note: told of a preview that failed.
    public init(
        _ program: String, note: @escaping (String) -> Void, arguments: @escaping (_ checkpoint: String, _ picture: String) -> [String]
    ) {
        self.program = program
        self.arguments = arguments
        self.note = note
    }

    deinit { finish() }

    /// Begins to draw a checkpoint, after the one before it is done.
    func draw(_ checkpoint: String) {
        finish()
        let picture = CheckpointPreview.picture(of: checkpoint)
        do {
            running = (try ChildProgram(program, arguments(checkpoint, picture)), picture)
        } catch {
            note("no \(picture): \(error)")
        }
    }

    /// Waits for the picture being drawn.
    func finish() {
        guard let (child, file) = running else { return }
        running = nil
        do {
            let end = try child.finish()
            if !end.isSuccess { note("no \(file): \(end.lastLine ?? "it failed")") }
        } catch {
            note("no \(file): \(error)")
        }
    }

    /// `preview_0010.gif` of `checkpoint_0010.pth.tar`.
    package static func picture(of checkpoint: String) -> String {
        let slash = checkpoint.lastIndex(of: "/").map { checkpoint.index(after: $0) } ?? checkpoint.startIndex
        var name = checkpoint[slash...]
        if let dot = name.firstIndex(of: ".") { name = name[..<dot] }
        let words = name.hasPrefix("checkpoint_") ? name.dropFirst(11) : name
        return checkpoint[..<slash] + "preview_" + words + ".gif"
    }
}
