// Writes the safetensors format.
import Files

extension SafeTensorsFile {
    /// Writes named tensors in the order given. The same tensors always give the same bytes.
    /// - Throws: ``FileProblem`` if the file cannot be written, or a tensor has not as many values as its shape says.
    public static func write(_ tensors: [(name: String, data: TensorData)], metadata: [String: String] = [:], to path: String) throws {
        var members: [(String, JSONValue)] = []
        if !metadata.isEmpty {
            members.append(("__metadata__", .object(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })))
        }
        var end = 0
        var names: Set<String> = []
        for (name, data) in tensors {
            let label = ArrayLabel(file: path, tensor: name)
            guard names.insert(name).inserted else { throw label.problem("is written twice") }
            guard let type = typeName(data.dtype) else { throw label.problem("has elements of type \(data.dtype)") }
            guard let size = data.size, case (let next, let overflow) = end.addingReportingOverflow(size), !overflow else {
                throw label.problem("cannot have the shape \(Shape.text(data.shape))")
            }
            members.append(
                (
                    name,
                    .object([
                        ("dtype", .string(type)), ("shape", .array(data.shape.map { .number(Double($0)) })),
                        ("data_offsets", .array([.number(Double(end)), .number(Double(next))])),
                    ])
                ))
            end = next
        }
        var header = Array(JSONValue.object(members).written.utf8)
        // Blanks behind the header let the tensors begin at a multiple of eight.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        let file = try OutputFile(path)
        try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
        try file.write(header)
        for (name, data) in tensors { try data.write(name: name, file: path) { try file.write($0) } }
        try file.commit()
    }

    private static func typeName(_ dtype: DType) -> String? {
        switch dtype.kind {
        case .float where dtype.itemSize <= 8: "F\(dtype.itemSize * 8)"
        case .brainFloat: "BF16"
        case .int: "I\(dtype.itemSize * 8)"
        case .uint: "U\(dtype.itemSize * 8)"
        case .bool: "BOOL"
        default: nil
        }
    }
}
