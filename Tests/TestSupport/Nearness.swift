// How near is near enough.
import Testing

/// The largest amount by which `|a - b|` exceeds `abs + rel · |b|`; 0 if it never does, infinite where the counts differ or a
/// number is missing.
package func excess<Number: BinaryFloatingPoint>(_ a: [Number], _ b: [Number], abs: Number, rel: Number) -> Number {
    guard a.count == b.count else { return .infinity }
    var worst: Number = 0
    for (x, y) in zip(a, b) where !(Swift.abs(x - y) <= abs + rel * Swift.abs(y)) {
        worst = max(worst, x.isFinite && y.isFinite ? Swift.abs(x - y) - abs - rel * Swift.abs(y) : .infinity)
    }
    return worst
}

/// Demands that all numbers are near enough, and says by how much the worst is not.
package func expectNear<Number: BinaryFloatingPoint>(
    _ found: [Number], _ expected: [Number], abs: Number = 0, rel: Number = 0, _ what: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let over = excess(found, expected, abs: abs, rel: rel)
    #expect(over == 0, what, sourceLocation: sourceLocation)
}

package func expectNear(
    _ found: Double, _ expected: Double, abs: Double = 0, rel: Double = 0, _ what: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(
        Swift.abs(found - expected) <= abs + rel * Swift.abs(expected), what ?? "\(found), expected \(expected)",
        sourceLocation: sourceLocation)
}
