// The weights of a checkpoint that are meant: which of several sets, and without what wrappers put before their names.
import Files

/// Weights taken from a checkpoint, and what was decided on the way.
public struct WeightChoice: Sendable {
    public let weights: StateDictionary
    /// Where in the file they were: one of the candidates; nil where none of them was there and the file's own weights were taken.
    public let key: String?
    /// The other candidates that are in the file, too, in the order they were asked for.
    public let passedOver: [String]
    /// What stood before all names and was taken off, outermost first: `["module.", "_orig_mod."]`.
    public let stripped: [String]

    /// What somebody who uses the file should know: a line for each decision.
    public var notes: [String] {
        var notes: [String] = []
        if let key, !passedOver.isEmpty {
            notes.append("the weights are those under '\(key)'; the file also has " + passedOver.map { "'\($0)'" }.joined(separator: ", "))
        }
        if !stripped.isEmpty { notes.append("the names of the weights begin with '\(stripped.joined())', which is taken off") }
        return notes
    }
}

extension StateDictionary {
    /// What programs put before all names: data parallel training, `torch.compile`, and a module around the model.
    public static let wrappers = ["module.", "_orig_mod.", "model."]

    /// The weights without what stands before all their names, again and again.
    public func unwrapped(_ wrappers: [String] = StateDictionary.wrappers) -> (weights: StateDictionary, stripped: [String]) {
        var weights = self
        var stripped: [String] = []
        while let first = weights.names.first, let wrapper = wrappers.first(where: { !$0.isEmpty && first.hasPrefix($0) }),
            weights.names.allSatisfy({ $0.hasPrefix(wrapper) && $0 != wrapper })
        {
            weights = weights.part(wrapper)
            stripped.append(wrapper)
        }
        return (weights, stripped)
    }

    /// The weights of a file that may hold several sets of them.
    ///
    /// - Parameters:
    ///   - path: of any kind that ``init(contentsOf:)`` opens.
    ///   - candidates: keys of sets, the most wanted first, such as `["model_ema", "model"]`. In files without dictionaries (safetensors,
    ///     `.npz`) a set is what has names that begin with the key and a point.
    ///   - wrappers: what is taken off where all names of the set begin with it.
    /// - Throws: ``FileProblem`` as ``init(contentsOf:)`` does.
    public static func choose(
        contentsOf path: String, among candidates: [String], wrappers: [String] = StateDictionary.wrappers
    ) throws -> WeightChoice {
        let bytes = ByteSlice(try MappedFile(path: path))
        var found: [String] = []
        var weights: StateDictionary
        if !SafeTensorsFile.isOne(bytes), let file = try torchFile(bytes, path: path) {
            found = try candidates.filter { key in
                guard let inner = file.root[key] else { return false }
                // A number or a text may have the same key.
                return try !ModuleWalk.tensors(below: inner).isEmpty
            }
            weights = try file.stateDictionary(at: found.first)
        } else {
            weights = try StateDictionary(contentsOf: path)
        }
        if found.isEmpty {
            let sets = candidates.filter { key in weights.names.contains { $0.hasPrefix(key + ".") } }
            // A single one is a part of the model, or a wrapper around it.
            if sets.count > 1 {
                found = sets
                weights = weights.part(sets[0] + ".")
            }
        }
        let (unwrapped, stripped) = weights.unwrapped(wrappers)
        return WeightChoice(weights: unwrapped, key: found.first, passedOver: Array(found.dropFirst()), stripped: stripped)
    }

    /// The file as one of PyTorch's; nil for others.
    private static func torchFile(_ bytes: ByteSlice, path: String) throws -> TorchFile? {
        switch FileKind(bytes) {
        case .zip: return try TorchFile.isOne(ZipArchive(bytes, path: path)) ? TorchFile(bytes, path: path) : nil
        case .pickle: return try TorchFile(bytes, path: path)
        default: return nil
        }
    }
}
