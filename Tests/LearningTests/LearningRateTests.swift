// Schedules of learning rates: warm-up, cosine, steps.
import Learning
import Testing

@Suite struct LearningRateTests {
    @Test func itIsConstantUnlessAsked() {
        for step in [0, 1, 1_000_000] { #expect(LearningRateSchedule().rate(1e-4, step: step) == 1e-4) }
    }

    @Test func warmingUpGrowsEvenlyAndEndsAtTheFullRate() {
        let rates = (0..<6).map { LearningRateSchedule(warmUp: 4).rate(1, step: $0) }
        #expect(rates == [0.25, 0.5, 0.75, 1, 1, 1])
    }

    @Test func milestonesLowerItOneAfterTheOther() {
        let schedule = LearningRateSchedule(.milestones([10, 30], factor: 0.5), warmUp: 2)
        #expect([0, 1, 9, 10, 29, 30, 1000].map { schedule.rate(1, step: $0) } == [0.5, 1, 1, 0.5, 0.5, 0.25, 0.25])
    }

    @Test func aCosineFallsFromTheWarmUpToItsEnd() {
        let schedule = LearningRateSchedule(.cosine(steps: 110, end: 0.2), warmUp: 10)
        #expect(schedule.rate(1, step: 9) == 1)
        #expect(schedule.rate(1, step: 10) == 1)
        #expect(abs(schedule.rate(1, step: 60) - 0.6) < 1e-6)
        #expect(schedule.rate(1, step: 110) == 0.2)
        #expect(schedule.rate(1, step: 500) == 0.2)
        let all = (10...110).map { schedule.rate(1, step: $0) }
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test func stepsFallByTheirFactor() {
        let schedule = LearningRateSchedule(.step(every: 10, factor: 0.5))
        #expect([0, 9, 10, 19, 20].map { schedule.rate(8, step: $0) } == [8, 8, 4, 4, 2])
    }

    @Test func nonsenseLengthsGiveARateAllTheSame() {
        for shape in [LearningRateSchedule.Shape.cosine(steps: 0), .cosine(steps: -3), .step(every: 0, factor: 0.5), .constant] {
            for warmUp in [-1, 0, 5] {
                let rate = LearningRateSchedule(shape, warmUp: warmUp).rate(1, step: 3)
                #expect(rate >= 0 && rate <= 1)
            }
        }
    }
}
