// Checkpoints put together byte by byte, and reading all that one has.
import ArrayFiles
import Files

/// One tensor in PyTorch's old format, with whatever numbers a test wants it to have.
struct CraftedTensor {
    var storageClass = "FloatStorage"
    var stated = 24
    var offset = 0
    var shape = [4, 6]
    var strides = [6, 1]
    /// The storage's elements, as many as are stated unless a test says otherwise.
    var elements = (0..<24).map(Float.init)
    var statedInFront: Int?
    var key = "k"
    var listedKey = "k"

    /// The file, a dictionary `{"t": tensor}`.
    var bytes: [UInt8] {
        var pickle: [UInt8] = [0x80, 2] + Array("}".utf8) + text("t")
        pickle += Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8) + text("storage") + Array("ctorch\n\(storageClass)\n".utf8)
        pickle += text(key) + text("cpu") + number(stated) + Array("NtQ".utf8) + number(offset)
        pickle += Array("(".utf8) + shape.flatMap(number) + Array("t(".utf8) + strides.flatMap(number)
        pickle += Array("t\u{89}".unicodeScalars.map { UInt8($0.value) }) + Array("ccollections\nOrderedDict\n)RtRs.".utf8)
        let raw = elements.withUnsafeBytes { Array($0) }
        return Self.front + pickle + [0x80, 2] + Array("]".utf8) + text(listedKey) + Array("a.".utf8)
            + littleEndian(statedInFront ?? stated) + raw
    }

    /// Magic number, version, and an empty dictionary on the machine.
    static let front: [UInt8] =
        [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e] + [0x80, 2, 0x4d, 0xe9, 0x03, 0x2e]
        + [0x80, 2, 0x7d, 0x2e]

    private func text(_ text: String) -> [UInt8] { [0x58] + littleEndian(text.utf8.count).prefix(4) + Array(text.utf8) }
    private func number(_ value: Int) -> [UInt8] { [0x8a, 8] + littleEndian(value) }
    private func littleEndian(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}

/// Asks for everything a checkpoint may be asked for.
func readCheckpoint(_ path: String) throws {
    let file = try TorchFile(contentsOf: path)
    try file.verify()
    _ = file.root.pairs
    try readWeights(file.stateDictionary())
}

func readWeights(_ weights: StateDictionary) throws {
    for name in weights.names {
        guard let array = weights[name] else { continue }
        _ = try array.floats()
        _ = try array.int64IfWhole()
        _ = array.mappedFloats
        _ = try weights.floats(name, shape: array.shape, allowsNonFinite: true)
    }
    _ = weights.elementCount
}

extension StoredArray {
    func int64IfWhole() throws -> [Int]? { dtype.kind == .float || dtype.kind == .brainFloat ? nil : try int64().elements }
}
