// Which body model poses motions, where nothing but the model is asked for: options of commands that work through data.
import ArgumentParser
import BodyModels
import Files

struct BodyFileArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("The body model to use: an .npz or .pkl of the SMPL family. (default: the best in models)", valueName: "file"))
    var body: String?

    @Option(
        help: ArgumentHelp("A folder of body models, laid out as docs/data.md says. (default: models)", valueName: "folder"))
    var modelDir: String?

    /// The bodies there are.
    /// - Throws: `FileProblem` if the folder that was named is not there.
    func library() throws -> BodyLibrary {
        if let modelDir, !Folders.isFolder(modelDir) {
            throw FileProblem(
                modelDir, "no such folder", advice: "--model-dir names a folder of body models; see docs/data.md.", kind: .missing)
        }
        return BodyLibrary(folders: ModelFolders.all(modelDir))
    }

    /// The file of a body of 24 joints, if there is one.
    func smplPath() throws -> String? { try body ?? library().best(for: .smpl, gender: .neutral)?.path }

    /// The body whose joints are placed where motions give rotations alone.
    /// - Throws: `FileProblem` or ``CommandFailure`` if there is none.
    func model() throws -> BodyModel {
        if let body { return try BodyModel(contentsOf: body) }
        let library = try library()
        guard let file = library.best(for: .smplh, gender: .neutral) else {
            throw CommandFailure(
                "no body model found in \(library.folders.joined(separator: ", ")); put one there (docs/data.md says where to get it) or name one with --body"
            )
        }
        return try BodyModel(contentsOf: file.path)
    }
}
