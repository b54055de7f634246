// The directory of a zip archive, checked against the file before anything is read through it.
import Files

/// A zip archive opened for reading.
///
/// Source: PKWARE's APPNOTE.TXT 6.3 — end of central directory (4.3.16), zip64 (4.3.14, 4.3.15, 4.5.3), central directory
/// (4.3.12) and local headers (4.3.7). Sizes are taken from the central directory, so entries followed by a data
/// descriptor need nothing special. Bytes in front of the archive are allowed, as Python allows them.
package struct ZipArchive: Sendable {
    package enum Method: Sendable, Equatable {
        case stored, deflated
        /// A method or an encryption that cannot be read, in words.
        case unsupported(String)
    }

    /// One file in the archive.
    package struct Entry: Sendable {
        package let name: String
        package let method: Method
        package let compressedSize: Int
        package let size: Int
        package let crc: UInt32
        /// Where the local header begins and where the data begin, from the start of the file.
        let headerOffset: Int
        package let dataOffset: Int
    }

    package let path: String
    /// In the order of the central directory; folders left out.
    package let entries: [Entry]
    let bytes: ByteSlice
    private let indices: [String: Int]

    /// Deflate codes at most 258 bytes in two bits; no honest entry grows by more than this.
    static let maximumExpansion = 1032

    /// - Throws: ``FileProblem`` if the file is no zip archive, is cut short, or its directory contradicts the file.
    package init(_ bytes: ByteSlice, path: String) throws {
        self.bytes = bytes
        self.path = path
        let directory = try ZipDirectory(bytes, path: path)
        var entries: [Entry] = []
        var position = directory.offset
        for _ in 0..<directory.count {
            let (entry, next) = try Self.entry(at: position, directory: directory, bytes: bytes, path: path)
            position = next
            if !entry.name.hasSuffix("/") { entries.append(entry) }
        }
        // Entries that share bytes are how a small archive claims to hold petabytes.
        let sorted = entries.sorted { $0.headerOffset < $1.headerOffset }
        for (entry, next) in zip(sorted, sorted.dropFirst())
        where entry.dataOffset + entry.compressedSize > next.headerOffset {
            throw FileProblem(path, "the entries '\(entry.name)' and '\(next.name)' of the archive overlap")
        }
        self.entries = entries
        // As in Python, the last entry of a name is the one meant.
        indices = Dictionary(entries.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { $1 })
    }

    /// The entry of that name.
    package func entry(_ name: String) -> Entry? { indices[name].map { entries[$0] } }

    /// The bytes of an entry: a part of the file where they are stored, a new block where they are deflated.
    /// - Throws: ``FileProblem`` if the entry is damaged (its checksum is verified) or its method unknown.
    package func contents(of entry: Entry) throws -> ByteSlice {
        switch entry.method {
        case .stored:
            guard let data = bytes.part(at: entry.dataOffset, count: entry.size) else { throw cutShort(entry) }
            guard data.withBytes({ Checksum.crc32($0) }) == entry.crc else { throw wrongChecksum(entry) }
            return data
        case .deflated, .unsupported:
            let stream = try ZipEntryStream(self, entry)
            return try ByteSlice(zeroed: entry.size, for: path) { output in
                _ = try stream.read(into: output)
                try stream.finish()
            }
        }
    }

    /// The bytes of an entry that is stored, without looking at them: their checksum is not verified.
    func storedBytes(of entry: Entry) -> ByteSlice? {
        entry.method == .stored ? bytes.part(at: entry.dataOffset, count: entry.size) : nil
    }

    func cutShort(_ entry: Entry) -> FileProblem {
        FileProblem(path, "the entry '\(entry.name)' is cut short", advice: "Is the file complete?", kind: .damaged)
    }

    func tooShort(_ entry: Entry) -> FileProblem {
        FileProblem(
            path, "the entry '\(entry.name)' is damaged: it unpacks to less than the \(entry.size) bytes it claims",
            advice: "Copy or download the file again.", kind: .damaged)
    }

    func wrongChecksum(_ entry: Entry) -> FileProblem {
        FileProblem(
            path, "the entry '\(entry.name)' is damaged (its checksum is wrong)", advice: "Copy or download the file again.", kind: .damaged
        )
    }

    /// Reads one record of the central directory and the local header it points to.
    private static func entry(
        at position: Int, directory: ZipDirectory, bytes: ByteSlice, path: String
    ) throws -> (Entry, next: Int) {
        let damaged = FileProblem(path, "the directory of the archive is damaged", advice: "Is the file complete?", kind: .damaged)
        guard bytes.number(at: position, width: 4) == 0x0201_4b50,
            let flags = bytes.number(at: position + 8, width: 2), let methodCode = bytes.number(at: position + 10, width: 2),
            let crc = bytes.number(at: position + 16, width: 4), var compressedSize = bytes.number(at: position + 20, width: 4),
            var size = bytes.number(at: position + 24, width: 4), let nameLength = bytes.number(at: position + 28, width: 2),
            let extraLength = bytes.number(at: position + 30, width: 2),
            let commentLength = bytes.number(at: position + 32, width: 2),
            var offset = bytes.number(at: position + 42, width: 4),
            let rawName = bytes.part(at: position + 46, count: nameLength)
        else { throw damaged }
        let next = position + 46 + nameLength + extraLength + commentLength
        guard next <= directory.end else { throw damaged }
        try readZip64(
            bytes.part(at: position + 46 + nameLength, count: extraLength), &size, &compressedSize, &offset, damaged)
        let name = rawName.lenientText

        let (headerOffset, overflow) = offset.addingReportingOverflow(directory.shift)
        guard !overflow, headerOffset >= 0, headerOffset <= directory.offset,
            bytes.number(at: headerOffset, width: 4) == 0x0403_4b50,
            let localNameLength = bytes.number(at: headerOffset + 26, width: 2),
            let localExtraLength = bytes.number(at: headerOffset + 28, width: 2)
        else { throw FileProblem(path, "the entry '\(name)' is not where the archive's directory says") }
        guard let localName = bytes.part(at: headerOffset + 30, count: localNameLength),
            localName.withBytes({ local in rawName.withBytes { local.elementsEqual($0) } })
        else { throw FileProblem(path, "the entry '\(name)' has another name in its own header") }
        let dataOffset = headerOffset + 30 + localNameLength + localExtraLength
        guard dataOffset <= directory.offset, compressedSize <= directory.offset - dataOffset else {
            throw FileProblem(
                path, "the entry '\(name)' claims more bytes than the file has", advice: "Is the file complete?", kind: .damaged)
        }
        let method: Method
        switch (flags & 1, methodCode) {
        case (1, _): method = .unsupported("encrypted")
        case (_, 0): method = .stored
        case (_, 8): method = .deflated
        default: method = .unsupported("compressed by method \(methodCode)")
        }
        if method == .stored && size != compressedSize {
            throw FileProblem(path, "the entry '\(name)' is stored, but claims \(size) bytes out of \(compressedSize)")
        }
        if method == .deflated && size / maximumExpansion > compressedSize + 1 {
            throw FileProblem(
                path, "the entry '\(name)' claims \(size) bytes out of \(compressedSize) compressed ones, which is impossible")
        }
        return (
            Entry(
                name: name, method: method, compressedSize: compressedSize, size: size,
                crc: UInt32(truncatingIfNeeded: crc), headerOffset: headerOffset, dataOffset: dataOffset), next
        )
    }

    /// Fields that are all ones stand in the zip64 extra field instead, in this order.
    private static func readZip64(
        _ extra: ByteSlice?, _ size: inout Int, _ compressedSize: inout Int, _ offset: inout Int, _ damaged: FileProblem
    ) throws {
        guard size == 0xffff_ffff || compressedSize == 0xffff_ffff || offset == 0xffff_ffff else { return }
        guard let extra else { throw damaged }
        var position = 0
        while let tag = extra.number(at: position, width: 2), let length = extra.number(at: position + 2, width: 2) {
            guard let field = extra.part(at: position + 4, count: length) else { throw damaged }
            position += 4 + length
            guard tag == 1 else { continue }
            var at = 0
            func take(_ value: inout Int) throws {
                guard value == 0xffff_ffff else { return }
                guard let wide = field.number(at: at, width: 8) else { throw damaged }
                value = wide
                at += 8
            }
            try take(&size)
            try take(&compressedSize)
            try take(&offset)
            return
        }
    }
}
