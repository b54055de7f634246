// Averages of weights over steps.
import Learning
import Testing

@Suite struct MovingAverageTests {
    @Test func itBeginsWithTheWeightsAndFollowsThem() {
        let weight = Tensor([1, -2, 4], shape: [3])
        let average = MovingAverage([weight], decay: 0.75)
        average.update()
        #expect(average.averages[0].elements == [1, -2, 4])
        weight.update { for i in $0.indices { $0[i] += 4 } }
        average.update()
        #expect(average.averages[0].elements == [2, -1, 5])
    }

    @Test func itIsLookedAtByExchangingAndExchangingBack() {
        let weight = Tensor([1], shape: [1])
        let average = MovingAverage([weight], decay: 0.5)
        average.update()
        weight.update { $0[0] = 3 }
        average.update()
        average.exchange()
        #expect(weight.elements == [2] && average.averages[0].elements == [3])
        average.exchange()
        #expect(weight.elements == [3] && average.averages[0].elements == [2])
    }

    @Test func itGoesOnWhereItStopped() {
        let weight = Tensor([1, 5], shape: [2])
        let first = MovingAverage([weight], decay: 0.9), second = MovingAverage([weight], decay: 0.9)
        first.update()
        second.restore(first.averages, updates: first.updates)
        weight.update { $0[0] = 8 }
        first.update()
        second.update()
        #expect(first.averages[0].elements == second.averages[0].elements && second.updates == 2)
    }
}
