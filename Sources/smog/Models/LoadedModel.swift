// A model that generates, found by what the user named.
import Files
import MotionModels

/// Where the user's model is, and what its pictures are called: told before anything of it is read.
struct ModelPlace {
    /// The checkpoint's file.
    let checkpoint: String
    /// What was chosen where the user left something open.
    let remark: String?
    private let isNamed: Bool

    init(_ arguments: ModelArguments) throws {
        let found = try FoundModel.at(arguments.checkpoint, folders: ModelFolders.all(nil))
        checkpoint = found.path
        remark = found.remark
        isNamed = !Folders.exists(arguments.checkpoint)
    }

    /// The number in `checkpoint_0100.pth.tar`, as the Python code calls its figures: `fig_100`.
    var figureName: String {
        let name = checkpoint.split(separator: "/").last.map(String.init) ?? ""
        let digits = name.split(separator: "_").last.map { $0.prefix { $0 != "." } } ?? ""
        guard !digits.isEmpty, digits.allSatisfy(\.isNumber), let epoch = Int(digits) else { return "fig" }
        return "fig_" + String(repeating: "0", count: max(0, 3 - String(epoch).count)) + String(epoch)
    }

    /// The folder of the checkpoint, where the Python code puts its figures; ends in a slash unless empty. Figures of a model that
    /// was named, not pointed at, stay where the user is.
    var folder: String { isNamed ? "" : checkpoint.lastIndex(of: "/").map { String(checkpoint[...$0]) } ?? "" }
}

/// What `text2motion`, `edit` and `interpolate` need of the user's model.
struct LoadedModel {
    let generator: AutoEncoderGenerator
    let options: GenerationOptions

    /// - Parameter note: told what had to be assumed.
    init(_ arguments: ModelArguments, at place: ModelPlace, note: (String) -> Void) throws {
        if let remark = place.remark { note(remark) }
        generator = AutoEncoderGenerator(
            try TrainedModel(
                place.checkpoint, clip: arguments.clip.textTower, poseRep: arguments.poseRep, numFrames: arguments.numFrames, note: note))
        options = arguments.options
    }
}
