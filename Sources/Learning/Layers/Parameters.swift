// Where the parameters of a model come from: a checkpoint, or fresh numbers. Either way by the names PyTorch gives them.

/// A set of named arrays to take parameters from, such as a checkpoint.
public protocol TensorSource {
    /// What to call it in errors: the path of a file.
    var path: String { get }
    var names: [String] { get }
    /// The shape of the array of that name; nil if there is none.
    func shape(of name: String) -> [Int]?
    /// The array of that name, in single precision.
    func tensor(_ name: String) throws -> Tensor
}

/// How fresh parameters begin.
public enum Initial: Sendable {
    case constant(Float)
    /// Evenly spread over `-bound ..< bound`.
    case uniform(Float)
    /// Normally distributed with that deviation.
    case normal(Float)
    /// Given numbers, such as a grid.
    case values([Float])
}

/// Something about parameters does not fit the model: all of it, so that one run shows everything.
public struct ParameterProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The checkpoint's path.
    public let path: String
    /// One line a problem, beginning with the tensor's name.
    public let problems: [String]

    public init(path: String, problems: [String]) {
        self.path = path
        self.problems = problems
    }

    public var description: String {
        let shown = problems.prefix(4).joined(separator: "; ")
        return "\(path): \(shown)\(problems.count > 4 ? "; and \(problems.count - 4) more" : "")"
    }
}

/// Collects the parameters of a model while its layers are made.
///
/// Layers ask for what they need by name and shape. From a checkpoint they get what is stored under that name; otherwise fresh
/// numbers. All that does not fit is gathered, and told by ``finish(allowing:)``.
///
/// ```swift
/// let book = ParameterBook(seed: 1)
/// let layer = LinearLayer(book.scope("head"), inputs: 8, outputs: 2)
/// try book.finish()
/// let weights = book.parameters.map(\.count)
/// print(book.names, weights, layer(Tensor(repeating: 1, shape: [5, 8])).shape)  // ["head.weight", "head.bias"] [16, 2] [5, 2]
/// ```
public final class ParameterBook {
    /// A name and what it stands for.
    public struct Entry {
        public let name: String
        public let tensor: Tensor
        /// False for buffers, which are stored but not learned, such as grids and tables of positions.
        public let isLearned: Bool
    }

    /// In the order in which layers asked for them.
    public private(set) var entries: [Entry] = []
    private let source: (any TensorSource)?
    private var random: RandomNumbers
    private var problems: [String] = []
    /// Numbers made up for what a checkpoint lacks.
    private var standIns = 0

    /// Fresh parameters, the same for the same seed.
    public init(seed: UInt64) {
        source = nil
        random = RandomNumbers(seed: seed)
    }

    /// Parameters of a checkpoint.
    public init(from source: any TensorSource) {
        self.source = source
        random = RandomNumbers(seed: 0)
    }

    /// True if the parameters are fresh, not a checkpoint's.
    public var isFresh: Bool { source == nil }

    public var names: [String] { entries.map(\.name) }

    /// The learned ones.
    public var parameters: [Tensor] { entries.filter(\.isLearned).map(\.tensor) }

    /// Names that begin with `name` and a point; all for an empty name.
    public func scope(_ name: String = "") -> Scope { Scope(book: self, prefix: name.isEmpty ? "" : name + ".") }

    /// Asks for gradients of all learned parameters, or no longer.
    public func setLearning(_ learning: Bool) {
        for parameter in parameters { parameter.setRequiresGradient(learning) }
    }

    fileprivate func tensor(_ name: String, shape: [Int], initial: Initial, isLearned: Bool) -> Tensor {
        let tensor = load(name, shape: shape) ?? fresh(shape, initial)
        entries.append(Entry(name: name, tensor: tensor, isLearned: isLearned))
        return tensor
    }

    private func load(_ name: String, shape: [Int]) -> Tensor? {
        guard let source else { return nil }
        guard let found = source.shape(of: name) else {
            problems.append("\(name) is missing; expected shape \(text(shape))")
            return nil
        }
        guard found == shape else {
            problems.append("\(name) has shape \(text(found)); expected \(text(shape))")
            return nil
        }
        do {
            let tensor = try source.tensor(name)
            if !tensor.isFinite { problems.append("\(name) holds numbers that are not finite") }
            return tensor
        } catch {
            problems.append("\(name): \(error)")
            return nil
        }
    }

    private func text(_ shape: [Int]) -> String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

    private func fresh(_ shape: [Int], _ initial: Initial) -> Tensor {
        let count = shape.reduce(1, *)
        // What a checkpoint lacks is told by ``finish(allowing:)``; until then zeros stand in. A damaged file may have ideas of sizes that
        // no memory would hold: after a quarter of a gigabyte a single number stands in.
        guard source == nil else {
            standIns += count
            return Tensor(repeating: 0, shape: standIns <= 1 << 26 ? shape : [])
        }
        return switch initial {
        case .constant(let value): Tensor(repeating: value, shape: shape)
        case .uniform(let bound): Tensor((0..<count).map { _ in random.uniform(-bound, bound) }, shape: shape)
        case .normal(let deviation): Tensor((0..<count).map { _ in random.normal() * deviation }, shape: shape)
        case .values(let values): Tensor(values, shape: shape)
        }
    }

    /// Checks that everything asked for was there, in its right shape, and that nothing is left over.
    ///
    /// - Parameter ignored: tells which names of the checkpoint may be left over.
    /// - Throws: ``ParameterProblem``.
    public func finish(allowing ignored: (String) -> Bool = { _ in false }) throws {
        guard let source else { return }
        let known = Set(names)
        let extra = source.names.filter { !known.contains($0) && !ignored($0) }
        let all = problems + extra.map { "\($0) is not part of this model" }
        if !all.isEmpty { throw ParameterProblem(path: source.path, problems: all) }
    }

    /// A part of the names.
    public struct Scope {
        let book: ParameterBook
        let prefix: String

        /// True if the parameters are fresh, not a checkpoint's.
        public var isFresh: Bool { book.isFresh }

        /// What names of its parameters begin with, without the point; empty for all.
        public var name: String { String(prefix.dropLast()) }

        public func scope(_ name: String) -> Scope { Scope(book: book, prefix: prefix + name + ".") }

        /// A parameter of that name and shape.
        public func parameter(_ name: String, _ shape: [Int], _ initial: Initial) -> Tensor {
            book.tensor(prefix + name, shape: shape, initial: initial, isLearned: true)
        }

        /// A buffer: stored with the parameters but not learned.
        public func buffer(_ name: String, _ shape: [Int], _ initial: Initial) -> Tensor {
            book.tensor(prefix + name, shape: shape, initial: initial, isLearned: false)
        }
    }
}
