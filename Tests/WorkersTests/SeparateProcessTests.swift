// Work in a process of its own: what comes back, and what is said of its failures.
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
}
