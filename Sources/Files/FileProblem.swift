// The one error every reader and writer of files throws: which file, what is wrong, what to do.

@preconcurrency import LibC

/// Something is wrong with a file.
///
/// Printed as one line, ready for standard error:
///
///     data/walk.npz: key 'poses' has shape (10, 7); expected (frames, 156). Is this an AMASS file?
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// What sort of problem it is, for programs that go on differently after each.
    public enum Kind: String, Sendable, CaseIterable {
        /// There is no such file, folder, or entry.
        case missing
        /// It is there and cannot be opened, listed or read: rights, a folder where a file was meant, the system's refusal.
        case unreadable
        /// It is cut short, or its own format's rules are broken.
        case damaged
        /// It is a whole file that holds something else than what is needed: another shape, type, unit, key, or size.
        case content
        /// It is what it should be, in a variant that is not read.
        case unsupported
        /// A file or folder cannot be made, written to, or put in place.
        case unwritable
    }

    /// The path as the user gave it, with the entry inside an archive after a colon where there is one.
    public var file: String
    /// What is wrong, without a final full stop.
    public var problem: String
    /// What was expected instead, if that helps.
    public var expected: String?
    /// What the user can do about it: a full sentence.
    public var advice: String?
    /// What sort of problem it is.
    public var kind: Kind

    public init(_ file: String, _ problem: String, expected: String? = nil, advice: String? = nil, kind: Kind = .content) {
        self.file = file
        self.problem = problem
        self.expected = expected
        self.advice = advice
        self.kind = kind
    }

    /// A problem in a line, counted from 1, of a text file.
    public static func inLine(
        _ line: Int, of file: String, _ problem: String, expected: String? = nil, advice: String? = nil, kind: Kind = .content
    ) -> FileProblem {
        FileProblem("\(file), line \(line)", problem, expected: expected, advice: advice, kind: kind)
    }

    public var description: String {
        var line = "\(file.printable): \(problem.printable.withoutFullStop)"
        if let expected { line += "; expected \(expected.printable.withoutFullStop)" }
        if let advice { line += ". \(advice.printable)" }
        return line
    }

    /// The same problem, told of another file: used where a reader of an entry does not know the archive's name.
    public func named(_ file: String) -> FileProblem {
        FileProblem(file, problem, expected: expected, advice: advice, kind: kind)
    }
}

extension String {
    /// Control characters (a hostile key name may hold any) escaped, so that an error stays on one line.
    fileprivate var printable: String {
        guard unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else { return self }
        return unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "\\u{\(String($0.value, radix: 16))}" : String($0) }
            .joined()
    }

    /// A description that quotes another's sentence would have its full stop and its own.
    fileprivate var withoutFullStop: String { hasSuffix(".") && !hasSuffix("..") ? String(dropLast()) : self }
}

/// The operating system's words for the last error, such as "No such file or directory".
package func systemErrorText(_ code: Int32) -> String {
    String(cString: strerror(code))
}
