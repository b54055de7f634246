// The temporary files and folders of this process and the programs that write them, so that a signal can remove and end them.
@preconcurrency import LibC

/// Temporary files that exist right now, and programs started to write some of them.
///
/// A program that is told to stop calls ``removeAll()`` before it exits; ``OutputFile`` keeps the list. As that happens inside
/// a signal handler, which may have stopped this very code or the allocator half-way, the list is plain memory that
/// ``removeAll()`` only reads, and signals wait while it is being changed.
public enum PendingFiles {
    private final class Registry: @unchecked Sendable {
        let lock = Lock()
        /// The paths, nil where a place is free, and the processes that made them.
        var paths: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?> = table(512, nil)
        var owners: UnsafeMutableBufferPointer<pid_t> = table(512, 0)
        /// Programs at work, 0 where a place is free, and the processes that started them.
        var children: UnsafeMutableBufferPointer<pid_t> = table(64, 0)
        var parents: UnsafeMutableBufferPointer<pid_t> = table(64, 0)

        /// Temporary folders, each with what removing one takes, made beforehand: a signal handler may not ask for memory.
        var folders: UnsafeMutableBufferPointer<Folder?> = table(8, nil)

        private static func table<Element>(_ count: Int, _ free: Element) -> UnsafeMutableBufferPointer<Element> {
            let table = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
            table.initialize(repeating: free)
            return table
        }

        /// A table twice as long. Within ``change(_:)``, where no handler reads the old one.
        func grow<Element>(_ table: inout UnsafeMutableBufferPointer<Element>, _ free: Element) {
            let longer = Registry.table(2 * table.count, free)
            for place in table.indices { longer[place] = table[place] }
            table.deallocate()
            table = longer
        }

        struct Folder {
            let owner: pid_t
            let path: UnsafeMutablePointer<CChar>
            /// Another name beside it: who still writes into the folder by its path gets no further.
            let removed: UnsafeMutablePointer<CChar>
            /// The words of `rm -rf removed`.
            let words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
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
            if descriptor >= 0 {
                if !registry.paths.contains(nil) {
                    registry.grow(&registry.paths, nil)
                    registry.grow(&registry.owners, 0)
                }
                if let place = registry.paths.firstIndex(of: nil) {
                    registry.owners[place] = getpid()
                    registry.paths[place] = strdup(path)
                }
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

    /// The files on the list.
    package static var paths: [String] { registry.change { registry.paths.compactMap { $0.map { String(cString: $0) } } } }

    /// Why a program was not started.
    struct StartProblem: Error {
        let code: Int32
    }

    /// Starts a program that is on the list, as the leader of its own process group, from the moment it exists.
    static func startChild(_ spawn: (inout pid_t) -> Int32) -> Result<pid_t, StartProblem> {
        registry.change {
            if !registry.children.contains(0) {
                registry.grow(&registry.children, 0)
                registry.grow(&registry.parents, 0)
            }
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

    /// Makes a folder that is on the list from the moment it exists.
    /// - Returns: 0, or the error's number.
    static func makeFolder(_ path: String) -> Int32 {
        registry.change {
            guard mkdir(path, 0o700) == 0 else { return errno }
            if !registry.folders.contains(where: { $0 == nil }) { registry.grow(&registry.folders, nil) }
            guard let place = registry.folders.firstIndex(where: { $0 == nil }), let own = strdup(path),
                let removed = strdup(path + ".removed")
            else { return 0 }
            let words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 5)
            words.initialize(repeating: nil, count: 5)
            for (number, word) in ["rm", "-rf", "--"].enumerated() { words[number] = strdup(word) }
            words[3] = removed
            registry.folders[place] = Registry.Folder(owner: getpid(), path: own, removed: removed, words: words)
            return 0
        }
    }

    static func forgetFolder(_ path: String) {
        registry.change {
            for place in registry.folders.indices {
                guard let folder = registry.folders[place], strcmp(folder.path, path) == 0 else { continue }
                registry.folders[place] = nil
                free(folder.path)
                for number in 0..<4 { free(folder.words[number]) }
                folder.words.deallocate()
                return
            }
        }
    }

    /// Ends the programs that this process (not one it was forked from) has started, then removes its temporary files and folders. Safe
    /// in a signal handler.
    public static func removeAll() {
        registry.lock.withLock {
            let own = getpid()
            for place in 0..<registry.children.count where registry.parents[place] == own {
                if registry.children[place] > 0 { kill(-registry.children[place], SIGKILL) }
            }
            for place in 0..<registry.paths.count where registry.owners[place] == own {
                if let path = registry.paths[place] { unlink(path) }
            }
            // Listing a folder takes memory, which must not be asked for here: another program does it. Starting one takes none.
            for place in 0..<registry.folders.count {
                guard let folder = registry.folders[place], folder.owner == own, rename(folder.path, folder.removed) == 0 else { continue }
                var remover: pid_t = 0
                guard posix_spawn(&remover, "/bin/rm", nil, nil, folder.words, environ) == 0 else { continue }
                while waitpid(remover, nil, 0) < 0 && errno == EINTR {}
            }
        }
    }
}
