// What TensorBoard shows: scalars and pictures over steps, in an event file.
import Files
import Pictures

/// An event file, which TensorBoard opens while it grows.
///
/// Records as TensorFlow frames them (length, checksum, content, checksum), each holding one `Event` message. A file that a killed
/// program left with half a record is cut back to its last whole one when it is opened again.
package final class EventFile {
    public let path: String
    private let file: AppendedFile
    private let clock: () -> Double

    /// Opens an event file, or creates it.
    ///
    /// - Parameters:
    ///   - path: its name must hold `tfevents`, or TensorBoard will not see it; see ``path(in:resuming:time:)``.
    ///   - step: the first step this run will write, if it goes on where another stopped: what that one wrote from there on is
    ///     told to be void.
    ///   - clock: seconds since 1970, which every event bears.
    /// - Throws: `FileProblem` if the file cannot be written, or holds something else.
    public init(_ path: String, resumingAt step: Int? = nil, clock: @escaping () -> Double) throws {
        self.path = path
        self.clock = clock
        file = try AppendedFile(path)
        if file.count > 0 {
            let whole = try EventRecords(contentsOf: path).wholeBytes
            guard whole > 0 else {
                throw FileProblem(path, "is not an event file of TensorBoard", advice: "Choose another folder, or take the file away.")
            }
            try file.truncate(to: whole)
        }
        if file.count == 0 {
            var version = ProtocolMessage()
            version.add(EventRecords.version, "brain.Event:2")
            try append(version)
            try begin(at: 0)
        }
        if let step { try begin(at: step) }
    }

    /// A session's start, which makes TensorBoard forget everything from its step on; all but the first, which it takes as no restart.
    private func begin(at step: Int) throws {
        var session = ProtocolMessage()
        session.add(1, 1)
        var event = ProtocolMessage()
        if step != 0 { event.add(EventRecords.step, step) }
        event.add(EventRecords.session, session)
        try append(event)
    }

    /// The path of a run's event file in a folder: a new one named by the time or, to go on, the last one there.
    public static func path(in folder: String, resuming: Bool, time: Double) throws -> String {
        let marks = ("events.out.tfevents.", ".smog")
        if resuming, let last = try Folders.names(in: folder).filter({ $0.hasPrefix(marks.0) && $0.hasSuffix(marks.1) }).max() {
            return folder + "/" + last
        }
        let seconds = time.isFinite ? Int(min(max(time, 0), 9_999_999_999)) : 0
        let digits = String(seconds)
        return folder + "/" + marks.0 + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + marks.1
    }

    /// Writes numbers of one step.
    /// - Parameter scalars: names such as `Loss/rc`; what stands before the stroke groups them.
    public func write(_ scalars: [(tag: String, value: Float)], step: Int) throws {
        try write(
            step: step,
            scalars.map { scalar in
                var value = ProtocolMessage()
                value.add(1, scalar.tag)
                value.add(2, scalar.value)
                return value
            })
    }

    /// Writes a picture.
    public func write(_ tag: String, _ image: Image, step: Int) throws {
        var picture = ProtocolMessage()
        picture.add(1, image.height)
        picture.add(2, image.width)
        picture.add(3, image.format.channels)
        picture.add(4, try PNG.encode(image))
        var value = ProtocolMessage()
        value.add(1, tag)
        value.add(4, picture)
        try write(step: step, [value])
    }

    private func write(step: Int, _ values: [ProtocolMessage]) throws {
        guard !values.isEmpty else { return }
        var summary = ProtocolMessage()
        for value in values { summary.add(1, value) }
        var event = ProtocolMessage()
        event.add(EventRecords.step, step)
        event.add(EventRecords.summary, summary)
        try append(event)
    }

    private func append(_ event: ProtocolMessage) throws {
        var message = ProtocolMessage()
        message.add(EventRecords.time, clock())
        try file.append(EventRecords.framed(message.bytes + event.bytes))
    }
}

/// An event file read back.
package struct EventRecords {
    /// A number at a step.
    public struct Scalar: Equatable, Sendable {
        public let tag: String
        public let step: Int
        public let value: Float
    }

    /// In the file's order, without those a later session declared void.
    public private(set) var scalars: [Scalar] = []
    /// Names and steps of pictures, in the file's order.
    public private(set) var pictures: [(tag: String, step: Int)] = []
    /// Length of the file up to the end of its last whole record.
    package private(set) var wholeBytes = 0

    // Fields of `Event`.
    static let time = 1, step = 2, version = 3, summary = 5, session = 7

    /// Reads up to the first record that is not whole.
    /// - Throws: `FileProblem` if the file cannot be read.
    public init(contentsOf path: String) throws {
        let bytes = try MappedFile(path: path).withBytes { Array($0) }
        while let record = EventRecords.record(in: bytes, at: wholeBytes) {
            guard let fields = ProtocolField.all(in: record) else { break }
            wholeBytes = record.endIndex + 4
            let step = fields.last { $0.field == EventRecords.step }?.value.number ?? 0
            for (field, value) in fields {
                guard let content = value.content else { continue }
                if field == EventRecords.session,
                    ProtocolField.all(in: content)?.contains(where: { $0.field == 1 && $0.value.number == 1 }) == true
                {
                    scalars.removeAll { $0.step >= step }
                    pictures.removeAll { $0.step >= step }
                }
                if field == EventRecords.summary { read(summary: content, step: step) }
            }
        }
    }

    private mutating func read(summary: ArraySlice<UInt8>, step: Int) {
        for (field, value) in ProtocolField.all(in: summary) ?? [] where field == 1 {
            guard let content = value.content, let parts = ProtocolField.all(in: content),
                let tag = parts.first(where: { $0.field == 1 })?.value.content.map({ String(decoding: $0, as: UTF8.self) })
            else { continue }
            if let number = parts.first(where: { $0.field == 2 })?.value.float {
                scalars.append(Scalar(tag: tag, step: step, value: number))
            }
            if parts.contains(where: { $0.field == 4 }) { pictures.append((tag, step)) }
        }
    }

    /// The content of the record at an offset; nil if it is not whole.
    private static func record(in bytes: [UInt8], at offset: Int) -> ArraySlice<UInt8>? {
        func number(_ at: Int, _ count: Int) -> UInt64 { bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        guard bytes.count - offset >= 16 else { return nil }
        let length = number(offset, 8)
        guard length <= UInt64(bytes.count - offset - 16), number(offset + 8, 4) == UInt64(CRC32C.masked(bytes[offset..<offset + 8])) else {
            return nil
        }
        let content = bytes[offset + 12..<offset + 12 + Int(length)]
        return number(content.endIndex, 4) == UInt64(CRC32C.masked(content)) ? content : nil
    }

    /// A record around a message.
    static func framed(_ message: [UInt8]) -> [UInt8] {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        let length = bytes(UInt64(message.count))
        return length + bytes(CRC32C.masked(length)) + message + bytes(CRC32C.masked(message))
    }
}
