// Which CLIP: the option that names its weights, and where they are looked for.
import ArgumentParser
import CLIP
import Files
import Foundation
import MotionModels

struct CLIPArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file of CLIP's weights. (default: $SMOG_CLIP, a file in models/clip, or ~/.cache/clip/ViT-B-32.pt)", valueName: "path"))
    var clip: String?

    @Option(help: ArgumentHelp("Attention heads of the text tower. (default: one for 64 numbers of its width)", valueName: "n"))
    var textHeads: Int?

    @Option(help: ArgumentHelp("Attention heads of the image tower. (default: one for 64 numbers of its width)", valueName: "n"))
    var imageHeads: Int?

    func validate() throws {
        for (name, value) in [("--text-heads", textHeads), ("--image-heads", imageHeads)] {
            if let value, !(1...4096).contains(value) { throw ValidationError("\(name) is \(value); expected 1 or more.") }
        }
    }

    func model(_ towers: Set<CLIPModel.Tower>) throws -> CLIPModel {
        try CLIPModel(contentsOf: CLIPWeights.path(clip), towers: towers, imageHeads: imageHeads, textHeads: textHeads)
    }

    /// What reads the texts of a motion model that carries no CLIP of its own.
    var textTower: TextTower { TextTower(file: clip, heads: textHeads) { try model([.text]) } }
}

/// Finds the file of CLIP's weights.
enum CLIPWeights {
    /// - Parameter chosen: what the user named.
    /// - Throws: `FileProblem` that says where people get the file, if there is none.
    static func path(_ chosen: String?) throws -> String {
        if let path = find(chosen) { return path }
        throw FileProblem(
            "models/clip", "CLIP's weights are missing (not in \(cache) either)", expected: "ViT-B-32.pt",
            advice:
                "It is OpenAI's, 354 MB: Python's clip.load(\"ViT-B/32\") leaves it in ~/.cache/clip, and docs/data.md names the address. "
                + "Put it into models/clip, or name it with --clip or $SMOG_CLIP.")
    }

    /// What the user named, else what the environment names, else a file in `models/clip` here or beside the program, else what OpenAI's
    /// package has downloaded; nil if there is none. What was named need not exist: reading it tells.
    static func find(_ chosen: String?) -> String? {
        if let chosen { return chosen }
        if let named = ProcessInfo.processInfo.environment["SMOG_CLIP"], !named.isEmpty { return named }
        for folder in ModelFolders.all(nil) {
            if let file = best(in: folder + "/clip") { return file }
        }
        return Folders.exists(cache) ? cache : nil
    }

    /// `ViT-B-32.pt` before others, these by name.
    private static func best(in folder: String) -> String? {
        guard Folders.isFolder(folder), let names = try? Folders.names(in: folder) else { return nil }
        let files = names.filter { $0.hasSuffix(".pt") || $0.hasSuffix(".safetensors") }
        return (files.first { $0 == "ViT-B-32.pt" } ?? files.first).map { folder + "/" + $0 }
    }

    private static var cache: String {
        (ProcessInfo.processInfo.environment["HOME"] ?? "~") + "/.cache/clip/ViT-B-32.pt"
    }
}
