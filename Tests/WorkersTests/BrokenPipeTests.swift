// A worker that dies while it is written to must not end the program, whoever else has just finished.
@preconcurrency import LibC
import Testing
import Workers

struct BrokenPipeTests {
    /// Two that overlap: what the first one found when it began must not come back before the second one has ended.
    @Test func theyStayHarmlessUntilTheLastOneWhoWritesHasEnded() {
        BrokenPipes.ignore()
        BrokenPipes.ignore()
        BrokenPipes.restore()
        var now = sigaction()
        sigaction(SIGPIPE, nil, &now)
        #expect(unsafeBitCast(now.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self))
        BrokenPipes.restore()
    }
}
