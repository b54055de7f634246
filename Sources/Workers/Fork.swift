// Forking, which Swift's C library overlay marks unavailable because most programs should not.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

enum Fork {
    /// `fork(2)`. A worker notices that its parent is gone when it next talks to it.
    static func fork() throws -> pid_t {
        guard let address = dlsym(nil, "fork") else { throw WorkerProblem("this C library has no fork") }
        let function = unsafeBitCast(address, to: (@convention(c) () -> pid_t).self)
        fflush(nil)
        let pid = function()
        if pid < 0 { throw WorkerProblem("no worker process could be started: \(String(cString: strerror(errno)))") }
        if pid == 0 {
            // The parent decides what an interrupt from the terminal means.
            signal(SIGINT, SIG_IGN)
            signal(SIGPIPE, SIG_IGN)
        }
        return pid
    }
}
