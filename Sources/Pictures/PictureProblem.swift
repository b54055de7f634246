// The error for pictures that are not (yet) files: sizes, colours, options; files have FileProblem.

/// Something is wrong with a picture, a colour or an option.
///
/// Printed as one line, ready for standard error.
public struct PictureProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, without a final full stop.
    public var problem: String
    /// What was expected instead, if that helps.
    public var expected: String?

    public init(_ problem: String, expected: String? = nil) {
        self.problem = problem
        self.expected = expected
    }

    public var description: String {
        expected.map { "\(problem); expected \($0)" } ?? problem
    }
}
