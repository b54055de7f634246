// NumPy's element types: what one element of a stored array is made of.

/// The type of an array's elements, as NumPy describes it.
///
/// Source: the array interface's type strings (`<f4`, `|S5`) and structured descriptions
/// (<https://numpy.org/doc/stable/reference/arrays.interface.html>).
public struct DType: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case bool, int, uint, float, complex
        /// The upper half of a single-precision number (PyTorch's `bfloat16`; NumPy has none).
        case brainFloat
        /// Byte strings of a fixed length (`S`).
        case bytes
        /// Unicode strings of a fixed length, four bytes a character (`U`).
        case text
        /// Raw bytes or a record with fields (`V`).
        case void
        /// Python objects, stored as a pickle (`O`).
        case object
        case datetime, timedelta
    }

    /// One member of a record type.
    public struct Field: Sendable, Equatable {
        public let name: String
        /// Bytes from the start of the record.
        public let offset: Int
        public let dtype: DType
        /// The shape of a sub-array; empty for a plain member.
        public let shape: [Int]
    }

    public let kind: Kind
    /// Bytes per element.
    public let itemSize: Int
    public let isBigEndian: Bool
    /// The members of a record type; empty for all others.
    public let fields: [Field]

    init(_ kind: Kind, itemSize: Int, isBigEndian: Bool = false, fields: [Field] = []) {
        self.kind = kind
        self.itemSize = itemSize
        self.isBigEndian = isBigEndian
        self.fields = fields
    }

    static let int64 = DType(.int, itemSize: 8)
    static let float64 = DType(.float, itemSize: 8)
    static let float16 = DType(.float, itemSize: 2)
    static let brainFloat16 = DType(.brainFloat, itemSize: 2)
    static let float32 = DType(.float, itemSize: 4)
    static let object = DType(.object, itemSize: 8)

    /// True for the types whose elements convert to a Swift number.
    public var isNumeric: Bool {
        switch kind {
        case .bool, .int, .uint, .brainFloat: true
        case .float: itemSize <= 8
        default: false
        }
    }

    /// Reads a type string such as `<f4`, `|b1`, `>U6`, `V12`, `<M8[ns]`; nil where it is none.
    init?(typeString: some StringProtocol) {
        var rest = Substring(typeString)
        var isBigEndian = false
        if let order = rest.first, "<>=|".contains(order) {
            isBigEndian = order == ">"
            rest.removeFirst()
        }
        guard let letter = rest.popFirst() else { return nil }
        if letter == "?" && rest.isEmpty {
            self.init(.bool, itemSize: 1)
            return
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest.removeFirst(digits.count)
        guard digits.count <= 10, let size = digits.isEmpty && letter == "O" ? 8 : Int(digits) else { return nil }
        let isDate = letter == "M" || letter == "m"
        guard rest.isEmpty || (isDate && rest.hasPrefix("[") && rest.hasSuffix("]")) else { return nil }
        let kind: Kind
        var itemSize = size
        let allowed: [Int]?
        switch letter {
        case "b": (kind, allowed) = (.bool, [1])
        case "i": (kind, allowed) = (.int, [1, 2, 4, 8])
        case "u": (kind, allowed) = (.uint, [1, 2, 4, 8])
        case "f": (kind, allowed) = (.float, [2, 4, 8, 12, 16])
        case "c": (kind, allowed) = (.complex, [8, 16, 24, 32])
        case "S", "a": (kind, allowed) = (.bytes, nil)
        case "U": (kind, itemSize, allowed) = (.text, size * 4, nil)
        case "V": (kind, allowed) = (.void, nil)
        case "O": (kind, itemSize, allowed) = (.object, 8, nil)
        case "M": (kind, allowed) = (.datetime, [8])
        case "m": (kind, allowed) = (.timedelta, [8])
        default: return nil
        }
        guard allowed?.contains(size) ?? true else { return nil }
        self.init(kind, itemSize: itemSize, isBigEndian: isBigEndian && itemSize > 1)
    }

    /// The same type with the other byte order, as a pickled dtype's state gives it.
    func ordered(isBigEndian: Bool) -> DType {
        DType(kind, itemSize: itemSize, isBigEndian: isBigEndian && itemSize > 1, fields: fields)
    }

    /// Lays members out one after the other; nil where the sizes overflow.
    init?(packed members: [(name: String, dtype: DType, shape: [Int])]) {
        var fields: [Field] = []
        var offset = 0
        for member in members {
            guard let size = Shape.byteCount(member.shape, itemSize: member.dtype.itemSize) else { return nil }
            fields.append(Field(name: member.name, offset: offset, dtype: member.dtype, shape: member.shape))
            let (next, overflow) = offset.addingReportingOverflow(size)
            guard !overflow else { return nil }
            offset = next
        }
        self.init(.void, itemSize: offset, fields: fields)
    }

    /// Reads the `descr` of an `.npy` header: a type string, or a list of `(name, type)` or `(name, type, shape)`.
    init?(literal: PythonLiteral) {
        switch literal {
        case .string(let text): self.init(typeString: text)
        case .list(let items):
            var members: [(name: String, dtype: DType, shape: [Int])] = []
            for item in items {
                guard case .tuple(let parts) = item, parts.count == 2 || parts.count == 3 else { return nil }
                var shape: [Int] = []
                if parts.count == 3 {
                    guard let lengths = parts[2].integers else { return nil }
                    shape = lengths
                }
                // A member with a title is named by a pair (title, name).
                var name = parts[0]
                if case .tuple(let pair) = name, pair.count == 2 { name = pair[1] }
                guard case .string(let text) = name, let dtype = DType(literal: parts[1]) else { return nil }
                members.append((text, dtype, shape))
            }
            self.init(packed: members)
        default: return nil
        }
    }
}

extension DType: CustomStringConvertible {
    /// `float32`, `int64`, `text of 6`, `float64, big-endian`, `record {id: int32, pos: float32 (3,)}`.
    public var description: String {
        let name: String
        switch kind {
        case .bool: name = "bool"
        case .int: name = "int\(itemSize * 8)"
        case .uint: name = "uint\(itemSize * 8)"
        case .float: name = "float\(itemSize * 8)"
        case .brainFloat: name = "bfloat16"
        case .complex: name = "complex\(itemSize * 8)"
        case .bytes: name = "bytes of \(itemSize)"
        case .text: name = "text of \(itemSize / 4)"
        case .object: name = "object"
        case .datetime: name = "datetime64"
        case .timedelta: name = "timedelta64"
        case .void where fields.isEmpty: name = "raw bytes of \(itemSize)"
        case .void:
            let shown = fields.prefix(16).map { field in
                "\(field.name): \(field.dtype)" + (field.shape.isEmpty ? "" : " \(Shape.text(field.shape))")
            }
            name = "record {" + shown.joined(separator: ", ") + (fields.count > 16 ? ", …" : "") + "}"
        }
        return isBigEndian ? name + ", big-endian" : name
    }
}
