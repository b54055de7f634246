// Checkpoints as a source of parameters.
import ArrayFiles

extension StateDictionary: TensorSource {
    public func shape(of name: String) -> [Int]? { self[name]?.shape }

    /// The array of that name, in single precision: where it lies in the file, if it can be used like that. Numbers that are not finite are let through; ``ParameterBook`` tells of them.
    public func tensor(_ name: String) throws -> Tensor {
        let array = try array(name, shape: self[name].map { $0.shape.map { $0 } } ?? [])
        if let tensor = Tensor(lyingIn: array) { return tensor }
        let tensor = Tensor(uninitialized: array.shape)
        try array.copyFloats(into: UnsafeMutableBufferPointer(start: tensor.mutablePointer, count: tensor.count))
        return tensor
    }
}

extension Tensor {
    /// The numbers of a file where they lie: gigabytes of weights are not copied, and the system may let go of them as of any file. A
    /// tensor that is changed, or is to learn, copies its numbers first.
    ///
    /// - Returns: nil unless they are single-precision numbers in row-major order without gaps.
    fileprivate convenience init?(lyingIn array: StoredArray) {
        guard let floats = array.mappedFloats, floats.count == array.count else { return nil }
        let owner = MappedNumbers(floats)
        guard let pointer = floats.withUnsafeBufferPointer({ $0.baseAddress }) else { return nil }
        self.init(shape: array.shape, storage: Storage(borrowing: pointer, count: floats.count, owner: owner))
    }
}

/// Keeps a mapped file for as long as tensors lie in it.
private final class MappedNumbers {
    let floats: MappedFloats
    init(_ floats: MappedFloats) { self.floats = floats }
}
