// Golden files as tensors, and how near is near enough.
import ArrayFiles
import Arrays
import Foundation
import Learning
import Testing

enum Fixtures {
    /// A golden file in `Tests/Fixtures`, or else in the folder named by the environment, which also has those too large to keep here.
    static func path(_ name: String) -> String {
        let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures").path
        let folders = [own] + (ProcessInfo.processInfo.environment["SMOG_FIXTURES"].map { [$0] } ?? [])
        return folders.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) } ?? own + "/" + name
    }

    static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

struct GoldenFile {
    let file: NamedArrays
    init(_ name: String) throws { file = try NamedArrays(contentsOf: Fixtures.path(name)) }

    /// An array as a tensor.
    subscript(key: String) -> Tensor {
        get throws { Tensor(try array(key)) }
    }
    func array(_ key: String) throws -> NDArray<Float> {
        let array = try file.array(key)
        return NDArray(shape: array.shape, elements: try array.float32().elements)
    }
    func doubles(_ key: String) throws -> [Double] { try file.array(key).float64().elements }
    func number(_ key: String) throws -> Double { try file.scalar(key) }
    func integer(_ key: String) throws -> Int { Int(try file.scalar(key)) }
    func flags(_ key: String) throws -> [Bool] { try array(key).elements.map { $0 != 0 } }
    func integers(_ key: String) throws -> [Int] { try doubles(key).map { Int($0) } }
}

/// The largest amount by which `|a - b|` exceeds `abs + rel · |b|`; 0 if it never does.
func excess(_ a: [Float], _ b: [Float], abs: Float, rel: Float) -> Float {
    guard a.count == b.count else { return .infinity }
    var worst: Float = 0
    for (x, y) in zip(a, b) where !(Swift.abs(x - y) <= abs + rel * Swift.abs(y)) {
        worst = max(worst, x.isFinite && y.isFinite ? Swift.abs(x - y) - abs - rel * Swift.abs(y) : .infinity)
    }
    return worst
}

func expectNear(_ a: Tensor?, _ b: Tensor, abs: Float, rel: Float, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(excess(a?.elements ?? [], b.elements, abs: abs, rel: rel) == 0, what, sourceLocation: sourceLocation)
}

func expectNear(_ a: Double, _ b: Double, abs: Double = 0, rel: Double = 0, _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(Swift.abs(a - b) <= abs + rel * Swift.abs(b), what ?? "\(a), expected \(b)", sourceLocation: sourceLocation)
}

/// Rows of normal numbers.
func cloud(_ count: Int, _ width: Int, seed: UInt64, shift: Float = 0) -> NDArray<Float> {
    var random = RandomNumbers(seed: seed)
    return NDArray(shape: [count, width], elements: (0..<count * width).map { _ in random.normal() + shift })
}
