// The temporary files of this process and the programs that write them, so that a signal can remove and end them.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Temporary files that exist right now, and programs started to write some of them.
///
/// A program that is told to stop calls ``removeAll()`` before it exits; ``OutputFile`` keeps the list. As that happens inside
/// a signal handler, which may have stopped this very code or the allocator half-way, the list is plain memory that
/// ``removeAll()`` only reads, and signals wait while it is being changed.
public enum PendingFiles {
    private final class Registry: @unchecked Sendable {
        let lock = Lock()
        /// The paths, nil where a place is free, and the processes that made them.
        let paths: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?> = .allocate(capacity: 512)
        let owners: UnsafeMutableBufferPointer<pid_t> = .allocate(capacity: 512)
        /// Programs at work, 0 where a place is free, and the processes that started them.
        let children: UnsafeMutableBufferPointer<pid_t> = .allocate(capacity: 64)
        let parents: UnsafeMutableBufferPointer<pid_t> = .allocate(capacity: 64)

        init() {
            paths.initialize(repeating: nil)
            owners.initialize(repeating: 0)
            children.initialize(repeating: 0)
            parents.initialize(repeating: 0)
        }

        /// Runs `body` without being stopped by a signal or another thread.
        func change<Result>(_ body: () -> Result) -> Result {
            var all = sigset_t()
            var before = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
            return lock.withLock(body)
        }
    }
    private static let registry = Registry()

    /// To be called before signals are handled: makes the list.
    public static func prepare() { _ = registry }

    /// `open(2)` of a new file that is on the list from the moment it exists. Sets `errno` when it returns -1.
    static func open(_ path: String, _ flags: Int32, mode: mode_t) -> Int32 {
        var code: Int32 = 0
        let descriptor = registry.change {
            #if canImport(Musl)
            let descriptor = Musl.open(path, flags, mode)
            #else
            let descriptor = Glibc.open(path, flags, mode)
            #endif
            code = errno
            if descriptor >= 0, let place = registry.paths.firstIndex(of: nil) {
                registry.owners[place] = getpid()
                registry.paths[place] = strdup(path)
            }
            return descriptor
        }
        errno = code
        return descriptor
    }

    static func remove(_ path: String) {
        registry.change {
            for place in registry.paths.indices {
                guard let stored = registry.paths[place], strcmp(stored, path) == 0 else { continue }
                registry.paths[place] = nil
                free(stored)
                return
            }
        }
    }

    /// Why a program was not started.
    struct StartProblem: Error {
        let code: Int32
    }

    /// Starts a program that is on the list, as the leader of its own process group, from the moment it exists.
    static func startChild(_ spawn: (inout pid_t) -> Int32) -> Result<pid_t, StartProblem> {
        registry.change {
            guard let place = registry.children.firstIndex(of: 0) else { return .failure(StartProblem(code: EAGAIN)) }
            var child: pid_t = 0
            let code = spawn(&child)
            guard code == 0 else { return .failure(StartProblem(code: code)) }
            registry.parents[place] = getpid()
            registry.children[place] = child
            return .success(child)
        }
    }

    static func forgetChild(_ child: pid_t) {
        registry.change {
            if let place = registry.children.firstIndex(of: child) { registry.children[place] = 0 }
        }
    }

    /// Ends the programs that this process (not one it was forked from) has started, then removes its temporary files. Safe in a
    /// signal handler.
    public static func removeAll() {
        registry.lock.withLock {
            let own = getpid()
            for place in 0..<registry.children.count where registry.parents[place] == own {
                if registry.children[place] > 0 { kill(-registry.children[place], SIGKILL) }
            }
            for place in 0..<registry.paths.count where registry.owners[place] == own {
                if let path = registry.paths[place] { unlink(path) }
            }
        }
    }
}

/// A mutual-exclusion lock.
final class Lock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}
