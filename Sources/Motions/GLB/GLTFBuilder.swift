// Puts a glTF 2.0 document together: numbers into one buffer, JSON that tells where they lie, and both into a .glb file.
import Files

/// A document being built, and the binary file made of it (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html).
struct GLTFBuilder {
    private var buffer: [UInt8] = []
    private var views: [JSONValue] = []
    private var accessors: [JSONValue] = []
    /// The document's other members, in the order in which they are to stand.
    var members: [(String, JSONValue)] = []

    /// What an accessor's numbers are.
    enum Component: Int {
        case short = 5122
        case unsignedByte = 5121
        case unsignedShort = 5123
        case unsignedInt = 5125
        case float = 5126
    }

    /// What a buffer view is for; nil in an accessor that no graphics card reads.
    enum Target: Int {
        case vertices = 34962
        case triangles = 34963
    }

    /// Adds numbers, in a buffer view of their own.
    /// - Parameters:
    ///   - type: `SCALAR`, `VEC3`, `VEC4`, `MAT4`.
    ///   - bounds: smallest and largest of each component, which glTF wants of positions and times.
    /// - Returns: the accessor's number.
    mutating func add<Number: StoredGLTFNumber>(
        _ numbers: [Number], type: String, width: Int, target: Target? = nil, isNormalized: Bool = false, hasBounds: Bool = false
    ) -> Int {
        while buffer.count % 4 != 0 { buffer.append(0) }
        let start = buffer.count
        for number in numbers { number.append(to: &buffer) }
        var view: [(String, JSONValue)] = [("buffer", 0.json), ("byteOffset", start.json), ("byteLength", (buffer.count - start).json)]
        if let target { view.append(("target", target.rawValue.json)) }
        var accessor: [(String, JSONValue)] = [("bufferView", views.count.json), ("componentType", Number.component.rawValue.json)]
        if isNormalized { accessor.append(("normalized", .bool(true))) }
        accessor += [("count", (numbers.count / width).json), ("type", .string(type))]
        if hasBounds {
            func bound(_ choose: (Number, Number) -> Number) -> JSONValue {
                .array(
                    (0..<width).map { column in
                        stride(from: column, to: numbers.count, by: width).map { numbers[$0] }.dropFirst()
                            .reduce(numbers[column], choose).json
                    })
            }
            accessor += [("min", bound { min($0, $1) }), ("max", bound { max($0, $1) })]
        }
        views.append(.object(view))
        accessors.append(.object(accessor))
        return accessors.count - 1
    }

    /// Writes the file, which appears whole or not at all.
    func write(to path: String) throws {
        let document = JSONValue.object(
            members + [
                ("accessors", .array(accessors)), ("bufferViews", .array(views)),
                ("buffers", .array([.object([("byteLength", buffer.count.json)])])),
            ])
        var text = Array(document.written.utf8)
        while text.count % 4 != 0 { text.append(0x20) }
        var numbers = buffer
        while numbers.count % 4 != 0 { numbers.append(0) }
        let length = 12 + 8 + text.count + 8 + numbers.count
        guard length <= Int(UInt32.max) else {
            throw FileProblem(
                path, "would be \(length / 1_000_000) MB", expected: "at most 4 GB, as .glb files can be",
                advice: "Choose a part with --start and --end, or a lower --fps.")
        }
        let file = try OutputFile(path)
        try file.write(GLBFile.word(GLBFile.magic) + GLBFile.word(2) + GLBFile.word(length))
        try file.write(GLBFile.word(text.count) + GLBFile.word(GLBFile.textChunk) + text)
        try file.write(GLBFile.word(numbers.count) + GLBFile.word(GLBFile.binaryChunk) + numbers)
        try file.commit()
    }
}

/// A number as glTF stores it, little-endian.
protocol StoredGLTFNumber: Comparable {
    static var component: GLTFBuilder.Component { get }
    var json: JSONValue { get }
    func append(to bytes: inout [UInt8])
}

extension StoredGLTFNumber where Self: FixedWidthInteger {
    var json: JSONValue { .number(Double(self)) }
    func append(to bytes: inout [UInt8]) { withUnsafeBytes(of: littleEndian) { bytes += $0 } }
}

extension UInt8: StoredGLTFNumber { static var component: GLTFBuilder.Component { .unsignedByte } }
extension UInt16: StoredGLTFNumber { static var component: GLTFBuilder.Component { .unsignedShort } }
extension UInt32: StoredGLTFNumber { static var component: GLTFBuilder.Component { .unsignedInt } }
extension Int16: StoredGLTFNumber { static var component: GLTFBuilder.Component { .short } }

extension Float: StoredGLTFNumber {
    static var component: GLTFBuilder.Component { .float }
    var json: JSONValue { .number(Double(self)) }
    func append(to bytes: inout [UInt8]) { withUnsafeBytes(of: bitPattern.littleEndian) { bytes += $0 } }
}

extension Int { var json: JSONValue { .number(Double(self)) } }
