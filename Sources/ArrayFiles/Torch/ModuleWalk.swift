// Finds the tensors of a model in what was saved: a dictionary of them, one inside another, or a tree of modules.
import Files

/// Collects a model's tensors by name.
struct ModuleWalk {
    private let graph: PickleGraph
    private(set) var found: [(name: String, id: PickleID)] = []
    /// Objects may contain each other: no more than this many are looked at.
    private var steps = 1 << 20

    private static let maximumDepth = 64

    /// Keys under which training programs put the state of the model, the most telling first.
    private static let usualKeys = [
        "state_dict", "model_state_dict", "model_state", "model", "module", "network", "net", "weights", "params",
    ]

    private init(_ graph: PickleGraph) { self.graph = graph }

    /// The tensors of the model below `root`; none where there is no model.
    /// - Throws: ``FileProblem`` if its modules are nested without end.
    static func tensors(below root: PickleValue) throws -> [(name: String, id: PickleID)] {
        let graph = root.graph
        var id = root.id
        // {"model": {"state_dict": …}} is as deep as anybody goes.
        for _ in 0..<4 {
            guard let pairs = graph.pairs(id),
                let inner = usualKeys.lazy.compactMap({ graph.value($0, in: pairs) }).first(where: {
                    Self.holdsTensors($0, in: graph)
                })
            else { break }
            id = inner
        }
        var walk = ModuleWalk(graph)
        if let pairs = graph.pairs(id) {
            try walk.addTensors(of: pairs, prefix: "")
        } else {
            try walk.addModule(id, prefix: "", depth: 0)
        }
        return walk.found
    }

    /// True for what may be a state dictionary, a dictionary around one, or a module.
    private static func holdsTensors(_ id: PickleID, in graph: PickleGraph) -> Bool {
        guard let pairs = graph.pairs(id) else { return graph.attributes(id) != nil && !graph.isArray(id) }
        return stride(from: 1, to: pairs.count, by: 2).contains { graph.isArray(pairs[$0]) }
            || usualKeys.contains { graph.value($0, in: pairs).map { graph.pairs($0) != nil } ?? false }
    }

    private mutating func addTensors(of pairs: [PickleID], prefix: String) throws {
        for index in stride(from: 0, to: pairs.count - 1, by: 2) where graph.isArray(pairs[index + 1]) {
            guard let name = graph.shortString(pairs[index]) else { continue }
            try add(prefix + name, pairs[index + 1])
        }
    }

    private mutating func add(_ name: String, _ id: PickleID) throws {
        steps -= 1
        guard steps > 0, name.utf8.count <= 4096 else { throw tooMany }
        found.append((name, id))
    }

    /// TorchScript keeps parameters, buffers and modules as attributes of one object; a module saved as a whole keeps each kind in
    /// a dictionary of its own.
    private mutating func addModule(_ id: PickleID, prefix: String, depth: Int) throws {
        steps -= 1
        guard steps > 0, depth < Self.maximumDepth else { throw tooMany }
        guard let attributes = graph.attributes(id) else { return }
        if let modules = graph.value("_modules", in: attributes).flatMap({ graph.pairs($0) }) {
            for kind in ["_parameters", "_buffers"] {
                guard let pairs = graph.value(kind, in: attributes).flatMap({ graph.pairs($0) }) else { continue }
                try addTensors(of: pairs, prefix: prefix)
            }
            try addModules(modules, prefix: prefix, depth: depth)
        } else {
            try addTensors(of: attributes, prefix: prefix)
            try addModules(attributes, prefix: prefix, depth: depth)
        }
    }

    private mutating func addModules(_ pairs: [PickleID], prefix: String, depth: Int) throws {
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            guard let name = graph.shortString(pairs[index]), !graph.isArray(pairs[index + 1]) else { continue }
            if graph.attributes(pairs[index + 1]) != nil {
                try addModule(pairs[index + 1], prefix: prefix + name + ".", depth: depth + 1)
            }
        }
    }

    private var tooMany: FileProblem { FileProblem(graph.file, "the modules of the model are nested without end") }
}
