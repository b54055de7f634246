// The head of an .npy file: magic, version, and the Python dictionary that describes the array.
import Files

/// What an `.npy` header says.
///
/// Source: NumPy Enhancement Proposal 1 and `numpy.lib.format` (versions 1.0, 2.0 and 3.0).
package struct NPYHeader: Sendable {
    package let dtype: DType
    package let shape: [Int]
    package let isFortran: Bool
    /// Where the elements begin, from the start of the file.
    package let dataOffset: Int

    static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
    /// Bytes that tell how long the header is.
    static let prefixLength = 12
    /// NumPy itself refuses headers of more than 10 kB unless told to trust the file; records with many fields need more.
    static let maximumLength = 1 << 20

    /// Reads the length of the header, that is ``dataOffset``, off the first ``prefixLength`` bytes.
    static func length(_ prefix: ByteSlice, label: ArrayLabel) throws -> Int {
        guard prefix.hasPrefix(magic) else {
            throw label.problem("does not begin with the mark of an .npy file", expected: "\\x93NUMPY")
        }
        guard let major = prefix.number(at: 6, width: 1) else { throw label.problem("is cut short in its header") }
        guard (1...3).contains(major) else {
            throw label.problem("is of .npy version \(major)", expected: "1, 2 or 3")
        }
        let width = major == 1 ? 2 : 4
        guard let length = prefix.number(at: 8, width: width) else { throw label.problem("is cut short in its header") }
        guard length <= maximumLength else {
            throw label.problem("claims a header of \(length) bytes", expected: "at most \(maximumLength)")
        }
        return 8 + width + length
    }

    /// Reads the header at the start of `bytes`.
    init(_ bytes: ByteSlice, label: ArrayLabel) throws {
        dataOffset = try Self.length(bytes, label: label)
        let start = bytes.number(at: 6, width: 1) == 1 ? 10 : 12
        guard let text = bytes.part(at: start, count: dataOffset - start) else {
            throw label.problem("is cut short in its header", advice: "Is the file complete?", kind: .damaged)
        }
        guard let literal = text.withBytes({ PythonLiteral($0) }) else {
            throw label.problem(
                "has a damaged header", expected: "{'descr': …, 'fortran_order': …, 'shape': …}")
        }
        guard let description = literal["descr"], let dtype = DType(literal: description) else {
            throw label.problem("has a header without an element type that is known ('descr')")
        }
        guard case .bool(let isFortran)? = literal["fortran_order"] else {
            throw label.problem("has a header without 'fortran_order'")
        }
        guard let shape = literal["shape"]?.integers, Shape.byteCount(shape, itemSize: dtype.itemSize) != nil else {
            throw label.problem("has a header without a possible 'shape'")
        }
        self.dtype = dtype
        self.shape = shape
        self.isFortran = isFortran
    }

    /// The bytes of a version 1.0 header, padded to a multiple of 64 as NumPy does.
    package static func bytes(typeString: String, shape: [Int], isFortran: Bool = false) -> [UInt8] {
        let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = Array("{'descr': '\(typeString)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(lengths)), }".utf8)
        let length = (10 + text.count + 1 + 63) / 64 * 64 - 10
        text += Array(repeating: UInt8(ascii: " "), count: length - 1 - text.count) + [UInt8(ascii: "\n")]
        return magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + text
    }
}

extension StoredArray {
    /// Opens an `.npy` file. Its data stays in the mapped file until converted.
    /// - Throws: ``FileProblem`` if the file is missing, is no `.npy` file, is cut short, or holds an unreadable pickle.
    public init(contentsOf path: String) throws {
        let bytes = ByteSlice(try MappedFile(path: path))
        guard bytes.hasPrefix(NPYHeader.magic) else {
            throw FileKind.problem(path, bytes, expected: "an .npy file")
        }
        try self.init(npy: bytes, label: ArrayLabel(file: path))
    }

    /// Reads the bytes of an `.npy` file.
    init(npy bytes: ByteSlice, label: ArrayLabel) throws {
        let header = try NPYHeader(bytes, label: label)
        guard let data = bytes.part(at: header.dataOffset, count: bytes.count - header.dataOffset) else {
            throw label.problem("is cut short")
        }
        if header.dtype.kind == .object {
            self = try PickleGraph.read(data, file: label.file).root.storedArray(label: label)
            return
        }
        guard !header.dtype.containsObjects else {
            throw label.problem("has records with Python objects in them (\(header.dtype))", expected: "plain records")
        }
        try self.init(header.dtype, header.shape, data, isFortran: header.isFortran, label: label)
    }
}

extension DType {
    /// True for Python objects and for records with some among their members.
    var containsObjects: Bool { kind == .object || fields.contains { $0.dtype.containsObjects } }
}
