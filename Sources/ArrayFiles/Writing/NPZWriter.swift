// Writes named arrays to an .npz archive, big ones row by row.
import Arrays
import Files

/// How the entries of an archive are kept.
public enum ZipCompression: Sendable {
    /// As they are, like `np.savez`.
    case stored
    /// Deflated, like `np.savez_compressed`.
    case deflated
}

/// An `.npz` archive being written.
///
/// The same arrays always give the same bytes: entries carry no time. The archive appears on ``finish()`` or not at all.
///
/// ```swift
/// let archive = try NPZWriter("walk.npz", compression: .deflated)
/// try archive.add("poses", NDArray(repeating: 0 as Float, shape: [2, 156]))
/// try archive.add("gender", string: "female")
/// try archive.begin("vertices", shape: [2, 6890, 3], of: Float.self)
/// for _ in 0..<2 { try archive.append([Float](repeating: 0, count: 6890 * 3)) }
/// try archive.finish()
/// print(try NamedArrays(contentsOf: "walk.npz").keys)  // ["poses", "gender", "vertices"]
/// ```
public final class NPZWriter {
    private let zip: ZipWriter
    private let compression: ZipCompression
    private var names: Set<String> = []
    private var missingBytes = 0
    private var current: String?

    /// Begins an archive.
    /// - Throws: ``FileProblem`` if the file cannot be created.
    public convenience init(_ path: String, compression: ZipCompression) throws {
        try self.init(zip: ZipWriter(path), compression)
    }

    /// An archive in the format for more than 4 GB from a smaller size on, for tests.
    package convenience init(_ path: String, compression: ZipCompression, wideFrom: Int) throws {
        try self.init(zip: ZipWriter(path, wideFrom: wideFrom), compression)
    }

    private init(zip: ZipWriter, _ compression: ZipCompression) throws {
        self.zip = zip
        self.compression = compression
    }

    /// Adds an array.
    public func add<Number: StorableNumber>(_ key: String, _ array: NDArray<Number>) throws {
        try begin(key, shape: array.shape, of: Number.self)
        try append(array.elements)
        try end()
    }

    /// Adds a table column after column ("Fortran order"), which NumPy reads as any other.
    ///
    /// Where a column is one quantity through time this deflates better, by a sixth for rotations; but rows can no longer be read
    /// without the whole.
    /// - Precondition: the array has two axes.
    public func add<Number: StorableNumber>(columnMajor key: String, _ array: NDArray<Number>) throws {
        precondition(array.shape.count == 2, "\(array.shape)")
        let (rows, columns) = (array.shape[0], array.shape[1])
        try begin(key, typeString: Number.numpyType, itemSize: MemoryLayout<Number>.size, shape: array.shape, isFortran: true)
        for column in 0..<columns { try append((0..<rows).map { array.elements[$0 * columns + column] }) }
        try end()
    }

    /// Adds a single number, as an array without axes.
    public func add(_ key: String, number: some StorableNumber) throws {
        try add(key, NDArray(shape: [], elements: [number]))
    }

    /// Adds a single string, as NumPy stores `np.array("female")`.
    public func add(_ key: String, string: String) throws { try add(key, texts: [string], shape: []) }

    /// Adds a list of strings.
    public func add(_ key: String, strings: [String]) throws { try add(key, texts: strings, shape: [strings.count]) }

    /// Begins an array whose values follow by ``append(_:)``.
    /// - Throws: ``FileProblem`` if the key was used before or the array before it is not complete.
    public func begin<Number: StorableNumber>(_ key: String, shape: [Int], of type: Number.Type) throws {
        try begin(key, typeString: Number.numpyType, itemSize: MemoryLayout<Number>.size, shape: shape)
    }

    /// Appends values of the array begun last, in row-major order. Their type must be the one it was begun with.
    public func append<Number: StorableNumber>(_ values: UnsafeBufferPointer<Number>) throws {
        try append(UnsafeRawBufferPointer(values))
    }

    /// Appends values of the array begun last, in row-major order.
    public func append<Number: StorableNumber>(_ values: [Number]) throws {
        try values.withUnsafeBytes { try append($0) }
    }

    /// Completes the archive and makes it appear.
    public func finish() throws {
        try end()
        try zip.finish()
    }

    private func begin(_ key: String, typeString: String, itemSize: Int, shape: [Int], isFortran: Bool = false) throws {
        try end()
        guard let size = Shape.byteCount(shape, itemSize: itemSize) else {
            throw problem(key, "cannot have the shape \(Shape.text(shape))")
        }
        guard names.insert(key).inserted else { throw problem(key, "is written twice") }
        let header = NPYHeader.bytes(typeString: typeString, shape: shape, isFortran: isFortran)
        let (total, overflow) = size.addingReportingOverflow(header.count)
        guard !overflow else { throw problem(key, "cannot have the shape \(Shape.text(shape))") }
        try zip.begin(key + ".npy", size: total, isDeflated: compression == .deflated)
        try header.withUnsafeBytes { try zip.append($0) }
        current = key
        missingBytes = size
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard let current else { throw FileProblem(zip.path, "got values before an array was begun") }
        guard bytes.count <= missingBytes else { throw problem(current, "got more values than its shape has room for") }
        missingBytes -= bytes.count
        try zip.append(bytes)
    }

    private func end() throws {
        guard let key = current else { return }
        guard missingBytes == 0 else { throw problem(key, "still misses \(missingBytes) bytes of values") }
        current = nil
        try zip.end()
    }

    private func add(_ key: String, texts: [String], shape: [Int]) throws {
        let width = max(texts.map(\.unicodeScalars.count).max() ?? 1, 1)
        try begin(key, typeString: "<U\(width)", itemSize: 4 * width, shape: shape)
        for text in texts {
            let codes = text.unicodeScalars.map(\.value)
            try (codes + Array(repeating: 0, count: width - codes.count)).withUnsafeBytes { try append($0) }
        }
        try end()
    }

    private func problem(_ key: String, _ problem: String) -> FileProblem {
        ArrayLabel(file: zip.path, key: key).problem(problem)
    }
}
