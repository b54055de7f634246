// Work of unequal length spread over forked processes: whoever is free takes the next job, and nobody's end is everybody's.
@preconcurrency import LibC

/// Gives numbered jobs to forked copies of this process, each to whichever is free.
///
/// Where ``WorkerPool`` takes results in order and fails as a whole, this one takes them as they come, and survives a process that dies:
/// its job is reported as lost, and another process takes its place. For data sets, of which one file may be damaged.
///
/// The caller must have no other threads at work and no OpenGL context: neither lives on in a forked process.
///
/// ```swift
/// var squares = [Int](repeating: 0, count: 5)
/// try ResilientWorkerPool(workers: 2).run(
///     jobs: 5, prepare: { 1 },
///     work: { one, job, report in try report(Array("\(job * job * one)".utf8)) },
///     take: { job, bytes in squares[job] = Int(String(decoding: bytes, as: UTF8.self)) ?? -1 },
///     done: { job, loss in if let loss { print(job, loss) } })
/// print(squares)  // [0, 1, 4, 9, 16]
/// ```
public struct ResilientWorkerPool: Sendable {
    /// How many processes work at once.
    public let workers: Int

    /// Longer reports than this are not taken, in bytes.
    public static let longestReport = 1 << 20

    public init(workers: Int) { self.workers = max(1, workers) }

    /// Runs `jobs` jobs.
    ///
    /// - Parameters:
    ///   - prepare: makes what a process needs for all of its jobs (a renderer); called once in each.
    ///   - work: does job `n` and may report any number of times; called in the worker.
    ///   - take: called in this process with each report, those of one job in order, those of several jobs mingled.
    ///   - done: called in this process when a job is over: with nil, or the words of the error that `work` threw, or how its process ended.
    /// - Throws: ``WorkerProblem`` when no process can be started, or `prepare` fails; whatever `take` and `done` throw. No process is
    ///   left behind.
    public func run<State>(
        jobs: Int, prepare: () throws -> State, work: (State, Int, (_ report: [UInt8]) throws -> Void) throws -> Void,
        take: (Int, [UInt8]) throws -> Void, done: (_ job: Int, _ loss: String?) throws -> Void
    ) throws {
        guard jobs > 0 else { return }
        // A worker that dies while it is given a job must not end us.
        BrokenPipes.ignore()
        defer { BrokenPipes.restore() }
        var processes: [WorkerProcess] = []
        defer { for member in processes { member.stop() } }
        func startProcess() throws {
            let pipes = try ResilientWorkerPipes()
            let pid = try Fork.start {
                for other in processes { other.pipes.close() }
                pipes.keep(.worker)
                ResilientWorkerPool.serve(pipes, prepare: prepare, work: work)
            }
            pipes.keep(.parent)
            processes.append(WorkerProcess(pid: pid, pipes: pipes))
        }
        for _ in 0..<min(workers, jobs) { try startProcess() }

        var waiting: [Int] = []  // Jobs that were given to a process that died before it began them.
        var next = 0
        var open = jobs
        /// One job ahead for each process, so that none waits for us; at the end none, so that none has two when another has none.
        func feed(_ number: Int) {
            let ahead = jobs - next > 3 * workers ? 2 : 1
            while processes[number].jobs.count < ahead {
                guard let job = waiting.popLast() ?? (next < jobs ? next : nil) else { return }
                if job == next { next += 1 }
                processes[number].jobs.append(job)
                processes[number].pipes.send(.job, job, [])
            }
        }
        for number in processes.indices { feed(number) }
        while open > 0 {
            heard: for number in try ResilientWorkerPipes.readable(processes.map(\.pipes)) {
                let message = processes[number].pipes.receive()
                switch message?.kind {
                case .report?:
                    guard let job = processes[number].jobs.first, let message else { continue }
                    try take(job, message.bytes)
                case .done?, .failed?:
                    guard let message, !processes[number].jobs.isEmpty else { continue }
                    let job = processes[number].jobs.removeFirst()
                    open -= 1
                    feed(number)
                    try done(job, message.kind == .done ? nil : String(decoding: message.bytes, as: UTF8.self))
                case .prepared?: processes[number].isPrepared = true
                case .unprepared?:
                    throw WorkerProblem(String(decoding: message?.bytes ?? [], as: UTF8.self))
                case .job?, nil:
                    let lost = processes.remove(at: number)
                    if message != nil { kill(lost.pid, SIGKILL) }
                    let end = lost.end()
                    // Another would fare no better.
                    guard lost.isPrepared else { throw end }
                    waiting += lost.jobs.dropFirst()
                    if let job = lost.jobs.first {
                        open -= 1
                        try done(job, end.description)
                    }
                    if open > processes.reduce(0, { $0 + $1.jobs.count }) {
                        try startProcess()
                        feed(processes.count - 1)
                    }
                    // The numbers of those behind the one that was removed have changed.
                    break heard
                }
            }
        }
    }

    /// A worker process's whole life.
    private static func serve<State>(
        _ pipes: ResilientWorkerPipes, prepare: () throws -> State, work: (State, Int, ([UInt8]) throws -> Void) throws -> Void
    ) -> Never {
        let state: State
        do {
            state = try prepare()
            if !pipes.send(.prepared, 0, []) { _exit(0) }
        } catch {
            pipes.send(.unprepared, 0, Array("\(error)".utf8.prefix(longestReport)))
            _exit(1)
        }
        while let message = pipes.receive(), message.kind == .job {
            do {
                try work(state, message.job) { bytes in
                    guard bytes.count <= longestReport else { throw WorkerProblem("a report of \(bytes.count) bytes is too long") }
                    if !pipes.send(.report, message.job, bytes) { _exit(0) }
                }
                if !pipes.send(.done, message.job, []) { _exit(0) }
            } catch {
                if !pipes.send(.failed, message.job, Array("\(error)".utf8.prefix(longestReport))) { _exit(0) }
            }
        }
        _exit(0)
    }
}

/// A worker process as its parent sees it.
private struct WorkerProcess {
    let pid: pid_t
    let pipes: ResilientWorkerPipes
    /// What it was given and has not said to be done; it is at the first.
    var jobs: [Int] = []
    var isPrepared = false

    /// Ends the process, wherever it is, and waits for it.
    func stop() {
        pipes.close()
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }

    /// How a process ended that is gone.
    func end() -> WorkerProblem {
        pipes.close()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return WorkerProblem.lost(status)
    }
}
