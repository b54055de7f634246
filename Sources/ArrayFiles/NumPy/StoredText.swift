// Strings in arrays: NumPy's fixed-width text and bytes, and Python strings in object arrays.
import Files

extension StoredArray {
    /// The elements as strings, in row-major order.
    ///
    /// Byte strings are read as UTF-8, or as Latin-1 where they are not UTF-8; padding NULs are dropped, as NumPy does.
    /// - Throws: ``FileProblem`` if the elements are not strings.
    public func strings() throws -> [String] { try strings(limit: .max) }

    /// The elements as strings, Python's `None` and numbers that are none (NaN) counting as the text `missing`.
    /// - Throws: ``FileProblem`` if other elements are not strings.
    public func strings(missing: String) throws -> [String] { try strings(limit: .max, missing: missing) }

    /// At most the first `limit` of them.
    func strings(limit: Int, missing: String? = nil) throws -> [String] {
        if case .objects(let graph, let objects) = storage {
            // A pickle may refer to one long string many times over.
            var budget = 1 << 28
            return try objects.prefix(limit).map { id in
                guard let text = graph.string(id) ?? (PickleValue(graph, id).isMissing ? missing : nil) else {
                    throw label.problem("holds \(graph.summary(id))", expected: "strings")
                }
                budget -= text.utf8.count
                guard budget >= 0 else { throw label.problem("holds more than 256 MB of text") }
                return text
            }
        }
        guard dtype.kind == .text || dtype.kind == .bytes else {
            throw label.problem("has elements of type \(dtype)", expected: "strings")
        }
        // Strings of no width take no bytes in the file, so their number is checked by nothing else.
        guard dtype.itemSize > 0 || count <= 1 << 20 else {
            throw label.problem("claims \(count) empty strings")
        }
        var strings: [String] = []
        try forEachElement(limit: limit) { _, element in
            strings.append(dtype.kind == .text ? Self.text(element, isBigEndian: dtype.isBigEndian) : Self.bytes(element))
        }
        return strings
    }

    private static func text(_ element: UnsafeRawBufferPointer, isBigEndian: Bool) -> String {
        var scalars = String.UnicodeScalarView()
        var pendingNULs = 0
        for i in 0..<element.count / 4 {
            let raw = element.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)
            let code = isBigEndian ? raw.byteSwapped : raw
            if code == 0 {
                pendingNULs += 1
                continue
            }
            scalars.append(contentsOf: repeatElement("\0", count: pendingNULs))
            pendingNULs = 0
            scalars.append(Unicode.Scalar(code) ?? "\u{fffd}")
        }
        return String(scalars)
    }

    private static func bytes(_ element: UnsafeRawBufferPointer) -> String {
        let length = (element.lastIndex { $0 != 0 } ?? -1) + 1
        return ByteSlice(Array(element.prefix(length))).lenientText
    }
}

extension PickleValue {
    /// True for what stands for "no text" in tables.
    fileprivate var isMissing: Bool { isNone || double?.isNaN == true }
}
