// A shard: the part of the work that one machine of many does, computed without communication.

/// One of several equal parts of a set.
public struct Shard: Sendable, Equatable, CustomStringConvertible {
    /// From 1 on.
    public let number: Int
    public let count: Int

    /// - Returns: nil unless `number` is 1 to `count`.
    public init?(_ number: Int, of count: Int) {
        guard count >= 1, count <= 100_000, (1...count).contains(number) else { return nil }
        self.number = number
        self.count = count
    }

    public var description: String { "\(number)/\(count)" }

    /// Whose each job is: the largest first, each to whoever has the least so far. All shards that see the same costs agree.
    public static func owners(costs: [Int], count: Int) -> [Int] {
        var owners = [Int](repeating: 1, count: costs.count)
        // A heap of (load, shard), the least on top.
        var heap = (1...count).map { (load: 0, shard: $0) }
        func precedes(_ a: (load: Int, shard: Int), _ b: (load: Int, shard: Int)) -> Bool {
            a.load != b.load ? a.load < b.load : a.shard < b.shard
        }
        for job in costs.indices.sorted(by: { costs[$0] != costs[$1] ? costs[$0] > costs[$1] : $0 < $1 }) {
            owners[job] = heap[0].shard
            heap[0].load += costs[job]
            var at = 0
            while true {
                var least = at
                for child in [2 * at + 1, 2 * at + 2] where child < heap.count && precedes(heap[child], heap[least]) { least = child }
                if least == at { break }
                heap.swapAt(at, least)
                at = least
            }
        }
        return owners
    }
}
