// An array as a file holds it: its bytes, element type and shape, converted only when asked for.
import Arrays
import Files

/// An array read from a file and not yet converted.
///
/// Uncompressed data stays in the mapped file; asking for ``float32()`` and its kin makes the one copy that is needed.
/// Big-endian, Fortran-ordered and strided data come out as native numbers in row-major order.
public struct StoredArray: Sendable {
    /// What the elements are.
    public let dtype: DType
    /// The length of each axis; empty for a single value.
    public let shape: [Int]
    let storage: Storage
    let label: ArrayLabel

    enum Storage: Sendable {
        /// Element `(i, j, …)` at `i * strides[0] + j * strides[1] + …`; checked to lie inside.
        case bytes(ByteSlice, strides: [Int])
        /// Python objects in row-major order.
        case objects(PickleGraph, [PickleID])
    }

    /// How many elements there are.
    public var count: Int { Shape.count(shape) ?? 0 }

    /// Elements without gaps, row-major or Fortran-ordered, at the start of `bytes`.
    /// - Throws: ``FileProblem`` if the shape is impossible or `bytes` too short for it.
    init(_ dtype: DType, _ shape: [Int], _ bytes: ByteSlice, isFortran: Bool = false, label: ArrayLabel) throws {
        guard let size = Shape.byteCount(shape, itemSize: dtype.itemSize) else {
            throw label.problem("claims the impossible shape \(Shape.text(shape))")
        }
        guard size <= bytes.count else {
            throw label.problem(
                "of \(dtype) \(Shape.text(shape)) is cut short: \(bytes.count) bytes of \(size)",
                advice: "Is the file complete?", kind: .damaged)
        }
        self.dtype = dtype
        self.shape = shape
        self.label = label
        storage = .bytes(bytes, strides: Shape.strides(shape, itemSize: dtype.itemSize, isFortran: isFortran))
    }

    /// Python objects, as many as `shape` holds.
    init(objects: [PickleID], in graph: PickleGraph, shape: [Int], label: ArrayLabel) throws {
        guard Shape.count(shape) == objects.count else {
            throw label.problem("has \(objects.count) objects for the shape \(Shape.text(shape))")
        }
        dtype = .object
        self.shape = shape
        self.label = label
        storage = .objects(graph, objects)
    }

    /// Elements anywhere in `storage`, which the caller has checked.
    init(_ dtype: DType, _ shape: [Int], _ storage: Storage, _ label: ArrayLabel) {
        (self.dtype, self.shape, self.storage, self.label) = (dtype, shape, storage, label)
    }

    /// The same array under another name in error messages.
    func labelled(_ label: ArrayLabel) -> StoredArray { StoredArray(dtype, shape, storage, label) }

    // MARK: Numbers

    /// The elements as single-precision numbers. Wider numbers are rounded to the nearest.
    /// - Throws: ``FileProblem`` if the elements are not numbers.
    public func float32() throws -> NDArray<Float> { try numbers(Float.self) }

    /// The elements as double-precision numbers; integers beyond 2⁵³ are rounded.
    /// - Throws: ``FileProblem`` if the elements are not numbers.
    public func float64() throws -> NDArray<Double> { try numbers(Double.self) }

    /// The elements as integers; floating-point elements must hold whole numbers.
    /// - Throws: ``FileProblem`` if the elements are not numbers, not whole or too big.
    public func int64() throws -> NDArray<Int> { try numbers(Int.self) }

    func numbers<Number: ArrayNumber>(_ type: Number.Type) throws -> NDArray<Number> {
        let count = count
        let elements = try [Number](unsafeUninitializedCapacity: count) { buffer, filled in
            guard count > 0, let base = buffer.baseAddress else { return }
            switch storage {
            case .bytes(let bytes, let strides):
                try requireNumeric()
                try convert(bytes, strides, to: base)
            case .objects(let graph, let objects):
                var fits = true
                for (index, id) in objects.enumerated() {
                    if let integer = graph.integer(id) {
                        base[index] = Number.convert(Int64(integer), fits: &fits)
                    } else if let value = graph.number(id) {
                        base[index] = Number.convert(value, fits: &fits)
                    } else {
                        throw label.problem("holds \(graph.summary(id))", expected: "numbers")
                    }
                }
                guard fits else { throw doesNotFit }
            }
            filled = count
        }
        return NDArray(shape: shape, elements: elements)
    }

    func requireNumeric() throws {
        guard dtype.isNumeric else { throw label.problem("has elements of type \(dtype)", expected: "numbers") }
    }

    var doesNotFit: FileProblem { label.problem("holds values that are not whole numbers of 64 bits", expected: "integers") }

    func convert<Number: ArrayNumber>(
        _ bytes: ByteSlice, _ strides: [Int], to output: UnsafeMutablePointer<Number>
    ) throws {
        let run = Self.lastRun(shape, strides)
        var fits = true
        bytes.withBytes { raw in
            guard let base = raw.baseAddress else { return }
            if Number.self == Float.self, run.outerAxes == 0, run.stride == dtype.itemSize {
                let floats = UnsafeMutableRawPointer(output).assumingMemoryBound(to: Float.self)
                switch dtype {
                case .float32: return UnsafeMutableRawPointer(output).copyMemory(from: base, byteCount: run.count * dtype.itemSize)
                case .float16: return HalfPrecision.widen(halves: base, count: run.count, to: floats)
                case .brainFloat16: return HalfPrecision.widen(brainFloats: base, count: run.count, to: floats)
                default: break
                }
            }
            // An odometer over the axes that the run does not cover.
            var index = Array(repeating: 0, count: run.outerAxes)
            var offset = 0
            var done = 0
            while true {
                fits =
                    ElementRun.convert(
                        dtype, from: base + offset, stride: run.stride, count: run.count, to: output + done) && fits
                done += run.count
                var axis = run.outerAxes - 1
                while axis >= 0 {
                    index[axis] += 1
                    offset += strides[axis]
                    if index[axis] < shape[axis] { break }
                    offset -= index[axis] * strides[axis]
                    index[axis] = 0
                    axis -= 1
                }
                if axis < 0 { return }
            }
        }
        guard fits else { throw doesNotFit }
    }

    /// The most trailing axes that can be walked with one stride.
    static func lastRun(_ shape: [Int], _ strides: [Int]) -> (outerAxes: Int, stride: Int, count: Int) {
        guard let last = shape.last, let stride = strides.last else { return (0, 0, 1) }
        var count = last
        var axis = shape.count - 1
        while axis > 0, shape[axis - 1] == 1 || strides[axis - 1] == stride * count {
            axis -= 1
            count *= shape[axis]
        }
        return (axis, stride, count)
    }

    // MARK: Pieces

    /// The elements as numbers, piece by piece, in row-major order (or in the order they lie in, if `anyOrder`).
    ///
    /// Memory for one piece is all that is needed, except for data in another order, which is converted as a whole.
    func forEachChunk<Number: ArrayNumber>(
        as type: Number.Type, anyOrder: Bool = false, _ body: (Int, UnsafeBufferPointer<Number>) throws -> Void
    ) throws {
        let count = count
        guard count > 0 else { return }
        if case .bytes(let bytes, let strides) = storage {
            try requireNumeric()
            var run = Self.lastRun(shape, strides)
            if anyOrder && run.outerAxes > 0 { run = Self.lastRun(shape.reversed(), strides.reversed()) }
            if run.outerAxes == 0 {
                let size = min(count, ArrayChunk.count)
                let piece = UnsafeMutableBufferPointer<Number>.allocate(capacity: size)
                defer { piece.deallocate() }
                guard let output = piece.baseAddress else { return }
                try bytes.withBytes { raw in
                    guard let base = raw.baseAddress else { return }
                    for start in Swift.stride(from: 0, to: count, by: size) {
                        let length = min(size, count - start)
                        guard
                            ElementRun.convert(
                                dtype, from: base + start * run.stride, stride: run.stride, count: length, to: output)
                        else { throw doesNotFit }
                        try body(start, UnsafeBufferPointer(start: output, count: length))
                    }
                }
                return
            }
        }
        try numbers(type).elements.withUnsafeBufferPointer { all in
            for start in Swift.stride(from: 0, to: count, by: ArrayChunk.count) {
                try body(start, UnsafeBufferPointer(rebasing: all[start..<min(start + ArrayChunk.count, count)]))
            }
        }
    }

    // MARK: Parts

    /// The member `name` of an array of records, as an array of its own over the same bytes.
    /// - Throws: ``FileProblem`` if the elements are not records or have no such member.
    public func field(_ name: String) throws -> StoredArray {
        guard case .bytes(let bytes, let strides) = storage, let field = dtype.fields.last(where: { $0.name == name })
        else {
            throw label.problem("of type \(dtype) has no field '\(name)'")
        }
        let shape = shape + field.shape
        guard let part = bytes.part(at: min(field.offset, bytes.count), count: max(bytes.count - field.offset, 0)),
            Shape.byteCount(shape, itemSize: max(dtype.itemSize, field.dtype.itemSize)) != nil
        else { throw label.problem("has a field '\(name)' outside of its records") }
        let inner = Shape.strides(field.shape, itemSize: field.dtype.itemSize, isFortran: false)
        return StoredArray(
            field.dtype, shape, .bytes(part, strides: strides + inner), ArrayLabel(label, field: name))
    }

    /// All that has the first index `i`, as an array over the same bytes: one picture of many.
    /// - Throws: ``FileProblem`` if there is no such index.
    public func row(_ i: Int) throws -> StoredArray {
        guard let length = shape.first, (0..<length).contains(i) else {
            throw label.problem("has shape \(Shape.text(shape))", expected: "at least \(i + 1) rows")
        }
        let rest = Array(shape.dropFirst())
        switch storage {
        case .bytes(let bytes, let strides):
            // Empty rows may be said to begin anywhere.
            let start = Shape.count(rest) == 0 ? 0 : i * strides[0]
            guard let part = bytes.part(at: start, count: bytes.count - start) else { throw label.problem("has rows outside of its bytes") }
            return StoredArray(dtype, rest, .bytes(part, strides: Array(strides.dropFirst())), label)
        case .objects(let graph, let objects):
            let size = Shape.count(rest) ?? 0
            return StoredArray(dtype, rest, .objects(graph, Array(objects[i * size..<(i + 1) * size])), label)
        }
    }

    /// Row-major bytes without gaps: the stored ones where they lie like that, else a rearranged copy.
    func contiguousBytes() throws -> ByteSlice {
        guard case .bytes(let bytes, let strides) = storage else {
            throw label.problem("has elements of type \(dtype)", expected: "numbers")
        }
        let size = count * dtype.itemSize
        if strides == Shape.strides(shape, itemSize: dtype.itemSize, isFortran: false), let all = bytes.part(at: 0, count: size) {
            return all
        }
        return try ByteSlice(zeroed: size, for: label.file) { output in
            try forEachElement { index, element in
                UnsafeMutableRawBufferPointer(rebasing: output[index * dtype.itemSize..<(index + 1) * dtype.itemSize])
                    .copyMemory(from: element)
            }
        }
    }

    /// Each element's bytes in row-major order.
    func forEachElement(limit: Int = .max, _ body: (Int, UnsafeRawBufferPointer) throws -> Void) throws {
        guard case .bytes(let bytes, let strides) = storage else { return }
        try bytes.withBytes { raw in
            var index = Array(repeating: 0, count: shape.count)
            for element in 0..<min(count, limit) {
                let offset = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
                try body(element, UnsafeRawBufferPointer(rebasing: raw[offset..<offset + dtype.itemSize]))
                for axis in shape.indices.reversed() {
                    index[axis] += 1
                    if index[axis] < shape[axis] { break }
                    index[axis] = 0
                }
            }
        }
    }
}

/// How much is converted at a time where data is handed over in pieces.
enum ArrayChunk {
    /// 64 Ki elements: 256 KiB of single-precision numbers, about the size of a second-level cache.
    static let count = 1 << 16
}

extension StoredArray {
    /// The bytes the elements lie in; nil for Python objects.
    package var bytes: ByteSlice? {
        if case .bytes(let bytes, _) = storage { bytes } else { nil }
    }
}
