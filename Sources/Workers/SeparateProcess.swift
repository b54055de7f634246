// Work in a process of its own whose threads and memory are gone when it is done: for what computes before others are forked.
import Files
@preconcurrency import LibC

/// Does a piece of work in a forked copy of this process.
///
/// A process that has once started threads should fork no more: the copy has one thread, and the locks that others held stay locked in it.
/// What computes with threads and draws with worker processes afterwards computes in a separate process, and stays able to fork.
///
/// ```swift
/// let sum = try SeparateProcess.run {
///     let total = (1...10).reduce(0, +)  // With as many threads as it likes.
///     return Array("\(total)".utf8)
/// }
/// print(String(decoding: sum, as: UTF8.self))  // 55
/// ```
public enum SeparateProcess {
    /// Runs `work` and gives back the bytes it returns. What it prints is printed, what it writes is written.
    ///
    /// - Parameter work: called in the forked process. What it changes in memory is lost.
    /// - Throws: ``WorkerProblem`` with the words of the error that `work` threw, or how its process ended.
    public static func run(_ work: () throws -> [UInt8]) throws -> [UInt8] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw WorkerProblem("no pipe: \(String(cString: strerror(errno)))") }
        let (input, output) = (ends[0], ends[1])
        let pid: pid_t
        do {
            pid = try Fork.start { life(work, input: input, output: output) }
        } catch {
            close(input)
            close(output)
            throw error
        }
        close(output)
        let answer = readAll(input)
        close(input)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        let head = 1 + MemoryLayout<Int>.size
        guard answer.count >= head, answer[1..<head].withUnsafeBytes({ $0.loadUnaligned(as: Int.self) }) == answer.count - head else {
            throw WorkerProblem.lost(status)
        }
        let bytes = Array(answer[head...])
        guard answer[0] == Answer.done else { throw WorkerProblem(String(decoding: bytes, as: UTF8.self)) }
        return bytes
    }

    /// All that the process does.
    private static func life(_ work: () throws -> [UInt8], input: Int32, output: Int32) -> Never {
        close(input)
        let (kind, bytes): (UInt8, [UInt8])
        do {
            (kind, bytes) = (Answer.done, try work())
        } catch {
            (kind, bytes) = (Answer.failed, Array("\(error)".utf8))
        }
        fflush(nil)
        // Kind, length, bytes: whoever reads knows whether all of them came.
        let isTold = write([kind] + withUnsafeBytes(of: bytes.count) { Array($0) }, to: output) && write(bytes, to: output)
        _exit(isTold ? 0 : 1)
    }

    private enum Answer {
        static let done: UInt8 = 1, failed: UInt8 = 2
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { DescriptorTransfer.write($0, to: descriptor) == 0 }
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return result }
            result += buffer[..<count]
        }
    }
}

extension WorkerProblem {
    /// How a worker process ended, from what `waitpid` says.
    static func lost(_ status: Int32) -> WorkerProblem {
        let signal = status & 0x7f
        return WorkerProblem(
            signal == 0
                ? "a worker process ended early"
                : "a worker process was killed by signal \(signal) (\(String(cString: strsignal(signal))))",
            isLostProcess: true)
    }
}
