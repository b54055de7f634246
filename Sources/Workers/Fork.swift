// Forking, which Swift's C library overlay marks unavailable because most programs should not.
@preconcurrency import LibC

enum Fork {
    /// `fork(2)`, of a process that ends when its parent does, however that ended: nobody would take its results.
    static func fork() throws -> pid_t {
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
        }
        return pid
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
