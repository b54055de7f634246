// The little of Protocol Buffers that event files need: fields written and read by their numbers.

/// A message of fields, in the binary form of Protocol Buffers.
struct ProtocolMessage {
    private(set) var bytes: [UInt8] = []

    init() {}

    mutating func add(_ field: Int, _ number: Int) {
        varint(UInt64(field) << 3)
        // Negative numbers take ten bytes, as the format has it.
        varint(UInt64(bitPattern: Int64(number)))
    }

    mutating func add(_ field: Int, _ number: Double) {
        varint(UInt64(field) << 3 | 1)
        fixed(number.bitPattern)
    }

    mutating func add(_ field: Int, _ number: Float) {
        varint(UInt64(field) << 3 | 5)
        fixed(number.bitPattern)
    }

    mutating func add(_ field: Int, _ content: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }
    mutating func add(_ field: Int, _ message: ProtocolMessage) { add(field, message.bytes) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func fixed(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}

/// What a field of a message holds.
enum ProtocolField {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)

    var number: Int? {
        if case .varint(let value) = self { Int(Int64(bitPattern: value)) } else { nil }
    }
    var double: Double? {
        if case .fixed64(let bits) = self { Double(bitPattern: bits) } else { nil }
    }
    var float: Float? {
        if case .fixed32(let bits) = self { Float(bitPattern: bits) } else { nil }
    }
    var content: ArraySlice<UInt8>? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The fields of a message in their order; nil if it is none.
    static func all(in message: ArraySlice<UInt8>) -> [(field: Int, value: ProtocolField)]? {
        var rest = message
        func varint() -> UInt64? {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while let byte = rest.popFirst(), shift < 64 {
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            return nil
        }
        func fixed(_ count: Int) -> UInt64? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        var fields: [(field: Int, value: ProtocolField)] = []
        while !rest.isEmpty {
            guard let key = varint() else { return nil }
            let value: ProtocolField
            switch key & 7 {
            case 0:
                guard let number = varint() else { return nil }
                value = .varint(number)
            case 1:
                guard let bits = fixed(8) else { return nil }
                value = .fixed64(bits)
            case 2:
                guard let length = varint(), length <= UInt64(rest.count) else { return nil }
                value = .bytes(rest.prefix(Int(length)))
                rest = rest.dropFirst(Int(length))
            case 5:
                guard let bits = fixed(4) else { return nil }
                value = .fixed32(UInt32(bits))
            default: return nil
            }
            fields.append((Int(truncatingIfNeeded: key >> 3), value))
        }
        return fields
    }
}
