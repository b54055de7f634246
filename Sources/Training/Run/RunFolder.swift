// What a training keeps where: the files of its folder.
import ArrayFiles
import Files

/// The folder of a training: checkpoints, their options, the state to go on from, logs, curves and previews.
public struct RunFolder: Sendable, Equatable {
    public let path: String

    /// - Parameter path: the folder; need not exist.
    public init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// The folder of a training that is to be gone on with.
    /// - Parameter place: the folder, or a checkpoint in it.
    public init(of place: String) {
        // What is not there is a folder that was misspelt, unless it is called as checkpoints are.
        if Folders.isFolder(place) || !Folders.exists(place) && !place.hasSuffix(".tar") && !place.hasSuffix(".pt") {
            self.init(place)
        } else {
            self.init(place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? ".")
        }
    }

    /// The model, the optimiser and where the training was.
    public var state: String { path + "/training_state.pt" }
    /// A line an epoch.
    public var log: String { path + "/training.log" }
    /// The log as a picture.
    public var curves: String { path + "/loss.png" }
    /// How the training was begun.
    public var options: String { path + "/opt.yaml" }
    /// The model as it was when somebody stopped the training.
    public var stoppedCheckpoint: String { path + "/checkpoint_stopped.pth.tar" }

    /// True if there is a state to go on from.
    public var hasState: Bool { Folders.exists(state) }

    /// The names of checkpoints in it, sorted.
    /// - Throws: `FileProblem` if the folder cannot be read.
    public func checkpoints() throws -> [String] {
        try Folders.names(in: path).filter { $0.hasPrefix("checkpoint_") && ($0.hasSuffix(".pth.tar") || $0.hasSuffix(".pt")) }.sorted()
    }

    /// The words that a training was begun with.
    /// - Throws: `FileProblem` if it was none of this program.
    public func words() throws -> [String] {
        guard let words = try OptionsFile(contentsOf: options)["smog_arguments"]?.items?.compactMap(\.string) else {
            throw FileProblem(
                options, "is not of a training by smog", expected: "smog_arguments, the words it was begun with",
                advice: "Trainings of the Python programs cannot be gone on with: their optimiser is not in the checkpoint.")
        }
        return words
    }
}
