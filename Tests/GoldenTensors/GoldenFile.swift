// Golden files as tensors.
import ArrayFiles
import Arrays
import Learning
import TestSupport
import Testing

/// A golden file, and a source of the parameters in it.
package struct GoldenFile: TensorSource {
    package let file: NamedArrays
    /// Stands before every name of a parameter.
    package let prefix: String
    package var path: String { file.path }

    package init(_ name: String, prefix: String = "param.") throws {
        file = try NamedArrays(contentsOf: Fixtures.path(name))
        self.prefix = prefix
    }

    package var names: [String] {
        file.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
    package func shape(of name: String) -> [Int]? { file.contains(prefix + name) ? try? file.array(prefix + name).shape : nil }
    package func tensor(_ name: String) throws -> Tensor { try self[prefix + name] }

    /// An array as a tensor.
    package subscript(key: String) -> Tensor {
        get throws { Tensor(try array(key)) }
    }
    package func array(_ key: String) throws -> NDArray<Float> {
        let array = try file.array(key)
        return NDArray(shape: array.shape, elements: try array.float32().elements)
    }
    package func doubles(_ key: String) throws -> [Double] { try file.array(key).float64().elements }
    package func number(_ key: String) throws -> Double { try file.scalar(key) }
    package func integer(_ key: String) throws -> Int { Int(try file.scalar(key)) }
    package func integers(_ key: String) throws -> [Int] { try doubles(key).map { Int($0) } }
    package func flags(_ key: String) throws -> [Bool] { try array(key).elements.map { $0 != 0 } }
}

/// Demands that all numbers of two tensors are near enough.
package func expectNear(
    _ found: Tensor?, _ expected: Tensor, abs: Float, rel: Float, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    expectNear(found?.elements ?? [], expected.elements, abs: abs, rel: rel, what, sourceLocation: sourceLocation)
}
