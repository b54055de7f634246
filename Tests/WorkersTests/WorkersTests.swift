// Results of worker processes come in order, and a failure leaves no process behind.
import LibC
import Testing
import Workers

@Suite(.serialized) struct WorkerPoolTests {
    @Test(arguments: [(1, 1, 7), (2, 1, 7), (2, 4, 33), (3, 8, 100), (4, 8, 3), (2, 8, 1)])
    func resultsComeInOrderWhateverTheNumberOfWorkers(workers: Int, batch: Int, jobs: Int) throws {
        var taken: [Int] = []
        try WorkerPool(workers: workers, batch: batch).run(
            jobs: jobs, resultBytes: 16, prepare: { 1000 },
            work: { state, job, slot in
                slot.storeBytes(of: state + job, as: Int.self)
                return 8
            },
            take: { job, bytes in
                #expect(job == taken.count)
                #expect(bytes.count == 8)
                taken.append(bytes.loadUnaligned(as: Int.self))
            })
        #expect(taken == (0..<jobs).map { 1000 + $0 })
    }

    @Test func anErrorInAWorkerReachesTheCallerInItsOwnWords() {
        #expect(throws: WorkerProblem("the 5th is broken")) {
            try WorkerPool(workers: 2).run(
                jobs: 20, resultBytes: 8, prepare: {},
                work: { _, job, _ in
                    if job == 5 { throw WorkerProblem("the 5th is broken") }
                    return 0
                }, take: { _, _ in })
        }
    }

    @Test func aWorkerThatDiesIsNamedBySignal() {
        #expect(throws: WorkerProblem.self) {
            try WorkerPool(workers: 2).run(
                jobs: 20, resultBytes: 8, prepare: {},
                work: { _, job, _ in
                    if job == 5 { kill(getpid(), SIGKILL) }
                    return 0
                }, take: { _, _ in })
        }
    }

    @Test func anErrorOfTheTakerEndsTheWorkersToo() {
        struct Enough: Error {}
        var workers = Set<pid_t>()
        #expect(throws: Enough.self) {
            try WorkerPool(workers: 2).run(
                jobs: 1_000_000, resultBytes: 8, prepare: {},
                work: { _, _, slot in
                    slot.storeBytes(of: getpid(), as: pid_t.self)
                    return MemoryLayout<pid_t>.size
                },
                take: { job, bytes in
                    workers.insert(bytes.load(as: pid_t.self))
                    if job == 10 { throw Enough() }
                })
        }
        // Asked one by one: other tests of this process have children of their own, which are not ours to wait for.
        #expect(workers.count == 2)
        for worker in workers { #expect(kill(worker, 0) == -1 && errno == ESRCH, "process \(worker) is left") }
    }
}

struct ConcurrentMapTests {
    @Test(arguments: [0, 1, 2, 7, 100], [1, 2, 3, 16])
    func resultsComeInTheOrderOfTheItems(count: Int, processors: Int) throws {
        let items = Array(0..<count)
        #expect(try Concurrently.map(items, processors: processors) { $0 * 3 } == items.map { $0 * 3 })
    }

    @Test func anErrorOfOneItemIsTheErrorOfAll() {
        struct Odd: Error {}
        #expect(throws: Odd.self) { try Concurrently.map([2, 4, 5, 6], processors: 4) { if $0 % 2 == 1 { throw Odd() } } }
    }
}

@Suite struct ThreadTeamTests {
    @Test func resultsOfPiecesComeInOrder() {
        #expect(ThreadTeam.map(pieces: 1000) { $0 * $0 } == (0..<1000).map { $0 * $0 })
        #expect(ThreadTeam.map(pieces: 3) { "\($0)" } == ["0", "1", "2"])
        #expect(ThreadTeam.map(pieces: 0) { $0 }.isEmpty)
    }
}
