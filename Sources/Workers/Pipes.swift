// The talk between a worker and its parent: results announced one way, slots given back the other.
import Files
@preconcurrency import LibC

/// "Job `job` is done; its result has `count` bytes." A failure has job -1 and is followed by `count` bytes of text.
struct Message {
    var job: Int
    var count: Int
}

/// Two pipes, of which each side keeps its own ends.
final class PipePair {
    private var resultRead: Int32 = -1
    private var resultWrite: Int32 = -1
    private var releaseRead: Int32 = -1
    private var releaseWrite: Int32 = -1

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw WorkerProblem("no pipe: \(String(cString: strerror(errno)))") }
        (resultRead, resultWrite) = (ends[0], ends[1])
        guard pipe(&ends) == 0 else {
            let text = String(cString: strerror(errno))
            closeAll()
            throw WorkerProblem("no pipe: \(text)")
        }
        (releaseRead, releaseWrite) = (ends[0], ends[1])
    }

    deinit { closeAll() }

    func becomeChild() {
        PipePair.shut(&resultRead)
        PipePair.shut(&releaseWrite)
    }

    func becomeParent() {
        PipePair.shut(&resultWrite)
        PipePair.shut(&releaseRead)
    }

    func closeAll() {
        PipePair.shut(&resultRead)
        PipePair.shut(&resultWrite)
        PipePair.shut(&releaseRead)
        PipePair.shut(&releaseWrite)
    }

    private static func shut(_ descriptor: inout Int32) {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    // In the worker.

    func send(_ message: Message) -> Bool {
        withUnsafeBytes(of: message) { writeAll($0) }
    }

    func sendFailure(_ text: String) {
        let bytes = Array(text.utf8.prefix(60_000))
        if send(Message(job: -1, count: bytes.count)) { _ = bytes.withUnsafeBytes { writeAll($0) } }
    }

    /// False when the parent is gone.
    func waitForRelease() -> Bool {
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) { DescriptorTransfer.read(releaseRead, filling: $0) }
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool { DescriptorTransfer.write(bytes, to: resultWrite) == 0 }

    // In the parent.

    /// The next message, or nil when the worker is gone.
    func receive() -> Message? {
        var message = Message(job: 0, count: 0)
        return withUnsafeMutableBytes(of: &message) { DescriptorTransfer.read(resultRead, filling: $0) } ? message : nil
    }

    func receiveText(_ count: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, 60_000)))
        _ = bytes.withUnsafeMutableBytes { DescriptorTransfer.read(resultRead, filling: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func release() {
        // A worker that has done its last job is gone and needs no slot: the failed write is fine.
        var byte: UInt8 = 1
        while write(releaseWrite, &byte, 1) < 0 && errno == EINTR {}
    }
}

/// A worker process as its parent sees it.
struct Child {
    let pid: pid_t
    let pipes: PipePair

    func receive() throws -> Message {
        guard let message = pipes.receive() else {
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            throw WorkerProblem.lost(status)
        }
        if message.job < 0 { throw WorkerProblem(pipes.receiveText(message.count)) }
        return message
    }

    func release() { pipes.release() }

    func closePipes() { pipes.closeAll() }

    /// Ends the process, wherever it is, and waits for it.
    func stop() {
        pipes.closeAll()
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }
}
