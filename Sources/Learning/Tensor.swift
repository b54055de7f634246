// Tensors: arrays of numbers that remember how they were computed.
import Arrays
import Synchronization

/// A dense array of single-precision numbers that takes part in differentiation.
///
/// Elements lie in row-major order, the last axis moving fastest. Operations on tensors make new tensors; if one of their
/// inputs ``requiresGradient``, the result records how to pass its gradient on, and ``backward(_:)`` runs these records in
/// reverse ("reverse-mode differentiation"). Without such inputs nothing is recorded and memory is freed as values go out of use.
///
/// A tensor belongs to one thread; operations spread their work over threads themselves. Results are the same bits for any
/// number of threads.
///
/// ```swift
/// let x = Tensor([1, 2, 3], shape: [1, 3], requiresGradient: true)
/// let loss = (x * x).sum()
/// loss.backward()
/// print(loss.item, x.gradient?.elements ?? [])  // 14.0 [2.0, 4.0, 6.0]
/// ```
public final class Tensor {
    /// The length of each axis; empty for a single number.
    public let shape: [Int]
    package private(set) var storage: Storage
    /// True if gradients are wanted for this tensor, or flow through it.
    public private(set) var requiresGradient: Bool
    /// When it was made, to go back in the reverse order.
    let age: Int
    var record: Record?
    /// The gradient gathered so far; nil if none has arrived.
    var gradientStorage: Storage?

    /// How a result passes its gradient on to what it was computed from.
    struct Record {
        let inputs: [Tensor]
        /// Called once, with the result's whole gradient.
        let backward: (UnsafePointer<Float>) -> Void
    }

    private static let clock = Atomic<Int>(0)

    package init(shape: [Int], storage: Storage, requiresGradient: Bool = false) {
        self.shape = shape
        self.storage = storage
        self.requiresGradient = requiresGradient
        age = Tensor.clock.add(1, ordering: .relaxed).oldValue
    }

    /// Numbers of any value, to be written before they are read.
    package convenience init(uninitialized shape: [Int]) {
        self.init(shape: shape, storage: Storage(count: shape.reduce(1, *)))
    }

    /// Wraps numbers in row-major order.
    /// - Precondition: there are as many as the product of `shape`.
    public convenience init(_ elements: [Float], shape: [Int], requiresGradient: Bool = false) {
        precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for shape \(shape)")
        let storage = Storage(count: elements.count)
        elements.withUnsafeBufferPointer { if let base = $0.baseAddress { storage.pointer.update(from: base, count: $0.count) } }
        self.init(shape: shape, storage: storage, requiresGradient: requiresGradient)
    }

    public convenience init(_ array: NDArray<Float>, requiresGradient: Bool = false) {
        self.init(array.elements, shape: array.shape, requiresGradient: requiresGradient)
    }

    /// The same number everywhere.
    public convenience init(repeating value: Float, shape: [Int]) {
        self.init(shape: shape, storage: Storage(repeating: value, count: shape.reduce(1, *)))
    }

    /// How many numbers there are.
    public var count: Int { storage.count }

    /// A copy of all numbers, row-major.
    public var elements: [Float] { Array(UnsafeBufferPointer(start: storage.pointer, count: count)) }

    /// A copy as an array.
    public var array: NDArray<Float> { NDArray(shape: shape, elements: elements) }

    /// The only number of a tensor that has one, such as a loss.
    /// - Precondition: there is one.
    public var item: Float {
        precondition(count == 1, "a tensor of shape \(shape) is not one number")
        return storage.pointer[0]
    }

    /// Reads the numbers in place.
    public func withElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: storage.pointer, count: count))
    }

    /// Changes the numbers in place. Nothing computed from them before notices, so this is for parameters between steps.
    public func update<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows -> Result {
        own()
        storage.changes += 1
        return try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
    }

    /// True if no number is infinite or not a number.
    public var isFinite: Bool {
        // Zero times anything finite is zero.
        for start in stride(from: 0, to: count, by: 1 << 16) {
            if VectorMath.sum(pointer + start, pointer + start, count: min(1 << 16, count - start), { x, _ in x * 0 }) != 0 { return false }
        }
        return true
    }

    /// The gradient that has arrived, of the same shape; nil if none has.
    public var gradient: Tensor? { gradientStorage.map { Tensor(shape: shape, storage: $0) } }

    /// Forgets the gradient, before the next step.
    public func clearGradient() { gradientStorage = nil }

    /// Asks for gradients, or no longer. For parameters; what is computed from them follows by itself.
    public func setRequiresGradient(_ wanted: Bool) {
        // What learns is changed.
        if wanted { own() }
        requiresGradient = wanted
    }

    /// Copies numbers that lie in a file.
    private func own() {
        guard !storage.isOwned else { return }
        let copy = Storage(count: count)
        copy.pointer.update(from: storage.pointer, count: count)
        storage = copy
    }

    /// This tensor, its numbers no longer in a file: for what is changed by several threads at once.
    func owned() -> Tensor {
        own()
        return self
    }

    /// The same numbers without their history.
    public func detached() -> Tensor { Tensor(shape: shape, storage: storage) }

    package var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }
    /// Where the numbers are, to be changed: what lies in a file is copied first.
    package var mutablePointer: UnsafeMutablePointer<Float> {
        own()
        return storage.pointer
    }

    /// The product of all axes but the last.
    var rows: Int { shape.isEmpty ? 1 : (columns == 0 ? 0 : count / columns) }
    /// The length of the last axis.
    var columns: Int { shape.last ?? 1 }
}

extension Tensor: CustomStringConvertible {
    public var description: String { "Tensor\(shape)" }
}
