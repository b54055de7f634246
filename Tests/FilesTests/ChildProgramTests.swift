// Programs that this one starts: fed, listened to, ended.
import Files
import LibC
import Testing

@Suite struct ChildProgramTests {
    private func shell(_ script: String) throws -> ChildProgram { try ChildProgram("/bin/sh", ["-c", script]) }

    @Test func theEndIsToldWithTheLastWords() throws {
        let child = try shell("read line; echo \"heard $line\" >&2; echo >&2; exit 7")
        try child.write(Array("you\n".utf8))
        let end = try child.finish()
        #expect(end == ChildProgram.End(status: 7, signal: nil, lastLine: "heard you"))
        #expect(try child.finish() == end)
        #expect(try shell("kill -15 $$").finish().signal == 15)
        #expect(try shell("exit 0").finish() == ChildProgram.End(status: 0, signal: nil, lastLine: nil))
    }

    @Test func aProgramThatStopsReadingIsAnErrorNotASignal() throws {
        let child = try shell("exec 0<&-; echo enough >&2")
        #expect(throws: ChildStopped.self) {
            for _ in 0..<1000 { try child.write([UInt8](repeating: 1, count: 100_000)) }
        }
        #expect(throws: ChildStopped.self) { try child.write([1]) }
        #expect(try child.finish().lastLine == "enough")
    }

    @Test func whatItStartsDoesNotKeepUsWaiting() throws {
        let start = ContinuousClock.now
        // Its number in the last words, to end it: whatever inherited it from this process would stay open as long.
        let end = try shell("sleep 300 & echo $! >&2; exit 0").finish()
        #expect(ContinuousClock.now - start < .seconds(100))
        #expect(end.isSuccess)
        kill(try #require(end.lastLine.flatMap { pid_t($0) }), SIGKILL)
    }

    @Test func aProgramThatIsNotThereIsNamed() throws {
        let problem = #expect(throws: FileProblem.self) { try ChildProgram("/nowhere/at/all", []) }
        #expect(problem?.file == "/nowhere/at/all")
        #expect(throws: MissingProgram.self) { try ProgramSearch.find("no-such-program-anywhere") }
        #expect(try ProgramSearch.find("sh").hasSuffix("/sh"))
    }
}
