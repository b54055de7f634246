// The data of a training: a database file, or a folder of motions.
import BodyModels
import Datasets
import Files
import Motions
import Training

struct TrainingDatabase {
    let database: MotionDatabase

    /// - Parameter note: told what was left out.
    init(_ arguments: TrainingArguments, split: DataSplit = .train, note: (String) -> Void) throws {
        let path = arguments.datapath ?? ""
        if Folders.isFolder(path) {
            let body = arguments.translation || arguments.poseRep == .xyz
                ? try BodyModel(contentsOf: try arguments.body.body ?? TrainingDatabase.smplBody(arguments.body)) : nil
            var options = ParsingOptions()
            options.isCompatible = arguments.compat
            let images = try arguments.clipImagesDir.map { try ImageIndex($0, stems: nil, readsPixels: false) }
            database = try MotionDatabase(
                amass: path, babel: arguments.babelDir ?? (Folders.exists(path + "/train.json") ? path : nil), rule: .babel, split: split,
                options: options, body: body, images: images)
        } else {
            database = try MotionDatabase(contentsOf: TrainingDatabase.file(path, split))
        }
        for line in database.notes.prefix(5) { note(line) }
        if database.notes.count > 5 { note("and \(database.notes.count - 5) more were left out") }
    }

    /// The originals' names: `…_db.pt` stands for `…_train.pt` and `…_vald.pt`.
    static func file(_ path: String, _ split: DataSplit) -> String {
        let suffix = "_db.pt"
        guard path.hasSuffix(suffix), !Folders.exists(path) else { return path }
        return String(path.dropLast(suffix.count)) + "_" + split.rawValue + ".pt"
    }

    /// A body of 24 joints.
    static func smplBody(_ arguments: BodyArguments) throws -> String {
        let library = BodyLibrary(folders: ModelFolders.all(arguments.modelDir))
        guard let file = library.best(for: .smpl, gender: arguments.gender ?? .neutral) else {
            throw CommandFailure("no SMPL body of 24 joints found in \(library.folders.joined(separator: ", ")); name one with --body (docs/data.md says where to get it)")
        }
        return file.path
    }
}
