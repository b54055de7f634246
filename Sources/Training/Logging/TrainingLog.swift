// `training.log`: a line an epoch, in the words of MotionCLIP/SMoG's Python code.
import Files

/// A log of losses by epoch.
///
///     Epoch 12, train losses: {'rc': 0.0123, 'vel': 0.0004, 'mixed_without_clip': 1.27}
public struct TrainingLog {
    /// A line of the log.
    public struct Entry: Equatable, Sendable {
        public let epoch: Int
        /// What the losses are of: `train`, or `held-out`.
        public let subject: String
        /// In the line's order.
        public let names: [String]
        public let values: [Double]

        public init(epoch: Int, subject: String = "train", losses: [(name: String, value: Double)]) {
            self.epoch = epoch
            self.subject = subject
            names = losses.map(\.name)
            values = losses.map(\.value)
        }

        public subscript(name: String) -> Double? { names.firstIndex(of: name).map { values[$0] } }

        /// The line without its end.
        public var line: String {
            "Epoch \(epoch), \(subject) losses: {" + zip(names, values).map { "'\($0)': \($1)" }.joined(separator: ", ") + "}"
        }

        /// Reads a line; nil for what is none, which a log may hold as well.
        init?(_ line: some StringProtocol) {
            guard line.hasPrefix("Epoch "), let brace = line.firstIndex(of: "{"), line.last == "}" else { return nil }
            let head = line[..<brace].dropFirst(6)
            guard let comma = head.firstIndex(of: ","), let epoch = Int(head[..<comma]), head.hasSuffix(" losses: ") else { return nil }
            let subject = head[head.index(after: comma)...].dropLast(9).drop { $0 == " " }
            var losses: [(name: String, value: Double)] = []
            let body = line[line.index(after: brace)...].dropLast()
            for part in body.split(separator: ",") {
                let halves = part.split(separator: ":", maxSplits: 1)
                guard halves.count == 2, let value = Double(halves[1].trimmed) else { return nil }
                losses.append((String(halves[0].trimmed.filter { $0 != "'" && $0 != "\"" }), value))
            }
            self.init(epoch: epoch, subject: String(subject), losses: losses)
        }
    }

    public let path: String
    private let file: AppendedFile

    /// Begins a log, or goes on with one.
    ///
    /// - Parameter epoch: the first epoch this run will write, if it goes on: lines from there on are taken out of the log, and so is half a
    ///   line at its end. Nil begins anew, as the Python code does.
    /// - Throws: `FileProblem` if the file cannot be written.
    public init(_ path: String, resumingAt epoch: Int? = nil) throws {
        self.path = path
        var kept = ""
        if let epoch, Folders.exists(path) {
            let text = try MappedFile(path: path).withBytes { String(decoding: $0, as: UTF8.self) }
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                if let entry = Entry(line), entry.epoch >= epoch { continue }
                kept += line + "\n"
            }
        }
        try OutputFile.write(Array(kept.utf8), to: path)
        file = try AppendedFile(path)
    }

    /// Adds a line.
    public func write(_ entry: Entry) throws { try file.append(entry.line + "\n") }

    /// The entries of a log, ours or the Python code's; other lines are passed over.
    /// - Throws: `FileProblem` if the file cannot be read.
    public static func entries(contentsOf path: String) throws -> [Entry] {
        let text = try MappedFile(path: path).withBytes { String(decoding: $0, as: UTF8.self) }
        return text.split(whereSeparator: \.isNewline).compactMap { Entry($0) }
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    fileprivate var trimmed: SubSequence {
        var rest = self[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return rest
    }
}
