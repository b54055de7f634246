// Checkpoints as a source of parameters.
import ArrayFiles

extension StateDictionary: TensorSource {
    public func shape(of name: String) -> [Int]? { self[name]?.shape }

    public func tensor(_ name: String) throws -> Tensor {
        let shape = shape(of: name) ?? []
        let tensor = Tensor(uninitialized: shape)
        // Whether the numbers are finite is asked by ``ParameterBook``, which tells all problems at once.
        try tensor.update { try copyFloats(name, shape: shape, into: $0, allowsNonFinite: true) }
        return tensor
    }
}
