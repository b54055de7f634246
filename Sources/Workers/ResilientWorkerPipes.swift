// The messages between worker processes and their parent: jobs one way, reports and ends of jobs the other.
import Files
@preconcurrency import LibC

/// Two pipes, of which each side keeps its own ends.
final class ResilientWorkerPipes {
    enum Kind: Int {
        case job, prepared, unprepared, report, done, failed
    }

    enum Side {
        case parent, worker
    }

    private var toWorker: (read: Int32, write: Int32) = (-1, -1)
    private var toParent: (read: Int32, write: Int32) = (-1, -1)
    /// The ends that are used from now on.
    private var input: Int32 = -1
    private var output: Int32 = -1

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw WorkerProblem("no pipe: \(String(cString: strerror(errno)))") }
        toWorker = (ends[0], ends[1])
        guard pipe(&ends) == 0 else {
            let text = String(cString: strerror(errno))
            close()
            throw WorkerProblem("no pipe: \(text)")
        }
        toParent = (ends[0], ends[1])
    }

    deinit { close() }

    /// Closes the other side's ends.
    func keep(_ side: Side) {
        switch side {
        case .parent:
            (input, output) = (toParent.read, toWorker.write)
            ResilientWorkerPipes.shut(&toParent.write)
            ResilientWorkerPipes.shut(&toWorker.read)
        case .worker:
            (input, output) = (toWorker.read, toParent.write)
            ResilientWorkerPipes.shut(&toParent.read)
            ResilientWorkerPipes.shut(&toWorker.write)
        }
    }

    func close() {
        ResilientWorkerPipes.shut(&toWorker.read)
        ResilientWorkerPipes.shut(&toWorker.write)
        ResilientWorkerPipes.shut(&toParent.read)
        ResilientWorkerPipes.shut(&toParent.write)
        (input, output) = (-1, -1)
    }

    private static func shut(_ descriptor: inout Int32) {
        if descriptor >= 0 { LibC.close(descriptor) }
        descriptor = -1
    }

    /// - Returns: false when the other side is gone.
    @discardableResult
    func send(_ kind: Kind, _ job: Int, _ bytes: [UInt8]) -> Bool {
        // Kind, job and length, then the bytes: in one call, so that a reader is woken once.
        var message: [UInt8] = []
        message.reserveCapacity(24 + bytes.count)
        for number in [kind.rawValue, job, bytes.count] { withUnsafeBytes(of: number) { message.append(contentsOf: $0) } }
        message += bytes
        return message.withUnsafeBytes { DescriptorTransfer.write($0, to: output) == 0 }
    }

    /// Waits for the next message; nil when the other side is gone.
    func receive() -> (kind: Kind, job: Int, bytes: [UInt8])? {
        var head = (0, 0, 0)
        guard withUnsafeMutableBytes(of: &head, { readAll($0) }), let kind = Kind(rawValue: head.0),
            (0...ResilientWorkerPool.longestReport).contains(head.2)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: head.2)
        guard bytes.withUnsafeMutableBytes({ readAll($0) }) else { return nil }
        return (kind, head.1, bytes)
    }

    private func readAll(_ bytes: UnsafeMutableRawBufferPointer) -> Bool { DescriptorTransfer.read(input, filling: bytes) }

    /// Waits until something can be read, and says of which: a message, or that nobody is there any more.
    static func readable(_ pipes: [ResilientWorkerPipes]) throws -> [Int] {
        var list = pipes.map { pollfd(fd: $0.input, events: Int16(POLLIN), revents: 0) }
        while poll(&list, nfds_t(list.count), -1) < 0 {
            guard errno == EINTR else { throw WorkerProblem("waiting for workers failed: \(String(cString: strerror(errno)))") }
        }
        return list.indices.filter { list[$0].revents != 0 }
    }
}
