// Random numbers have the distributions they are named for.
import Foundation
import Learning
import Testing
import Workers

@Suite struct RandomTests {
    private func numbers(_ count: Int, seed: UInt64 = 1) -> [Float] {
        var random = RandomNumbers(seed: seed)
        return (0..<count).map { _ in random.normal() }
    }

    @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        let count = 400_000
        let x = numbers(count).map(Double.init)
        func moment(_ power: Int) -> Double { x.reduce(0) { $0 + pow($1, Double(power)) } / Double(count) }
        #expect(abs(moment(1)) < 0.006)
        #expect(abs(moment(2) - 1) < 0.008)
        #expect(abs(moment(3)) < 0.015)
        // The sum of twelve even numbers, which ends at ±6, has 2.9 here.
        #expect(abs(moment(4) - 3) < 0.04)
    }

    @Test(
        "A share of the distribution lies below its quantile, far out as well",
        arguments: [1e-16, 1e-12, 1e-9, 1e-4, 0.01, 0.074, 0.076, 0.3, 0.5])
    func quantiles(_ share: Double) {
        let x = NormalQuantile.value(share)
        #expect(abs(erfc(-x / 2.0.squareRoot()) / 2 / share - 1) < 1e-12, "\(share): \(x)")
        if share > 1e-12 { #expect(abs(NormalQuantile.value(1 - share) + x) < 1e-4) }
    }

    @Test("The logarithm is the logarithm", arguments: [1e-300, 1e-17, 0.01, 0.5, 0.70710678, 0.7071068, 1, 1.5, 1e9])
    func logarithm(_ x: Double) {
        #expect(abs(NormalQuantile.naturalLogarithm(x) - log(x)) <= 2e-16 * max(1, abs(log(x))) * 2)
    }

    @Test func manyAtOnceAreThoseOneByOne() {
        var random = RandomNumbers(seed: 9)
        let all = random.normals([5000]).elements
        #expect(all == numbers(5000, seed: 9))
        var other = RandomNumbers(seed: 9)
        for _ in 0..<5000 { _ = other.next() }
        #expect(random.next() == other.next())
    }

    @Test func streamsOfASeedAreUnlikeEachOther() {
        var seen: Set<UInt64> = []
        for seed in 0..<30 {
            for stream in 0..<30 {
                var random = RandomNumbers(seed: UInt64(seed), stream: UInt64(stream))
                for _ in 0..<5 { seen.insert(random.next()) }
            }
        }
        #expect(seen.count == 30 * 30 * 5)
    }
}
