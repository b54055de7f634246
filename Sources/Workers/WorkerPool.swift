// Work spread over forked processes, its results taken in order.
@preconcurrency import LibC

/// A worker process failed, or none could be started.
public struct WorkerProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    /// True if a worker process ended without saying why: the job it had may be at fault, or the machine.
    public let isLostProcess: Bool

    public init(_ description: String, isLostProcess: Bool = false) {
        self.description = description
        self.isLostProcess = isLostProcess
    }
}

/// Spreads numbered jobs over forked copies of this process.
///
/// All OpenGL contexts of one process share one rasteriser behind one lock, so drawing on several cores takes several
/// processes. Forking rather than starting programs anew lets them share what is already in memory: bodies, motions, plans.
///
/// The caller must have no other threads at work and no OpenGL context: neither lives on in a forked process.
///
/// ```swift
/// var total = 0
/// try WorkerPool(workers: 2).run(
///     jobs: 10, resultBytes: 8,
///     prepare: { 3 },
///     work: { factor, job, slot in
///         slot.storeBytes(of: job * factor, as: Int.self)
///         return MemoryLayout<Int>.size
///     },
///     take: { job, bytes in total += bytes.load(as: Int.self) })
/// print(total)  // 135
/// ```
public struct WorkerPool: Sendable {
    /// How many processes work at once.
    public let workers: Int
    /// Consecutive jobs given to one process at a time; it also holds that many results that wait to be taken, twice.
    public let batch: Int

    public init(workers: Int, batch: Int = 1) {
        self.workers = max(1, workers)
        self.batch = max(1, batch)
    }

    /// Processors of this machine.
    public static var processorCount: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Runs `jobs` jobs and takes their results in order.
    ///
    /// - Parameters:
    ///   - resultBytes: the most bytes one result takes.
    ///   - prepare: makes what a process needs for all of its jobs (a renderer); called once in each.
    ///   - work: does job `n`, writes the result into the slot, and returns how many bytes it wrote.
    ///   - take: called in this process for job 0, 1, 2, …; the bytes are gone afterwards.
    /// - Throws: ``WorkerProblem`` with the words of an error thrown by `prepare` or `work`, or when a process dies; whatever `take`
    ///   throws. No process is left behind.
    public func run<State>(
        jobs: Int, resultBytes: Int, prepare: () throws -> State,
        work: (State, Int, UnsafeMutableRawBufferPointer) throws -> Int,
        take: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard jobs > 0 else { return }
        let count = min(workers, (jobs + batch - 1) / batch)
        let slotsEach = 2 * batch
        // A worker that dies while we give a slot back must not end us.
        BrokenPipes.ignore()
        defer { BrokenPipes.restore() }
        let slots = try SharedSlots(count: count * slotsEach, slotBytes: resultBytes)
        var children: [Child] = []
        defer { for child in children { child.stop() } }
        for number in 0..<count {
            let pipes = try PipePair()
            let pid = try Fork.start {
                for child in children { child.closePipes() }
                pipes.becomeChild()
                serve(number: number, of: count, jobs: jobs, slots: slots, slotsEach: slotsEach, pipes: pipes, prepare: prepare, work: work)
            }
            pipes.becomeParent()
            children.append(Child(pid: pid, pipes: pipes))
        }
        for job in 0..<jobs {
            let owner = job / batch % count
            let message = try children[owner].receive()
            guard message.job == job else { throw WorkerProblem("a worker process sent job \(message.job) in place of \(job)") }
            let slot = owner * slotsEach + localIndex(job, of: count) % slotsEach
            try take(job, UnsafeRawBufferPointer(rebasing: slots[slot][0..<message.count]))
            children[owner].release()
        }
    }

    /// The position of a job among those of the process that does it.
    private func localIndex(_ job: Int, of count: Int) -> Int {
        job / (batch * count) * batch + job % batch
    }

    /// A worker process's whole life.
    private func serve<State>(
        number: Int, of count: Int, jobs: Int, slots: SharedSlots, slotsEach: Int, pipes: PipePair,
        prepare: () throws -> State, work: (State, Int, UnsafeMutableRawBufferPointer) throws -> Int
    ) -> Never {
        do {
            let state = try prepare()
            var mine = 0
            var first = number * batch
            while first < jobs {
                for job in first..<min(first + batch, jobs) {
                    // The first results find their slots free; later ones wait until an old result was taken.
                    if mine >= slotsEach, !pipes.waitForRelease() { _exit(0) }
                    let slot = slots[number * slotsEach + mine % slotsEach]
                    let bytes = try work(state, job, slot)
                    guard bytes <= slot.count else { throw WorkerProblem("a result of \(bytes) bytes does not fit") }
                    if !pipes.send(Message(job: job, count: bytes)) { _exit(0) }
                    mine += 1
                }
                first += batch * count
            }
        } catch {
            pipes.sendFailure("\(error)")
            _exit(1)
        }
        _exit(0)
    }
}
