// The same bits, however many threads work.
import Foundation
import Testing
import Workers

/// The number of threads belongs to the whole process, and tests run at once: one after the other changes it.
private let threadsTurn = NSRecursiveLock()

/// What `body` returns on one, two and three threads.
package func onOneTwoAndThreeThreads<Result>(_ body: () throws -> Result) rethrows -> [Result] {
    try threadsTurn.withLock {
        let before = ThreadTeam.size
        defer { ThreadTeam.size = before }
        return try [1, 2, 3].map {
            ThreadTeam.size = $0
            return try body()
        }
    }
}

/// Demands that `body` gives the same bits on one, two and three threads; a NaN is equal to itself, and -0 differs from 0.
/// - Returns: what it gives.
@discardableResult
package func expectSameBitsOnAnyThreads(
    _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> [[Float]]
) rethrows -> [[Float]] {
    let results = try onOneTwoAndThreeThreads(body)
    for (index, other) in results.enumerated().dropFirst() {
        let differing = zip(results[0], other).enumerated().first { $0.element.0.map(\.bitPattern) != $0.element.1.map(\.bitPattern) }
        #expect(
            results[0].count == other.count && differing == nil,
            what ?? "array \(differing?.offset ?? -1) differs between 1 and \(index + 1) threads", sourceLocation: sourceLocation)
    }
    return results[0]
}
