// The container of a .glb file: a header, a chunk of JSON, a chunk of numbers, all of it checked.
import Files

struct GLBFile {
    static let magic = 0x4654_6c67
    static let textChunk = 0x4e4f_534a
    static let binaryChunk = 0x004e_4942

    let path: String
    let document: JSONValue
    /// The binary chunk.
    let buffer: [UInt8]

    static func looksRight(_ start: some Collection<UInt8>) -> Bool { start.starts(with: Array("glTF".utf8)) }

    /// - Throws: `FileProblem` naming the chunk at fault.
    init(_ file: MappedFile) throws {
        path = file.path
        let path = file.path
        (document, buffer) = try file.withBytes { bytes in
            func word(_ at: Int) -> Int { Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))) }
            guard bytes.count >= 12, word(0) == GLBFile.magic else {
                throw FileProblem(path, "does not begin as a .glb file", expected: "'glTF', a version and a length")
            }
            guard word(4) == 2 else { throw FileProblem(path, "is of version \(word(4)) of glTF", expected: "version 2") }
            let length = word(8)
            guard length >= 12, length <= bytes.count else {
                throw FileProblem(
                    path, "says it has \(length) bytes, but there are \(bytes.count)", advice: "Is the file complete?", kind: .damaged)
            }
            var at = 12
            var text: Range<Int>?
            var numbers = 0..<0
            while at < length {
                guard length - at >= 8 else {
                    throw FileProblem(
                        path, "ends within the header of a chunk (byte \(at))", advice: "Is the file complete?", kind: .damaged)
                }
                let (count, kind) = (word(at), word(at + 4))
                at += 8
                guard count <= length - at else {
                    throw FileProblem(
                        path, "has a chunk of \(count) bytes where \(length - at) are left (byte \(at))", advice: "Is the file complete?",
                        kind: .damaged)
                }
                if text == nil {
                    guard kind == GLBFile.textChunk else {
                        throw FileProblem(path, "has no JSON in its first chunk", expected: "a chunk of the kind 'JSON'")
                    }
                    text = at..<at + count
                } else if kind == GLBFile.binaryChunk, numbers.isEmpty {
                    numbers = at..<at + count
                }
                at += count
            }
            guard let text else {
                throw FileProblem(
                    path, "has no chunks", expected: "a chunk of the kind 'JSON'", advice: "Is the file complete?", kind: .damaged)
            }
            return (try JSONValue(Array(bytes[text]), name: path), Array(bytes[numbers]))
        }
    }

    /// Four bytes, little-endian.
    static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
