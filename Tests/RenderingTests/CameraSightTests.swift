// Whether a box can be in a picture at all.
import Rendering
import Testing

@Suite struct CameraSightTests {
    private let box = Bounds(low: [-0.3, -0.3, 0], high: [0.3, 0.3, 1.8])

    @Test(
        arguments: [([0, -4, 1], true), ([0, -0.1, 1], true), ([6, -4, 1], false), ([0, 4, 1], false), ([0, -4, 9], false)]
            as [(SIMD3<Float>, Bool)])
    func whatLiesBesideOrBehindIsNotSeen(position: SIMD3<Float>, isSeen: Bool) {
        let camera = Camera(position: position, target: position + [0, 1, 0], projection: .perspective(degrees: 40))
        #expect(camera.sees(box, aspect: 1) == isSeen)
    }

    @Test func aBoxThatHoldsNothingIsNotSeen() {
        #expect(!Camera(position: [0, -4, 1], target: [0, 0, 1]).sees(.empty, aspect: 1))
    }
}
