// Every job once, whoever does it, and a member's end costs its job alone.
import LibC
import Testing
import Workers

@Suite(.serialized) struct ResilientWorkerPoolTests {
    @Test(arguments: [(1, 7), (2, 1), (2, 50), (4, 3), (3, 200)])
    func everyJobIsDoneOnceAndItsReportsComeInOrder(workers: Int, jobs: Int) throws {
        var reports = [[String]](repeating: [], count: jobs)
        var done = [Int](repeating: 0, count: jobs)
        try ResilientWorkerPool(workers: workers).run(
            jobs: jobs, prepare: { 10 },
            work: { base, job, report in
                for step in 0..<job % 4 { try report(Array("\(base + job).\(step)".utf8)) }
            },
            take: { job, bytes in
                #expect(done[job] == 0)
                reports[job].append(String(decoding: bytes, as: UTF8.self))
            },
            done: { job, loss in
                #expect(loss == nil)
                done[job] += 1
            })
        #expect(done == [Int](repeating: 1, count: jobs))
        for job in 0..<jobs { #expect(reports[job] == (0..<job % 4).map { "\(10 + job).\($0)" }) }
    }

    @Test func anErrorAndADeathCostTheirJobsAlone() throws {
        var losses: [Int: String] = [:]
        var done = 0
        try ResilientWorkerPool(workers: 2).run(
            jobs: 40, prepare: {},
            work: { _, job, _ in
                if job == 5 { throw WorkerProblem("the 5th is broken") }
                if job == 11 || job == 12 || job == 39 { kill(getpid(), SIGKILL) }
            },
            take: { _, _ in },
            done: { job, loss in
                done += 1
                losses[job] = loss
            })
        #expect(done == 40)
        #expect(losses.keys.sorted() == [5, 11, 12, 39])
        #expect(losses[5] == "the 5th is broken")
        #expect(losses[11]?.contains("signal 9") == true)
    }

    @Test func whatCannotBePreparedIsToldInItsOwnWords() {
        #expect(throws: WorkerProblem("no renderer here")) {
            try ResilientWorkerPool(workers: 2).run(
                jobs: 9, prepare: { throw WorkerProblem("no renderer here") }, work: { (_: Void, _, _) in }, take: { _, _ in },
                done: { _, _ in })
        }
        // Nor does a process that dies at its start have countless successors.
        #expect(throws: WorkerProblem.self) {
            try ResilientWorkerPool(workers: 2).run(
                jobs: 9, prepare: { kill(getpid(), SIGKILL) }, work: { _, _, _ in }, take: { _, _ in }, done: { _, _ in })
        }
    }

    @Test func largeReportsArriveWholeAndTooLargeOnesAreErrors() throws {
        var sizes: [Int] = []
        var loss: String?
        try ResilientWorkerPool(workers: 1).run(
            jobs: 1, prepare: {},
            work: { _, _, report in
                for size in [0, 1, 70_000, ResilientWorkerPool.longestReport, ResilientWorkerPool.longestReport + 1] {
                    try report([UInt8](repeating: 7, count: size))
                }
            },
            take: { _, bytes in sizes.append(bytes.count) }, done: { loss = $1 })
        #expect(sizes == [0, 1, 70_000, ResilientWorkerPool.longestReport])
        #expect(loss?.contains("too long") == true)
    }

    @Test func anErrorOfTheTakerEndsTheWorkersToo() {
        struct Enough: Error {}
        var workers = Set<Int>()
        #expect(throws: Enough.self) {
            try ResilientWorkerPool(workers: 2).run(
                jobs: 1_000_000, prepare: {}, work: { _, _, report in try report(Array("\(getpid())".utf8)) },
                take: { job, bytes in
                    if let pid = Int(String(decoding: bytes, as: UTF8.self)) { workers.insert(pid) }
                    if job == 20 { throw Enough() }
                }, done: { _, _ in })
        }
        for worker in workers { #expect(kill(pid_t(worker), 0) != 0) }
    }
}
