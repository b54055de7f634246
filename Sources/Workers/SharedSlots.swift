// Memory that forked processes and their parent see alike.
@preconcurrency import LibC

/// Anonymous shared memory cut into slots of equal size.
final class SharedSlots {
    let slotBytes: Int
    let count: Int
    private let base: UnsafeMutableRawPointer
    private let total: Int

    init(count: Int, slotBytes: Int) throws {
        self.count = count
        self.slotBytes = slotBytes
        total = max(1, count * slotBytes)
        guard let address = mmap(nil, total, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), address != MAP_FAILED else {
            throw WorkerProblem("no shared memory of \(total) bytes: \(String(cString: strerror(errno)))")
        }
        base = address
    }

    deinit { munmap(base, total) }

    subscript(slot: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + slot * slotBytes, count: slotBytes)
    }
}
