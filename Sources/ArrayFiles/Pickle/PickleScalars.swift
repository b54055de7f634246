// Strings and numbers in a pickle, in all the ways Python 2 and 3 and NumPy write them.

extension PickleGraph {
    /// Text or a byte string as text.
    func string(_ id: PickleID) -> String? {
        switch node(id) {
        case .text(let bytes): bytes.utf8Text
        default: byteString(id)?.lenientText ?? numpyString(id)
        }
    }

    /// True where ``string(_:)`` would give one, without making it.
    func isString(_ id: PickleID) -> Bool {
        switch node(id) {
        case .text, .byteString, .bytes, .byteArray: true
        case .record:
            // A hostile list may refer to one endless string many times: looking must not mean decoding.
            Self.isByteStringClass(className(id)) || (isNumPyScalar(id) && number(id) == nil && numpyString(id) != nil)
        default: false
        }
    }

    /// Text of at most `limit` bytes: for keys and names, which are looked at often.
    func shortString(_ id: PickleID, limit: Int = 1024) -> String? {
        switch node(id) {
        case .text(let bytes), .byteString(let bytes), .bytes(let bytes): bytes.count <= limit ? string(id) : nil
        default: nil
        }
    }

    private static func isByteStringClass(_ name: (module: String, name: String)?) -> Bool {
        switch name {
        case ("_codecs", "encode")?, ("__builtin__", "bytes")?, ("builtins", "bytes")?, ("__builtin__", "bytearray")?,
            ("builtins", "bytearray")?:
            true
        default: false
        }
    }

    /// A `numpy.str_` or `numpy.bytes_` scalar.
    private func numpyString(_ id: PickleID) -> String? {
        guard isNumPyScalar(id) else { return nil }
        return try? storedArray(id, label: ArrayLabel(file: file)).strings(limit: 1).first
    }

    /// Bytes: Python 2 strings, Python 3 bytes, and the calls by which Python 3 writes bytes for Python 2.
    func byteString(_ id: PickleID) -> ByteSlice? { byteString(id, depth: 0) }

    private func byteString(_ id: PickleID, depth: Int) -> ByteSlice? {
        switch node(id) {
        case .byteString(let bytes), .bytes(let bytes), .byteArray(let bytes): return bytes
        case .record:
            let name = className(id)
            guard Self.isByteStringClass(name), let record = record(id), let arguments = tuple(record.arguments) else { return nil }
            guard let first = arguments.first else { return name?.name == "encode" ? nil : ByteSlice([]) }
            // encode(u'…', 'latin1'), bytearray(u'…', 'latin-1'), bytearray(b'…').
            if case .text(let text) = node(first) { return Self.latin1(text) }
            // Protocols 0 to 2 write a bytearray of a call of encode().
            return depth < 2 ? byteString(first, depth: depth + 1) : nil
        default: return nil
        }
    }

    /// UTF-8 whose characters are all below U+0100, as one byte each; nil for any other.
    private static func latin1(_ text: ByteSlice) -> ByteSlice? {
        let decoded: [UInt8]? = text.withBytes { raw in
            var output: [UInt8] = []
            output.reserveCapacity(raw.count)
            var index = 0
            while index < raw.count {
                let byte = raw[index]
                if byte < 0x80 {
                    output.append(byte)
                } else {
                    guard byte == 0xc2 || byte == 0xc3, index + 1 < raw.count, raw[index + 1] & 0xc0 == 0x80 else { return nil }
                    index += 1
                    output.append((byte & 0x03) << 6 | raw[index] & 0x3f)
                }
                index += 1
            }
            return output
        }
        return decoded.map { ByteSlice($0) }
    }

    /// A Python integer or truth value, exactly.
    func integer(_ id: PickleID) -> Int? {
        switch node(id) {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// A Python number or NumPy scalar.
    func number(_ id: PickleID) -> Double? {
        switch node(id) {
        case .integer(let value): return Double(value)
        case .bool(let value): return value ? 1 : 0
        case .float(let value): return value
        case .bigInteger(let bytes, true): return bytes.count <= 400 ? Double(bytes.utf8Text) : nil
        case .bigInteger(let bytes, false):
            guard bytes.count <= 128 else { return nil }
            return bytes.withBytes { raw in
                let isNegative = (raw.last ?? 0) >= 0x80
                let magnitude = raw.reversed().reduce(0.0) { $0 * 256 + Double(isNegative ? ~$1 : $1) }
                return isNegative ? -(magnitude + 1) : magnitude
            }
        case .record where isNumPyScalar(id):
            return try? storedArray(id, label: ArrayLabel(file: file)).float64().elements.first
        default: return nil
        }
    }

    private func isNumPyScalar(_ id: PickleID) -> Bool {
        guard let name = className(id) else { return false }
        return name.name == "scalar" && Self.isNumPyCore(name.module)
    }
}
