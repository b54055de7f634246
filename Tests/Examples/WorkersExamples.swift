// The examples in the documentation of Workers, as code; see main.swift.
import Workers

// Sources/Workers/WorkerPool.swift
func workerPool() throws {
    var total = 0
    try WorkerPool(workers: 2).run(
        jobs: 10, resultBytes: 8,
        prepare: { 3 },
        work: { factor, job, slot in
            slot.storeBytes(of: job * factor, as: Int.self)
            return MemoryLayout<Int>.size
        },
        take: { job, bytes in total += bytes.load(as: Int.self) })
    print(total)  // 135
}
