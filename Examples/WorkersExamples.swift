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

// Sources/Workers/ResilientWorkerPool.swift
func resilientWorkerPool() throws {
    var squares = [Int](repeating: 0, count: 5)
    try ResilientWorkerPool(workers: 2).run(
        jobs: 5, prepare: { 1 },
        work: { one, job, report in try report(Array("\(job * job * one)".utf8)) },
        take: { job, bytes in squares[job] = Int(String(decoding: bytes, as: UTF8.self)) ?? -1 },
        done: { job, loss in if let loss { print(job, loss) } })
    print(squares)  // [0, 1, 4, 9, 16]
}

// Sources/Workers/ThreadTeam.swift
func threadTeam() throws {
    let sums = ThreadTeam.map(pieces: 10) { piece in (piece * 100..<(piece + 1) * 100).reduce(0, +) }
    print(sums[0], sums[9])  // 4950 94950
}

// Sources/Workers/SeparateProcess.swift
func separateProcess() throws {
    let sum = try SeparateProcess.run {
        let total = (1...10).reduce(0, +)  // With as many threads as it likes.
        return Array("\(total)".utf8)
    }
    print(String(decoding: sum, as: UTF8.self))  // 55
}
