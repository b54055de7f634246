// Shards: equal, agreed on without talking, and nothing is left out or done twice.
import Datasets
import Testing

@Suite struct ShardTests {
    @Test(arguments: [1, 2, 3, 7, 16, 100])
    func everyJobHasOneOwnerAndAllHaveTheSameToDo(count: Int) {
        // As in AMASS: many short clips, a few very long ones.
        let costs = (0..<3000).map { $0 % 97 == 0 ? 120 : 1 + $0 * 7919 % 13 }
        let owners = Shard.owners(costs: costs, count: count)
        #expect(owners == Shard.owners(costs: costs, count: count))
        var loads = [Int](repeating: 0, count: count)
        for (job, owner) in owners.enumerated() { loads[owner - 1] += costs[job] }
        #expect(loads.reduce(0, +) == costs.reduce(0, +))
        let mean = Double(costs.reduce(0, +)) / Double(count)
        for load in loads { #expect(abs(Double(load) - mean) <= max(2, 0.01 * mean), "\(load) of \(mean)") }
    }

    @Test func moreShardsThanJobsLeaveSomeWithNothing() {
        #expect(Shard.owners(costs: [5, 1], count: 4) == [1, 2])
        #expect(Shard.owners(costs: [], count: 3).isEmpty)
    }

    @Test func onlyPartsThatExistAreShards() {
        #expect(Shard(1, of: 1)?.description == "1/1")
        for (number, count) in [(0, 2), (3, 2), (-1, 2), (1, 0), (1, -3)] { #expect(Shard(number, of: count) == nil) }
    }
}
