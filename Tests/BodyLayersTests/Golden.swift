// Golden files as tensors, and how near is near enough.
import ArrayFiles
import Arrays
import Learning
import Testing

struct GoldenFile: TensorSource {
    let file: NamedArrays
    /// Stands before every name of a parameter.
    var prefix = "param."
    var path: String { file.path }
    init(_ name: String, prefix: String = "param.") throws {
        file = try NamedArrays(contentsOf: Fixtures.path(name))
        self.prefix = prefix
    }
    var names: [String] {
        file.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
    func shape(of name: String) -> [Int]? { file.contains(prefix + name) ? try? file.array(prefix + name).shape : nil }
    func tensor(_ name: String) throws -> Tensor { try self[prefix + name] }

    subscript(key: String) -> Tensor {
        get throws {
            let array = try file.array(key)
            return Tensor(try array.float32().elements, shape: array.shape)
        }
    }
    func integer(_ key: String) throws -> Int { Int(try file.scalar(key)) }
    func flags(_ key: String) throws -> [Bool] { try self[key].elements.map { $0 != 0 } }
}

/// The largest amount by which `|a - b|` exceeds `abs + rel · |b|`; 0 if it never does.
func excess(_ a: [Float], _ b: [Float], abs: Float, rel: Float) -> Float {
    guard a.count == b.count else { return .infinity }
    var worst: Float = 0
    for (x, y) in zip(a, b) {
        if !(Swift.abs(x - y) <= abs + rel * Swift.abs(y)) { worst = max(worst, x.isFinite && y.isFinite ? Swift.abs(x - y) - abs - rel * Swift.abs(y) : .infinity) }
    }
    return worst
}

func expectNear(_ a: Tensor?, _ b: Tensor, abs: Float, rel: Float, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
    let over = excess(a?.elements ?? [], b.elements, abs: abs, rel: rel)
    #expect(over == 0, what, sourceLocation: sourceLocation)
}

/// Parameters and buffers of a golden file together, as a checkpoint has them.
struct GoldenWithBuffers: TensorSource {
    let golden: GoldenFile
    var path: String { golden.path }
    var names: [String] { golden.names + golden.file.keys.filter { $0.hasPrefix("buffer.") && !$0.contains("pe_first") }.map { String($0.dropFirst(7)) } }
    func shape(of name: String) -> [Int]? {
        if let shape = golden.shape(of: name) { return shape }
        if name.hasSuffix("sequence_pos_encoder.pe") { return table(name).map { [5000, 1, $0.shape[2]] } }
        return golden.file.contains("buffer." + name) ? try? golden.file.array("buffer." + name).shape : nil
    }
    func tensor(_ name: String) throws -> Tensor {
        if golden.shape(of: name) != nil { return try golden.tensor(name) }
        if name.hasSuffix("sequence_pos_encoder.pe"), let rows = table(name) {
            return Tensor(rows.elements + [Float](repeating: 0, count: 5000 * rows.shape[2] - rows.count), shape: [5000, 1, rows.shape[2]])
        }
        return try golden["buffer." + name]
    }
    /// The golden files hold only the first rows of the table.
    private func table(_ name: String) -> Tensor? { try? golden["buffer." + name + "_first64"] }
}
