// The one error every reader and writer of files throws: which file, what is wrong, what to do.

/// Something is wrong with a file.
///
/// Printed as one line, ready for standard error:
///
///     data/walk.npz: key 'poses' has shape (10, 7); expected (frames, 156). Is this an AMASS file?
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The path as the user gave it, with the entry inside an archive after a colon where there is one.
    public var file: String
    /// What is wrong, without a final full stop.
    public var problem: String
    /// What was expected instead, if that helps.
    public var expected: String?
    /// What the user can do about it: a full sentence.
    public var advice: String?

    public init(_ file: String, _ problem: String, expected: String? = nil, advice: String? = nil) {
        self.file = file
        self.problem = problem
        self.expected = expected
        self.advice = advice
    }

    public var description: String {
        var line = "\(file.printable): \(problem.printable)"
        if let expected { line += "; expected \(expected.printable)" }
        if let advice { line += ". \(advice)" }
        return line
    }

    /// The same problem, told of another file: used where a reader of an entry does not know the archive's name.
    public func named(_ file: String) -> FileProblem {
        FileProblem(file, problem, expected: expected, advice: advice)
    }
}

extension String {
    /// Control characters (a hostile key name may hold any) escaped, so that an error stays on one line.
    fileprivate var printable: String {
        guard unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else { return self }
        return unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "\\u{\(String($0.value, radix: 16))}" : String($0) }
            .joined()
    }
}

/// The operating system's words for the last error, such as "No such file or directory".
package func systemErrorText(_ code: Int32) -> String {
    String(cString: strerror(code))
}

#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif
