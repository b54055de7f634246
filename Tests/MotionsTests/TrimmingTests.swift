// Parts of a motion by seconds.
import Files
import Motions
import Testing

@Suite struct TrimmingTests {
    let motion = madeUpMotion(frames: 343, rate: 120) { joint, time in SIMD3(time, Double(joint) / 100, 0) }

    @Test func `the frames between two times are kept, the last time excluded`() throws {
        let part = try motion.trimmed(from: 1, to: 2)
        #expect(part.frameCount == 120)
        #expect(rotation(part, 0, 3) == rotation(motion, 120, 3))
        #expect(rotation(part, 119, 3) == rotation(motion, 239, 3))
        #expect(Array(part.translations.row(0)) == Array(motion.translations.row(120)))
    }

    @Test func `neighbouring parts make up the whole`() throws {
        for cut in [0.1, 1.0 / 3, 0.7, 2.0083333333333333, 2.85] {
            let first = try motion.trimmed(to: cut)
            let second = try motion.trimmed(from: cut)
            #expect(first.poses.elements + second.poses.elements == motion.poses.elements, "\(cut)")
        }
    }

    @Test(arguments: [29.97, 59.94, 119.88, 100.0 / 3])
    func `a limit at a frame's own time is on the right side of it in spite of rounding`(rate: Double) throws {
        let motion = madeUpMotion(layout: .smpl, frames: 400, rate: rate) { _, time in SIMD3(time, 0, 0) }
        for frame in 1..<400 {
            let time = Double(frame) / rate
            #expect(try motion.trimmed(to: time).frameCount == frame)
            #expect(try motion.trimmed(from: time).frameCount == 400 - frame)
        }
    }

    @Test func `no limits, or the whole duration, change nothing, be it rounded`() throws {
        #expect(try motion.trimmed().poses == motion.poses)
        #expect(try motion.trimmed(from: 0, to: motion.duration).poses == motion.poses)
        #expect(try motion.trimmed(to: 2.86).poses == motion.poses)
    }

    @Test(
        arguments: [
            (-1, nil, "cannot start at -1.0 s; expected a time from 0 s on; the motion lasts 2.858 s"),
            (.nan, nil, "cannot start at nan s; expected a time from 0 s on; the motion lasts 2.858 s"),
            (3, nil, "cannot start at 3 s; expected an earlier time; the motion lasts 2.858 s"),
            (nil, 2.9, "cannot end at 2.9 s; expected an earlier time; the motion lasts 2.858 s"),
            (nil, .infinity, "cannot end at inf s; expected an earlier time; the motion lasts 2.858 s"),
            (nil, -2, "cannot end at -2.0 s; expected a time from 0 s on; the motion lasts 2.858 s"),
            (2, 1, "cannot start at 2 s and end at 1 s; expected an end after the start"),
            (1.0001, 1.0002, "has no frame between 1 s and 1 s; expected a stretch of at least 0.008 s"),
        ] as [(Double?, Double?, String)])
    func `times that make no sense are refused with the motion's length`(start: Double?, end: Double?, message: String) {
        let problem = #expect(throws: FileProblem.self) { try motion.trimmed(from: start, to: end) }
        #expect(problem.map(String.init(describing:)) == "made up: " + message)
    }
}
