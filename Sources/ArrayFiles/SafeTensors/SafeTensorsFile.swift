// Reads the safetensors format: a JSON header, then all tensors one after the other.
import Files

/// A safetensors file, mapped into memory.
///
/// Source: <https://github.com/huggingface/safetensors>, "Format". In turn: the header's length in 8 bytes, the header
/// `{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}`, the tensors' bytes, row-major and little-endian.
///
/// ```swift
/// let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
/// let bias = TensorData(shape: [2], halves: [0.5, -0.5])
/// try SafeTensorsFile.write([("weight", linear), ("bias", bias)], metadata: ["format": "pt"], to: "linear.safetensors")
///
/// let file = try SafeTensorsFile(contentsOf: "linear.safetensors")
/// print(file.metadata, file.tensors.names)  // ["format": "pt"] ["weight", "bias"]
/// ```
public struct SafeTensorsFile: Sendable {
    /// The tensors, in the order in which they lie in the file.
    public let tensors: StateDictionary
    /// Plain strings by name, as the writer left them.
    public let metadata: [String: String]

    /// The original refuses longer headers as well.
    private static let maximumHeaderLength = 100_000_000

    /// Opens a file.
    /// - Throws: ``FileProblem`` if it is missing, of another kind, cut short or damaged.
    public init(contentsOf path: String) throws {
        let bytes = ByteSlice(try MappedFile(path: path))
        guard Self.isOne(bytes) else { throw FileKind.problem(path, bytes, expected: "a safetensors file") }
        try self.init(bytes, path: path)
    }

    /// The format has no mark: a length that fits, followed by the brace of an object.
    static func isOne(_ bytes: ByteSlice) -> Bool {
        guard let length = bytes.number(at: 0, width: 8), length >= 2, length <= maximumHeaderLength else { return false }
        // The file may be cut short within the header; what else begins with a small number and a brace?
        return bytes.number(at: 8, width: 1) == Int(UInt8(ascii: "{"))
    }

    init(_ bytes: ByteSlice, path: String) throws {
        guard let length = bytes.number(at: 0, width: 8), let header = bytes.part(at: 8, count: length),
            let data = bytes.part(at: 8 + length, count: bytes.count - 8 - length)
        else { throw FileProblem(path, "is cut short in its header", advice: "Is the file complete?", kind: .damaged) }
        let json = try JSONValue(header.withBytes { Array($0) }, name: path)
        guard case .object(let members) = json else { throw FileProblem(path, "has a header that is not an object") }

        var metadata: [String: String] = [:]
        var found: [(name: String, array: StoredArray, range: Range<Int>)] = []
        for member in members {
            if member.key == "__metadata__" {
                if case .object(let strings) = member.value {
                    for string in strings { metadata[string.key] = string.value.text }
                }
                continue
            }
            let label = ArrayLabel(file: path, tensor: member.key)
            let range = try Self.range(member.value, of: data, label: label)
            guard let part = data.part(at: range.lowerBound, count: range.count) else { throw label.problem("is cut short") }
            found.append((member.key, try Self.array(member.value, part, label: label), range))
        }
        found.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        for (tensor, next) in zip(found, found.dropFirst()) where tensor.range.upperBound > next.range.lowerBound {
            throw FileProblem(path, "the tensors '\(tensor.name)' and '\(next.name)' overlap")
        }
        self.metadata = metadata
        tensors = try StateDictionary(path: path, found.map { ($0.name, $0.array) })
    }

    private static func range(_ entry: JSONValue, of data: ByteSlice, label: ArrayLabel) throws -> Range<Int> {
        let offsets = entry["data_offsets"]?.elements.map(\.whole) ?? []
        guard offsets.count == 2, let start = offsets[0], let end = offsets[1], start >= 0, start <= end else {
            throw label.problem("does not say where its elements are", expected: "\"data_offsets\": [start, end]")
        }
        guard end <= data.count else {
            throw label.problem("is cut short: it ends at byte \(end) of \(data.count)", advice: "Is the file complete?", kind: .damaged)
        }
        return start..<end
    }

    private static func array(_ entry: JSONValue, _ part: ByteSlice, label: ArrayLabel) throws -> StoredArray {
        guard let name = entry["dtype"]?.text, let dtype = elementType(name) else {
            throw label.problem(
                "has elements of the type \(entry["dtype"]?.text ?? "that is not told")", expected: "plain numbers",
                advice: TensorStorages.conversionAdvice)
        }
        guard case .array(let lengths)? = entry["shape"], lengths.count <= Shape.maximumAxes else { throw label.problem("has no shape") }
        let shape = lengths.map { $0.whole ?? -1 }
        guard let size = Shape.byteCount(shape, itemSize: dtype.itemSize), size == part.count else {
            throw label.problem("of \(dtype) \(Shape.text(shape)) does not fit the \(part.count) bytes it has")
        }
        return try StoredArray(dtype, shape, part, label: label)
    }

    private static func elementType(_ name: String) -> DType? {
        switch name {
        case "F64": DType(.float, itemSize: 8)
        case "F32": DType(.float, itemSize: 4)
        case "F16": DType(.float, itemSize: 2)
        case "BF16": DType(.brainFloat, itemSize: 2)
        case "I64": DType(.int, itemSize: 8)
        case "I32": DType(.int, itemSize: 4)
        case "I16": DType(.int, itemSize: 2)
        case "I8": DType(.int, itemSize: 1)
        case "U64": DType(.uint, itemSize: 8)
        case "U32": DType(.uint, itemSize: 4)
        case "U16": DType(.uint, itemSize: 2)
        case "U8": DType(.uint, itemSize: 1)
        case "BOOL": DType(.bool, itemSize: 1)
        default: nil
        }
    }
}
