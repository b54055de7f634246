// Latents of what a table names: texts, motion files, or motions of a data set by their labels.
import ArgumentParser
import Datasets
import Files
import Learning
import MotionModels
import Motions
import Training

/// Where labels of tables are looked up.
struct MotionDataArguments: ParsableArguments {
    @Option(
        name: [.customLong("datapath"), .customLong("data")],
        help: ArgumentHelp("What the table's labels are of: a database (.pt), or a folder of motions with labels.json, BABEL's .json or text files beside them.", valueName: "path"))
    var datapath: String?
}

/// Finds latents, each once.
struct LatentSource {
    private let loaded: LoadedModel
    private let data: MotionDataArguments
    private let note: (String) -> Void
    private var known: [String: [Float]] = [:]
    private var collection: LabelledMotions?
    private var database: DatabaseMotions?
    private let labels: Set<String>

    /// - Parameter words: all that the table names from data.
    init(_ loaded: LoadedModel, _ data: MotionDataArguments, words: [String], note: @escaping (String) -> Void) {
        self.loaded = loaded
        self.data = data
        self.note = note
        labels = Set(words.filter { !LatentSource.isFile($0) })
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
            known["data " + word] = loaded.model.encode(try input(word)).elements
        }
        return Tensor(words.flatMap { known["data " + $0] ?? [] }, shape: [words.count, latent])
    }

    /// What the encoder reads of a motion file, or of a label's motion.
    private mutating func input(_ word: String) throws -> Tensor {
        if LatentSource.isFile(word) { return try loaded.model.input(Motion.read(path: word)) }
        guard let path = data.datapath else {
            throw CommandFailure("'\(word)' is a label: name the database or folder of motions it is found in with --datapath, or write a motion file's name in the table")
        }
        if !Folders.isFolder(path) {
            let database = try self.database ?? DatabaseMotions(
                path, labels: labels, options: ItemOptions(of: loaded.trained.model.options, file: loaded.trained.file))
            self.database = database
            return try database.input(labelled: word)
        }
        let collection = try self.collection ?? LabelledMotions(folder: path)
        self.collection = collection
        return try loaded.model.input(collection.motion(labelled: word))
    }

    private static func isFile(_ word: String) -> Bool {
        [".npz", ".npy", ".bvh", ".pkl", ".glb", ".smpl"].contains { word.lowercased().hasSuffix($0) }
    }
}
