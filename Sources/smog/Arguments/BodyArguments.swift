// Which body shows the motion: options shared by every command that needs one.
import ArgumentParser
import BodyModels
import Files
import Films
import Foundation
import Motions

struct BodyArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The body model to use: an .npz or .pkl of the SMPL family.", valueName: "file"))
    var body: String?

    @Option(
        help: ArgumentHelp("A folder of body models, laid out as docs/data.md says. (default: models)", valueName: "folder"))
    var modelDir: String?

    @Option(help: "neutral, male or female. (default: the motion's own)")
    var gender: Gender?

    // Numbers may begin with a minus sign, which would otherwise look like another option.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Body shape: 'own' (the motion's), 'zero' (the average body), or numbers with commas.", valueName: "shape"))
    var betas: Betas = .own

    @Option(
        help: "relaxed: as hands hang where the motion has none of its own; flat; own: as in the file. (default: relaxed, own for convert)")
    var hands: HandStyle?

    var choice: BodyChoice {
        var choice = BodyChoice()
        choice.file = body
        choice.folder = modelDir
        choice.usualFolders = ModelFolders.all(nil)
        choice.gender = gender
        choice.shape = betas.shape
        choice.hands = hands
        return choice
    }
}

/// The value of `--betas`.
struct Betas: ExpressibleByArgument {
    var shape: BodyChoice.Shape

    static let own = Betas(shape: .own)

    init(shape: BodyChoice.Shape) { self.shape = shape }

    init?(argument: String) {
        switch argument {
        case "own": shape = .own
        case "zero": shape = .zero
        default:
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
                Float($0.trimmingCharacters(in: .whitespaces))
            }
            let values = parts.compactMap { $0 }
            guard values.count == parts.count, values.allSatisfy({ $0.isFinite && abs($0) <= 100 }) else { return nil }
            shape = .values(values)
        }
    }

    var defaultValueDescription: String { "own" }
}

extension Gender: ExpressibleByArgument {}
extension HandStyle: ExpressibleByArgument {}

/// Folders that may hold models: what the user names, else that of the environment, `models` here, and beside the program.
enum ModelFolders {
    static func all(_ chosen: String?) -> [String] {
        if let chosen { return [chosen] }
        var folders: [String] = []
        if let named = ProcessInfo.processInfo.environment["SMOG_MODELS"], !named.isEmpty { folders.append(named) }
        folders.append("models")
        if let own = besideProgram("models") { folders.append(own) }
        // Where they are of a program that was installed; errors tell these places, so they are here also where nothing is.
        if let program = programFolder {
            folders += [
                program.appendingPathComponent("models"), program.deletingLastPathComponent().appendingPathComponent("share/smog/models"),
            ]
            .map(\.path).filter { !folders.contains($0) }
        }
        return folders
    }

    /// The folder that the program lies in.
    private static var programFolder: URL? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        return URL(fileURLWithPath: String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
            .deletingLastPathComponent()
    }

    /// A folder of the project that the program was built in, for when it is started from elsewhere.
    static func besideProgram(_ name: String) -> String? {
        guard var folder = programFolder else { return nil }
        let here = FileManager.default.currentDirectoryPath
        for _ in 0..<5 {
            let candidate = folder.appendingPathComponent(name).path
            if folder.path != here, Folders.isFolder(candidate + "/open") || Folders.isFolder(candidate + "/sample") { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
