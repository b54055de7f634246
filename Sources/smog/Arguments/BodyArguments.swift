// Which body shows the motion: options shared by every command that needs one.
import ArgumentParser
import BodyModels
import Files
import Foundation
import Motions

struct BodyArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The body model to use: an .npz or .pkl of the SMPL family.", valueName: "file"))
    var body: String?

    @Option(
        name: [.customLong("model-dir"), .customLong("model_dir")],
        help: ArgumentHelp("A folder of body models, laid out as docs/data.md says. (default: models)", valueName: "folder"))
    var modelDir: String?

    @Option(help: "neutral, male or female. (default: the motion's own)")
    var gender: Gender?

    // Numbers may begin with a minus sign, which would otherwise look like another option.
    @Option(parsing: .unconditional, help: ArgumentHelp("Body shape: 'own' (the motion's), 'zero' (the average body), or numbers with commas.", valueName: "shape"))
    var betas: Betas = .own

    @Option(help: "relaxed: as hands hang where the motion has none of its own; flat; own: as in the file. (default: relaxed, own for convert)")
    var hands: HandStyle?

    /// The model for a motion.
    func model(for motion: Motion) throws -> BodyModel { try BodyModel(contentsOf: modelFile(for: motion)) }

    /// The file of the model for a motion.
    func modelFile(for motion: Motion) throws -> String {
        if let body { return body }
        let library = BodyLibrary(folders: ModelFolders.all(modelDir))
        if let modelDir, !Folders.isFolder(modelDir) {
            throw FileProblem(modelDir, "no such folder", advice: "--model-dir names a folder of body models; see docs/data.md.")
        }
        guard let file = library.best(for: motion.layout, gender: gender ?? motion.gender) else {
            throw CommandFailure(
                "no body model found in \(library.folders.joined(separator: ", ")); put one there (docs/data.md says where to get it) or name one with --body")
        }
        return file.path
    }

    /// The body of the shape asked for.
    /// - Parameter note: told in one line where the shape could not be had.
    func shaped(_ model: BodyModel, for motion: Motion, note: (String) -> Void) -> ShapedBody {
        model.shaped(by: usedBetas(model, for: motion, note: note))
    }

    /// The shape coefficients that are used; empty for the average body.
    /// - Parameter note: told in one line where the shape could not be had.
    func usedBetas(_ model: BodyModel, for motion: Motion, note: (String) -> Void) -> [Float] {
        switch betas {
        case .zero:
            return []
        case .values(let values):
            if values.count > model.betaCount {
                note("\(model.file) takes \(model.betaCount) betas; the last \(values.count - model.betaCount) of --betas are left out")
            }
            return values
        case .own:
            guard motion.betas.contains(where: { $0 != 0 }) else { return [] }
            if model.isOpenBody {
                note("\(motion.name): its betas are SMPL's and mean something else to the open body; the average body is shown")
                return []
            }
            return motion.betas
        }
    }
}

/// The value of `--betas`.
enum Betas: ExpressibleByArgument, Equatable {
    case own
    case zero
    case values([Float])

    init?(argument: String) {
        switch argument {
        case "own": self = .own
        case "zero": self = .zero
        default:
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0.trimmingCharacters(in: .whitespaces)) }
            let values = parts.compactMap { $0 }
            guard values.count == parts.count, values.allSatisfy({ $0.isFinite && abs($0) <= 100 }) else { return nil }
            self = .values(values)
        }
    }

    var defaultValueDescription: String { "own" }
}

extension Gender: ExpressibleByArgument {}
extension HandStyle: ExpressibleByArgument {}

/// Folders that may hold body models: what the user names, else `models` here and beside the program.
enum ModelFolders {
    static func all(_ chosen: String?) -> [String] {
        if let chosen { return [chosen] }
        var folders = ["models"]
        if let own = besideProgram("models") { folders.append(own) }
        return folders
    }

    /// A folder of the project that the program was built in, for when it is started from elsewhere.
    static func besideProgram(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        var folder = URL(fileURLWithPath: String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)).deletingLastPathComponent()
        let here = FileManager.default.currentDirectoryPath
        for _ in 0..<5 {
            let candidate = folder.appendingPathComponent(name).path
            if folder.path != here, Folders.isFolder(candidate + "/open") || Folders.isFolder(candidate + "/sample") { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
