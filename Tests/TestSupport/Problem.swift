// Errors that users read: what a test demands of them.
import Files
import Testing

/// The words of the problem that `body` throws: one line. Records an issue if it throws none, or an error of another kind.
@discardableResult
package func problem(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        return ""
    } catch let problem as FileProblem {
        #expect(!problem.description.contains("\n"), sourceLocation: sourceLocation)
        return problem.description
    } catch {
        Issue.record("not a FileProblem: \(error)", sourceLocation: sourceLocation)
        return ""
    }
}
