// Motions at another rate: what stays, what is interpolated.
import Files
import Motions
import Rotations
import Testing

@Suite struct ResamplingTests {
    static let axis = SIMD3<Double>(2, -1, 2) / 3

    /// Every joint turns at its own constant speed about one axis, the last ones many times round.
    static func turning(frames: Int = 241, rate: Double = 120) -> Motion {
        madeUpMotion(frames: frames, rate: rate) { joint, time in axis * (time * Double(joint) * 0.7 - 1) }
    }

    @Test(arguments: [10, 24, 25, 29.97, 50, 60, 100, 119.88, 144, 240, 1000])
    func `turning at constant speed stays so at any rate, beyond half turns too`(rate: Double) throws {
        let motion = Self.turning()
        let result = try motion.resampled(to: rate)
        #expect(result.frameRate == rate)
        for frame in 0..<result.frameCount {
            let time = Double(frame) / rate
            for joint in 0..<52 {
                let exact = Self.axis * (time * Double(joint) * 0.7 - 1)
                #expect(length(rotation(result, frame, joint) - exact) < 2e-5 * max(1, length(exact)), "frame \(frame), joint \(joint)")
            }
            #expect(abs(Double(result.translations[frame, 2]) - 3 * time) < 1e-5)
        }
    }

    @Test(arguments: [7, 24, 29.97, 30, 59.94, 60, 100, 119.88, 121, 240, 999])
    func `the time between first and last frame is kept to within one frame, and never exceeded`(rate: Double) throws {
        for (frames, source) in [(1, 120.0), (2, 120), (343, 120), (100, 59.94), (1000, 24)] {
            let motion = madeUpMotion(layout: .smpl, frames: frames, rate: source) { _, _ in .zero }
            let result = try motion.resampled(to: rate)
            let before = Double(frames - 1) / source
            let after = Double(result.frameCount - 1) / rate
            #expect(after <= before + 1e-6 && before - after < 1 / rate, "\(frames) frames at \(source)")
        }
    }

    @Test func `the same rate changes nothing`() throws {
        let motion = Self.turning()
        let result = try motion.resampled(to: 120)
        #expect(result.poses == motion.poses && result.translations == motion.translations)
    }

    @Test(arguments: [60, 40, 30, 24, 20, 10, 1])
    func `a rate that divides the source's picks frames`(rate: Double) throws {
        let motion = Self.turning()
        let step = Int(120 / rate)
        let result = try motion.resampled(to: rate)
        #expect(result.frameCount == (motion.frameCount + step - 1) / step)
        for frame in 0..<result.frameCount {
            #expect(result.poses.row(frame) == motion.poses.row(frame * step))
            #expect(result.translations.row(frame) == motion.translations.row(frame * step))
        }
    }

    @Test func `frames that coincide are exact, and going up and down again is the identity`() throws {
        let motion = try MotionFiles.read("smplh.npz")
        for factor in [2.0, 3, 5] {
            let up = try motion.resampled(to: motion.frameRate * factor)
            let back = try up.resampled(to: motion.frameRate)
            #expect(back.poses == motion.poses && back.translations == motion.translations)
        }
        let turning = try Self.turning(rate: 119.88).resampled(to: 59.94)
        #expect(turning.poses.row(100) == Self.turning(rate: 119.88).poses.row(200))
    }

    @Test(arguments: [(119.88, 59.94, 2), (119.88, 29.97, 4), (59.94, 29.97, 2), (250, 250.0 / 3, 3), (23.976, 11.988, 2)])
    func `broken rates that divide each other pick frames, to the last one, in spite of rounding`(
        source: Double, rate: Double, step: Int
    ) throws {
        for whole in [11, 15, 22, 43, 65, 129] {
            let motion = madeUpMotion(layout: .smpl, frames: whole * step + 1, rate: source) { joint, time in
                Self.axis * (time * Double(joint))
            }
            let result = try motion.resampled(to: rate)
            try #require(result.frameCount == whole + 1)
            for frame in 0...whole { #expect(result.poses.row(frame) == motion.poses.row(frame * step), "frame \(frame)") }
        }
    }

    @Test func `halfway between opposite turns is no turn`() throws {
        let motion = madeUpMotion(layout: .smpl, frames: 2, rate: 1) { _, time in SIMD3(0.1, 0, 0) * (1 - 2 * time) }
        #expect(rotation(try motion.resampled(to: 2), 1, 0) == .zero)
    }

    @Test func `a rotation passing half a turn and a full turn stays continuous`() throws {
        for turns in [1.0, 2, 3] {
            let motion = madeUpMotion(layout: .smpl, frames: 61, rate: 30) { joint, time in
                // From below to above the whole number of half turns, about an axis that sways.
                let sway = SIMD3(1, 0.05 * time, -0.02 * time)
                return sway / length(sway) * (turns * .pi - 0.5 + 0.5 * time)
            }
            let result = try motion.resampled(to: 77)
            for frame in 1..<result.frameCount {
                let step = length(rotation(result, frame, 5) - rotation(result, frame - 1, 5))
                #expect(step < 0.03, "\(turns) half turns, frame \(frame)")
            }
        }
    }

    @Test func `vectors that jump between equal rotations are followed without a detour`() throws {
        // +π and -π about x are the same rotation: a wrapped file has such jumps, the body must not notice.
        let motion = madeUpMotion(layout: .smpl, frames: 2, rate: 1) { _, time in SIMD3(time < 0.5 ? 3.1 : 3.2 - 2 * .pi, 0, 0) }
        let result = try motion.resampled(to: 10)
        for frame in 0...10 {
            let angle = rotation(result, frame, 0).x
            let exact = 3.1 + 0.01 * Double(frame)
            #expect(abs(RotationMatrix(axisAngle: SIMD3(angle, 0, 0))[1].y - RotationMatrix(axisAngle: SIMD3(exact, 0, 0))[1].y) < 1e-5)
            let sines = RotationMatrix(axisAngle: SIMD3(angle, 0, 0))[2].y - RotationMatrix(axisAngle: SIMD3(exact, 0, 0))[2].y
            #expect(abs(sines) < 1e-5)
        }
    }

    @Test func `a moment between frames equals the frame of a resampled motion`() throws {
        let motion = Self.turning()
        let fine = try motion.resampled(to: 500)
        for k in [0, 1, 13, 500, fine.frameCount - 1] {
            let moment = motion.frame(at: Double(k) / 500)
            #expect(moment.rotations.elements == Array(fine.poses.row(k)))
            for axis in 0..<3 { #expect(moment.translation[axis] == fine.translations[k, axis]) }
        }
    }

    @Test func `before the beginning and after the end the body holds still`() {
        let motion = Self.turning()
        #expect(motion.frame(at: -5).rotations.elements == Array(motion.poses.row(0)))
        #expect(motion.frame(at: .nan).rotations.elements == Array(motion.poses.row(0)))
        for late in [99, 1e300, Double.infinity] {
            #expect(motion.frame(at: late).rotations.elements == Array(motion.poses.row(motion.frameCount - 1)))
        }
    }

    @Test func `a result too long for memory is refused`() {
        let motion = madeUpMotion(layout: .smpl, frames: 1000, rate: 0.1) { _, _ in .zero }
        let problem = #expect(throws: FileProblem.self) { try motion.resampled(to: 1000) }
        #expect(problem?.expected == "at most 3000000")
    }

    @Test func `ten minutes of a moving body are resampled in a moment`() throws {
        let motion = Self.turning(frames: 18_000)
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try motion.resampled(to: 50) }
        print("resampling 18,000 frames x 52 joints to 50 fps: \(time)")
        let fine = try clock.measure { _ = try motion.resampled(to: 119) }
        print("resampling 18,000 frames x 52 joints to 119 fps: \(fine)")
        // Generous, for a busy machine: about 0.1 s is usual.
        #expect(time < .seconds(10))
    }
}
