// Classes are drawn as often as a model finds them likely.
import Learning
import Testing

@Suite struct DrawTests {
    private static let count = 40_000
    private let chances: [Float] = [0.5, 0.3, 0.15, 0.05]

    private func scores() -> Tensor {
        // Any constant may be added to logarithms of chances.
        let row = chances.map { Float(naturalLogarithm(Double($0))) + 3 }
        return Tensor(Array(repeating: row, count: Self.count).flatMap { $0 }, shape: [Self.count, chances.count])
    }

    private func naturalLogarithm(_ x: Double) -> Double { NormalQuantile.naturalLogarithm(x) }

    private func expectShares(_ drawn: [Int]) {
        for (index, chance) in chances.enumerated() {
            let share = Float(drawn.count { $0 == index }) / Float(drawn.count)
            #expect(abs(share - chance) < 0.01, "class \(index): \(share)")
        }
    }

    @Test func bothWaysDrawByTheSoftmax() {
        var random = RandomNumbers(seed: 5)
        let scores = scores()
        expectShares(Draws.gumbel(scores, uniform: random.uniforms(scores.count)))
        expectShares(Draws.categorical(scores, exponential: random.exponentials(scores.count)))
    }

    @Test func atTemperatureZeroTheHighestWins() {
        var random = RandomNumbers(seed: 5)
        let scores = scores()
        #expect(Draws.gumbel(scores, uniform: random.uniforms(scores.count), temperature: 0).allSatisfy { $0 == 0 })
        #expect(Draws.highestClass(scores).allSatisfy { $0 == 0 })
    }

    @Test func onlyTheHighestAreDrawnFromWhatIsLeft() {
        var random = RandomNumbers(seed: 5)
        let scores = Draws.highest(2, of: scores())
        let drawn = Draws.categorical(scores, exponential: random.exponentials(scores.count))
        #expect(Set(drawn) == [0, 1])
        #expect(Set(Draws.gumbel(scores, uniform: random.uniforms(scores.count))) == [0, 1])
    }

    @Test func ofEqualScoresTheFirstStay() {
        let scores = Tensor([1, 3, 1, 1, 3, 2], shape: [1, 6])
        let kept = Draws.highest(4, of: scores).elements
        #expect(kept == [1, 3, -.infinity, -.infinity, 3, 2])
        #expect(Draws.highest(99, of: scores).elements == scores.elements)
    }

    @Test func sharesAreCountedAsMoMaskCounts() {
        #expect(Draws.count(ofShare: 0.9, classes: 512) == 52)
        #expect(Draws.count(ofShare: 0.9, classes: 513) == 52)
        #expect(Draws.count(ofShare: 1, classes: 10) == 1)
        #expect(Draws.count(ofShare: 0, classes: 10) == 10)
    }
}
