// Writes one array to an .npy file, row by row if it is big.
import Arrays
import Files

/// An `.npy` file being written (version 1.0, row-major).
///
/// The shape is stated first; values follow in any number of pieces. The file appears when ``finish()`` has seen all of
/// them, or not at all.
///
/// ```swift
/// let file = try NPYWriter("joints.npy", shape: [3, 22, 3], of: Float.self)
/// for frame in 0..<3 { try file.append([Float](repeating: Float(frame), count: 22 * 3)) }
/// try file.finish()
/// print(try StoredArray(contentsOf: "joints.npy").shape)  // [3, 22, 3]
/// ```
public final class NPYWriter<Number: StorableNumber> {
    private let file: OutputFile
    private let count: Int
    private var written = 0

    /// Begins a file.
    /// - Throws: ``FileProblem`` if the file cannot be created or no array has such a shape.
    public init(_ path: String, shape: [Int], of type: Number.Type) throws {
        guard Shape.byteCount(shape, itemSize: MemoryLayout<Number>.size) != nil, let count = Shape.count(shape) else {
            throw FileProblem(path, "cannot hold an array of shape \(Shape.text(shape))")
        }
        self.count = count
        file = try OutputFile(path)
        try file.write(NPYHeader.bytes(typeString: Number.numpyType, shape: shape))
    }

    /// Appends values in row-major order.
    /// - Throws: ``FileProblem`` if there are more than the shape has room for, or the disk is full.
    public func append(_ values: UnsafeBufferPointer<Number>) throws {
        guard values.count <= count - written else {
            throw FileProblem(file.path, "got more than the \(count) values of its shape")
        }
        written += values.count
        try file.write(UnsafeRawBufferPointer(values))
    }

    /// Appends values in row-major order.
    public func append(_ values: [Number]) throws { try values.withUnsafeBufferPointer { try append($0) } }

    /// Makes the file appear.
    /// - Throws: ``FileProblem`` if values are missing.
    public func finish() throws {
        guard written == count else {
            throw FileProblem(file.path, "got \(written) values", expected: "the \(count) of its shape")
        }
        try file.commit()
    }
}

extension NDArray where Element: StorableNumber {
    /// Writes the array as an `.npy` file.
    public func write(npy path: String) throws {
        let file = try NPYWriter(path, shape: shape, of: Element.self)
        try file.append(elements)
        try file.finish()
    }
}
