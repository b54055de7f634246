// Checkpoints as a source of parameters.
import ArrayFiles

extension StateDictionary: TensorSource {
    public func shape(of name: String) -> [Int]? { self[name]?.shape }

    /// The array of that name, in single precision. Numbers that are not finite are let through; ``ParameterBook`` tells of them.
    public func tensor(_ name: String) throws -> Tensor {
        let array = try array(name, shape: self[name].map { $0.shape.map { $0 } } ?? [])
        let tensor = Tensor(uninitialized: array.shape)
        try array.copyFloats(into: UnsafeMutableBufferPointer(start: tensor.mutablePointer, count: tensor.count))
        return tensor
    }
}
