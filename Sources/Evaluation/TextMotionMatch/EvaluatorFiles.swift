// Where the evaluator's weights lie: PyTorch's file of three networks, or safetensors.
import ArrayFiles
import Files
import Learning

extension TextMotionEvaluator {
    /// The names of its networks in files.
    private static let networks = ["movement_encoder", "motion_encoder", "text_encoder"]

    /// Reads the released evaluator.
    ///
    /// - Parameter path: `finest.tar`; the folder `text_mot_match` that holds `model/finest.tar`, or the folder above it; or a
    ///   `.safetensors` whose names begin with `movement_encoder.`, `motion_encoder.` and `text_encoder.`. States of optimisers are passed over.
    /// - Throws: ``FileProblem`` or ``ParameterProblem``.
    public convenience init(contentsOf path: String) throws { try self.init(EvaluatorWeights(try TextMotionEvaluator.file(path))) }

    private static func file(_ path: String) throws -> String {
        guard Folders.isFolder(path) else { return path }
        let places = ["/model/finest.tar", "/text_mot_match/model/finest.tar", "/t2m/text_mot_match/model/finest.tar"].map { path + $0 }
        if let found = places.first(where: Folders.exists) { return found }
        throw FileProblem(
            path, "holds no evaluator of HumanML3D", expected: places.prefix(2).joined(separator: " or "),
            advice: "docs/data.md says where to get it.")
    }

    /// The three networks of a file as one source of weights.
    private struct EvaluatorWeights: TensorSource {
        let path: String
        private var parts: [String: StateDictionary] = [:]

        init(_ path: String) throws {
            self.path = path
            if !path.hasSuffix(".safetensors") {
                let file = try TorchFile(contentsOf: path)
                for key in TextMotionEvaluator.networks where file.root[key] != nil { parts[key] = try file.stateDictionary(at: key) }
            }
            if parts.isEmpty {
                let all = try StateDictionary(contentsOf: path)
                for key in TextMotionEvaluator.networks { parts[key] = all.part(key + ".") }
            }
        }

        var names: [String] {
            TextMotionEvaluator.networks.flatMap { key in (parts[key]?.names ?? []).map { key + "." + $0 } }
        }
        private func split(_ name: String) -> (part: StateDictionary, name: String)? {
            guard let point = name.firstIndex(of: "."), let part = parts[String(name[..<point])] else { return nil }
            return (part, String(name[name.index(after: point)...]))
        }
        func shape(of name: String) -> [Int]? { split(name).flatMap { $0.part.shape(of: $0.name) } }
        func tensor(_ name: String) throws -> Tensor {
            guard let (part, name) = split(name) else { throw FileProblem(path, "has no tensor '\(name)'") }
            return try part.tensor(name)
        }
    }
}
