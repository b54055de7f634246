// Loops over independent pieces, spread over threads that stay awake between them.
import Files
@preconcurrency import LibC
import Synchronization

/// Threads of this process that share the pieces of a loop.
///
/// For arithmetic in which one loop follows the next within microseconds. Which thread takes which piece is left to chance, so
/// the result of a piece may not depend on what others do.
///
/// ```swift
/// let sums = ThreadTeam.map(pieces: 10) { piece in (piece * 100..<(piece + 1) * 100).reduce(0, +) }
/// print(sums[0], sums[9])  // 4950 94950
/// ```
public enum ThreadTeam {
    /// How many threads work at once, the caller included; the machine's processors unless set.
    ///
    /// Results do not depend on it.
    public static var size: Int {
        get { wanted.load(ordering: .relaxed) == 0 ? WorkerPool.processorCount : wanted.load(ordering: .relaxed) }
        set { wanted.store(max(1, newValue), ordering: .relaxed) }
    }

    private static let wanted = Atomic<Int>(0)
    private static let shared = Locked<TeamThreads?>(nil)

    /// Runs `body` for piece 0 to `pieces - 1`, each once, and returns when all are done.
    ///
    /// A loop started from within a piece, or while another thread of the program runs one, is run by its caller alone.
    public static func forEach(pieces: Int, _ body: @Sendable (Int) -> Void) {
        forEachUnchecked(pieces: pieces, body)
    }

    /// What `body` makes of piece 0 to `pieces - 1`, in this order.
    public static func map<Result: Sendable>(pieces: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        let count = max(0, pieces)
        return [Result](unsafeUninitializedCapacity: count) { results, filled in
            let start = results.baseAddress
            forEachUnchecked(pieces: count) { piece in start.map { ($0 + piece).initialize(to: body(piece)) } }
            filled = count
        }
    }

    /// The same as ``forEach(pieces:_:)`` for arithmetic on memory that the pieces share.
    ///
    /// No compiler can tell which numbers a loop reaches through a pointer, so the caller vouches that a piece writes only where
    /// no other piece reads or writes.
    package static func forEachUnchecked(pieces: Int, _ body: (Int) -> Void) {
        guard pieces > 1, size > 1 else {
            for piece in 0..<max(0, pieces) { body(piece) }
            return
        }
        let shared = shared.withLockIfAvailable { team -> Bool in
            // A forked process has the memory of its parent's threads, not the threads.
            if team == nil || team?.process != getpid() { team = TeamThreads() }
            guard let team, let helpers = team.helpers(size - 1), helpers > 0 else { return false }
            team.run(pieces: pieces, helpers: helpers, body)
            return true
        }
        if shared != true {
            for piece in 0..<pieces { body(piece) }
        }
    }
}

/// The threads and what they work on.
private final class TeamThreads: @unchecked Sendable {
    let process = getpid()
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let woken = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var threads = 0

    // The loop in hand: written before `round` moves on, read after it has been seen to.
    private var body: ((Int) -> Void)?
    private var pieces = 0
    private var invited = 0
    private let next = Atomic<Int>(0)
    /// Threads that have not left the loop in hand.
    private let busy = Atomic<Int>(0)
    private let round = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(woken, nil)
    }

    /// Starts threads until there are `count`; how many there are, or nil when none could be started.
    func helpers(_ count: Int) -> Int? {
        while threads < count {
            var thread = pthread_t()
            let member = Unmanaged.passRetained(TeamMember(team: self, number: threads, round: round.load(ordering: .relaxed))).toOpaque()
            let started = pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    let member = Unmanaged<TeamMember>.fromOpaque(argument).takeRetainedValue()
                    member.team.serve(number: member.number, from: member.round)
                    return nil
                }, member)
            guard started == 0 else {
                Unmanaged<TeamMember>.fromOpaque(member).release()
                break
            }
            pthread_detach(thread)
            threads += 1
        }
        return threads == 0 ? nil : min(threads, count)
    }

    private final class TeamMember {
        let team: TeamThreads
        let number: Int
        let round: Int
        init(team: TeamThreads, number: Int, round: Int) {
            self.team = team
            self.number = number
            self.round = round
        }
    }

    func run(pieces: Int, helpers: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            self.body = body
            self.pieces = pieces
            invited = helpers
            next.store(0, ordering: .relaxed)
            // Every thread checks in once a round, invited or not, so that none can mistake one round for the next.
            busy.store(threads, ordering: .relaxed)
            round.add(1, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
                pthread_mutex_lock(mutex)
                pthread_cond_broadcast(woken)
                pthread_mutex_unlock(mutex)
            }
            work()
            var turns = 0
            while busy.load(ordering: .acquiring) > 0 {
                turns += 1
                if turns > 2000 { sched_yield() }
            }
            self.body = nil
        }
    }

    private func work() {
        guard let body else { return }
        while true {
            let piece = next.add(1, ordering: .relaxed).oldValue
            if piece >= pieces { return }
            body(piece)
        }
    }

    private func serve(number: Int, from first: Int) {
        var seen = first
        while true {
            var turns = 0
            while round.load(ordering: .acquiring) == seen {
                turns += 1
                // Long enough for the serial part between two loops of a model, short enough not to heat an idle program.
                if turns > 20_000 { sleep(until: seen) }
            }
            seen += 1
            if number < invited { work() }
            busy.subtract(1, ordering: .releasing)
        }
    }

    private func sleep(until seen: Int) {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while round.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(woken, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}
