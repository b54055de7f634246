// Forking, which Swift's C library overlay marks unavailable because most programs should not.
@preconcurrency import LibC

enum Fork {
    /// Starts a copy of this process that ends when this one does, however that ended: nobody would take its results.
    ///
    /// The copy works in a thread that is new in it. Swift's runtime keeps a thread's number where the thread keeps its own variables,
    /// for the locks it takes when a `static let` is made; the one thread that `fork` leaves still has the number it had in the parent.
    /// Where another thread of the copy waits for the same `static let`, the kernel refuses to unlock it for a number that is not the
    /// thread's, and both would try for ever.
    ///
    /// - Parameter life: all that the copy does; it ends by `_exit`.
    /// - Returns: the process's number.
    /// - Throws: ``WorkerProblem`` if it cannot be started.
    static func start(_ life: () -> Never) throws -> pid_t {
        guard let address = dlsym(nil, "fork") else { throw WorkerProblem("this C library has no fork") }
        let function = unsafeBitCast(address, to: (@convention(c) () -> pid_t).self)
        fflush(nil)
        let parent = getpid()
        let pid = function()
        if pid < 0 { throw WorkerProblem("no worker process could be started: \(String(cString: strerror(errno)))") }
        if pid == 0 {
            // The parent decides what an interrupt from the terminal means.
            signal(SIGINT, SIG_IGN)
            signal(SIGPIPE, SIG_IGN)
            dieWithParent(parent)
            inNewThread(life)
        }
        return pid
    }

    /// What the new thread is to do; the one that waits for it changes nothing meanwhile.
    private struct Life: @unchecked Sendable { let run: () -> Never }

    private static func inNewThread(_ life: () -> Never) -> Never {
        withoutActuallyEscaping(life) { life in
            let box = Unmanaged.passRetained(Box(Life(run: life)))
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            // At least the main thread's usual size: the same work is done here.
            pthread_attr_setstacksize(&attributes, 16 << 20)
            var thread = pthread_t()
            let failed = pthread_create(
                &thread, &attributes,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().life.run()
                }, box.toOpaque())
            // Without another thread no lock is contended.
            if failed != 0 { box.takeRetainedValue().life.run() }
            pthread_join(thread, nil)
            _exit(1)
        }
    }

    private final class Box {
        let life: Life
        init(_ life: Life) { self.life = life }
    }

    private static func dieWithParent(_ parent: pid_t) {
        #if os(Linux)
        // Variadic in C, which Swift does not import. SIGTERM, so that unfinished files can be removed.
        if let address = dlsym(nil, "prctl") {
            typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            _ = unsafeBitCast(address, to: Control.self)(1, UInt(SIGTERM), 0, 0, 0)  // PR_SET_PDEATHSIG
        }
        #endif
        // The parent may have ended in between.
        if getppid() != parent { _exit(0) }
    }
}
