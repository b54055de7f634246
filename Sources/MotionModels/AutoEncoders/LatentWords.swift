// Latents of words and motions, and arithmetic with them: what editing and interpolating are.
public import Learning
import Motions

/// What a table names.
public enum LatentWord: Hashable, Sendable {
    /// A text for CLIP.
    case text(String)
    /// A motion for the encoder: a file, or a label of a data set.
    case motion(String)

    /// The words themselves.
    public var words: String {
        switch self {
        case .text(let words), .motion(let words): words
        }
    }
}

/// Finds latents, each once.
public struct LatentWords {
    private let trained: TrainedModel
    /// What the encoder reads of a motion that is no file.
    private let labelled: (String) throws -> Tensor
    private let note: (String) -> Void
    private var known: [LatentWord: [Float]] = [:]

    /// - Parameters:
    ///   - labelled: what the encoder reads of the motion with a label.
    ///   - note: told of texts that were cut.
    public init(_ trained: TrainedModel, labelled: @escaping (String) throws -> Tensor, note: @escaping (String) -> Void) {
        self.trained = trained
        self.labelled = labelled
        self.note = note
    }

    /// True for words that name a motion file by their ending.
    public static func isFile(_ word: String) -> Bool {
        [".npz", ".npy", ".bvh", ".pkl", ".glb", ".smpl"].contains { word.lowercased().hasSuffix($0) }
    }

    /// The latents, `(1, latent)` each.
    public mutating func latents(_ words: [LatentWord]) throws -> [Tensor] {
        var texts: [String] = []
        for word in words where known[word] == nil {
            switch word {
            case .text(let text): texts.append(text)
            case .motion(let name):
                let input = try LatentWords.isFile(name) ? trained.model.input(Motion.read(path: name)) : labelled(name)
                known[word] = trained.model.encode(input).elements
            }
        }
        texts = Array(Set(texts)).sorted()
        if !texts.isEmpty {
            let features = try trained.features(of: texts, separately: true, note: note).elements
            let size = features.count / texts.count
            for (index, text) in texts.enumerated() { known[.text(text)] = Array(features[index * size..<(index + 1) * size]) }
        }
        return words.map { word in
            let numbers = known[word] ?? []
            return Tensor(numbers, shape: [1, numbers.count])
        }
    }

    /// A motion with the difference of two others added: `base - start + end`.
    public static func edited(_ base: Tensor, from start: Tensor, to end: Tensor) -> Tensor { base - start + end }

    /// Latents on the straight line between two, both of them among the `count`.
    public static func between(_ start: Tensor, _ end: Tensor, count: Int) -> [Tensor] {
        (0..<count).map { stop in
            let t = count > 1 ? Float(stop) / Float(count - 1) : 0
            return start * (1 - t) + end * t
        }
    }

    /// Latents below one another, `(latents, latent)`.
    public static func joined(_ latents: [Tensor]) -> Tensor {
        Tensor(latents.flatMap(\.elements), shape: [latents.count, latents.first?.count ?? 0])
    }
}
