// Latents of what a table names: texts, motion files, or motions of a data set by their labels.
import ArgumentParser
import Files
import Learning
import MotionModels
import Motions

/// Where labels of tables are looked up.
struct MotionDataArguments: ParsableArguments {
    @Option(
        name: [.customLong("datapath"), .customLong("data")],
        help: ArgumentHelp("A folder of motions whose labels the table names (labels.json, BABEL's .json or text files beside them).", valueName: "folder"))
    var datapath: String?
}

/// Finds latents, each once.
struct LatentSource {
    private let loaded: LoadedModel
    private let data: MotionDataArguments
    private let note: (String) -> Void
    private var known: [String: [Float]] = [:]
    private var collection: LabelledMotions?

    init(_ loaded: LoadedModel, _ data: MotionDataArguments, note: @escaping (String) -> Void) {
        self.loaded = loaded
        self.data = data
        self.note = note
    }

    private var latent: Int { loaded.model.network.configuration.latentDim }

    /// CLIP's features of texts.
    mutating func texts(_ words: [String]) throws -> Tensor {
        let new = Array(Set(words.filter { known["text " + $0] == nil })).sorted()
        if !new.isEmpty {
            let features = try loaded.features(of: new, note: note).elements
            for (index, word) in new.enumerated() { known["text " + word] = Array(features[index * latent..<(index + 1) * latent]) }
        }
        return Tensor(words.flatMap { known["text " + $0] ?? [] }, shape: [words.count, latent])
    }

    /// Latents of motions: files, or the first motion of the data set with that label.
    mutating func encoded(_ words: [String]) throws -> Tensor {
        for word in words where known["data " + word] == nil {
            let motion = try self.motion(word)
            known["data " + word] = loaded.model.encode(try loaded.model.input(motion)).elements
        }
        return Tensor(words.flatMap { known["data " + $0] ?? [] }, shape: [words.count, latent])
    }

    private mutating func motion(_ word: String) throws -> Motion {
        if [".npz", ".npy", ".bvh", ".glb", ".pkl"].contains(where: { word.lowercased().hasSuffix($0) }) { return try Motion.read(path: word) }
        guard let folder = data.datapath else {
            throw CommandFailure("'\(word)' is a label: name the folder of motions it is found in with --datapath, or write a motion file's name in the table")
        }
        let collection = try self.collection ?? LabelledMotions(folder: folder)
        self.collection = collection
        return try collection.motion(labelled: word)
    }
}
