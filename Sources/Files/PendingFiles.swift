// The temporary files of this process, so that a signal can remove them.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Temporary files that exist right now.
///
/// A program that is told to stop calls ``removeAll()`` before it exits; ``OutputFile`` keeps the list.
public enum PendingFiles {
    private final class Registry: @unchecked Sendable {
        let lock = Lock()
        var paths: [String: Int32] = [:]
    }
    private static let registry = Registry()

    static func add(_ path: String) {
        registry.lock.withLock { registry.paths[path] = getpid() }
    }

    static func remove(_ path: String) {
        registry.lock.withLock { _ = registry.paths.removeValue(forKey: path) }
    }

    /// Removes the temporary files that this process (not one it was forked from) has open.
    public static func removeAll() {
        registry.lock.withLock {
            for (path, owner) in registry.paths where owner == getpid() { unlink(path) }
            registry.paths.removeAll()
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
