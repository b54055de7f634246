// Work in a process of its own: what comes back, and what is said of its failures.
import Files
import LibC
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

    /// Something that takes long to make the first time that anybody asks.
    private enum Slow {
        static let number: UInt8 = {
            usleep(100_000)
            return 7
        }()
    }

    @Test func threadsMayWaitForTheSameStaticThere() throws {
        let numbers = try SeparateProcess.run {
            // Where the lock of the static were kept for ever, this ends the process instead of the test.
            alarm(30)
            let numbers = Locked<[UInt8]>([])
            ThreadTeam.forEach(pieces: 4) { _ in
                let number = Slow.number
                numbers.withLock { $0.append(number) }
            }
            let (a, b) = try Concurrently.run(here: { Slow.number }, besides: { Slow.number })
            return numbers.withLock { $0 } + [a, b]
        }
        #expect(numbers == [7, 7, 7, 7, 7, 7])
    }

    @Test func threadsStartedThereAreGone() throws {
        let count = try SeparateProcess.run {
            let (a, b) = try Concurrently.run(here: { 1 }, besides: { 2 })
            return [UInt8(a + b)]
        }
        #expect(count == [3])
    }
}
