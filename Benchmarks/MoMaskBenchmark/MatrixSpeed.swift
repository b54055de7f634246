// How fast this machine multiplies matrices by the library that networks use, on all threads.
import Arrays
import Foundation
import Learning
import Workers

/// The yardstick for shares: large square products, which leave out everything but multiplying.
enum MatrixSpeed {
    private static let side = 1024

    /// Floating-point operations a second of all threads together; the best of several tries.
    static func operationsPerSecond() -> Double {
        let threads = ThreadTeam.size
        let count = side * side
        let a = [Float](repeating: 0.5, count: count), b = [Float](repeating: 0.25, count: count)
        var best = 0.0
        for _ in 0..<5 {
            let repeats = 4
            let start = ContinuousClock.now
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return }
                    nonisolated(unsafe) let (left, right) = (a, b)
                    DispatchQueue.concurrentPerform(iterations: threads) { _ in
                        let out = UnsafeMutablePointer<Float>.allocate(capacity: count)
                        defer { out.deallocate() }
                        for _ in 0..<repeats {
                            LinearAlgebra.productWithTransposed(
                                left, leadingA: side, right, leadingB: side, into: out, m: side, n: side, k: side)
                        }
                    }
                }
            }
            let time = (ContinuousClock.now - start).components
            let seconds = Double(time.seconds) + Double(time.attoseconds) / 1e18
            best = max(best, 2 * Double(side * side * side) * Double(repeats * threads) / seconds)
        }
        return best
    }
}
