// A tensor to be written: its shape, its type, and where its numbers come from.
import Files

/// The numbers of a tensor on their way into a file.
///
/// Arrays are shared, not copied; numbers that are kept elsewhere are handed over piece by piece while the file is written.
public struct TensorData: Sendable {
    public let shape: [Int]
    public let dtype: DType
    /// Hands over the elements' bytes, row-major and little-endian, in any number of pieces.
    let source: @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// Numbers as they are in memory.
    public init<Number: StorableNumber>(shape: [Int], _ values: [Number]) {
        self.init(shape: shape, of: Number.self) { sink in try values.withUnsafeBufferPointer { try sink($0) } }
    }

    /// A single number, without axes.
    public init(_ value: some StorableNumber) { self.init(shape: [], [value]) }

    /// Numbers that `source` hands over, in row-major order, when they are needed.
    public init<Number: StorableNumber>(
        shape: [Int], of type: Number.Type, source: @escaping @Sendable ((UnsafeBufferPointer<Number>) throws -> Void) throws -> Void
    ) {
        self.shape = shape
        dtype = DType(typeString: Number.numpyType) ?? .float32
        self.source = { sink in try source { try sink(UnsafeRawBufferPointer($0)) } }
    }

    /// Numbers rounded to half precision: for weights that are to take half the room.
    public init(shape: [Int], halves values: [Float]) {
        self.shape = shape
        dtype = .float16
        source = { sink in
            for start in stride(from: 0, to: values.count, by: ArrayChunk.count) {
                let piece = values[start..<min(start + ArrayChunk.count, values.count)].map { HalfPrecision.half($0) }
                try piece.withUnsafeBytes { try sink($0) }
            }
        }
    }

    /// A tensor read from another file, unconverted.
    public init(_ array: StoredArray) {
        shape = array.shape
        // Numbers of the other byte order go the way over single precision.
        guard !array.dtype.isBigEndian, array.dtype.isNumeric else {
            dtype = .float32
            source = { sink in try array.floats().withUnsafeBytes { try sink($0) } }
            return
        }
        dtype = array.dtype
        source = { sink in
            let bytes = try array.contiguousBytes()
            try bytes.withBytes { try sink($0) }
            bytes.release()
        }
    }

    /// Bytes of all elements; nil where there is no such shape.
    var size: Int? { Shape.byteCount(shape, itemSize: dtype.itemSize) }

    /// Hands over all bytes, exactly as many as the shape needs.
    /// - Throws: ``FileProblem`` where there are more or fewer.
    func write(name: String, file: String, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        let label = ArrayLabel(file: file, tensor: name)
        guard var missing = size else { throw label.problem("cannot have the shape \(Shape.text(shape))") }
        try source { piece in
            guard piece.count <= missing else { throw label.problem("got more values than its shape \(Shape.text(shape)) has room for") }
            missing -= piece.count
            try sink(piece)
        }
        guard missing == 0 else { throw label.problem("still misses \(missing) bytes of values for its shape \(Shape.text(shape))") }
    }
}
