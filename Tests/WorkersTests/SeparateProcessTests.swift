// Work in a process of its own: what comes back, and what is said of its failures.
import Foundation
import Testing
import Workers

@Suite struct SeparateProcessTests {
    private struct Trouble: Error, CustomStringConvertible { let description = "no such luck" }

    @Test func bytesComeBackWhole() throws {
        #expect(try SeparateProcess.run { [] } == [])
        let many = try SeparateProcess.run { (0..<300_000).map { UInt8($0 % 251) } }
        #expect(many.count == 300_000 && many[299_999] == UInt8(299_999 % 251))
    }

    @Test func errorsKeepTheirWords() {
        #expect(throws: WorkerProblem("no such luck")) { try SeparateProcess.run { throw Trouble() } }
    }

    @Test func threadsStartedThereAreGone() throws {
        let count = try SeparateProcess.run {
            let (a, b) = try Concurrently.run(here: { 1 }, besides: { 2 })
            return [UInt8(a + b)]
        }
        #expect(count == [3])
    }

    /// Takes its time to be made, so that several threads wait for it.
    private enum Slow {
        static let value = make()
        private static func make() -> UInt8 {
            usleep(100_000)
            return 7
        }
        static let known = UInt8(getpid() & 1)
    }

    @Test func valuesThatSeveralThreadsWantAtOnceAreMadeInTheForkedProcessToo() throws {
        // The thread that forks has taken such a lock before.
        _ = Slow.known
        let values = try SeparateProcess.run {
            alarm(20)
            return ThreadTeam.map(pieces: 8) { _ in Slow.value }
        }
        #expect(values == [UInt8](repeating: 7, count: 8))
    }
}
