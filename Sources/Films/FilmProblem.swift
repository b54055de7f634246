// Why a film cannot be made, where no single file is to blame.

/// A failure told in one line.
public struct FilmProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
