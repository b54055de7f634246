// Faults planted in clean clips are named, and nothing else is; clean clips are clean.
import Arrays
import BodyModels
import Datasets
import Foundation
import Motions
import TestSupport
import Testing

@Suite struct ClipCheckTests {
    static let contour: BodyContour? = (try? BodyModel(contentsOf: Project.openBody)).map { BodyContour($0.shaped()) }

    /// Walks, a run, jumps, acrobatics, boxing, dance and play on the floor.
    static let clips = ["02_01", "02_03", "16_09", "16_15", "16_31", "14_06", "29_24", "35_01", "49_06", "60_05", "91_01", "135_04"]

    static func motion(_ name: String) throws -> Motion {
        try Motion.read(path: "\(Project.root)/data/cmu/CMU/\(name.split(separator: "_")[0])/\(name)_poses.npz")
    }

    private func kinds(_ motion: Motion) throws -> Set<ClipProblem.Kind> {
        let contour = try #require(Self.contour)
        return Set(ClipCheck.problems(of: motion, measures: ClipMeasures(of: motion, contour: contour)).map(\.kind))
    }

    @Test(arguments: clips) func aCleanClipIsClean(name: String) throws {
        let motion = try Self.motion(name)
        let contour = try #require(Self.contour)
        #expect(ClipCheck.problems(of: motion, measures: ClipMeasures(of: motion, contour: contour)) == [])
    }

    /// Each fault, what it is called, and the clips it cannot be seen in.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: ClipProblem.Kind
        var clips = ClipCheckTests.clips
        let plant: @Sendable (inout Motion) -> Void
    }

    /// The root's rotations turned in the world: q · r.
    private static func turned(_ motion: inout Motion, _ turn: SIMD4<Float>) {
        for frame in 0..<motion.frameCount {
            let v = SIMD3(motion.poses[frame, 0, 0], motion.poses[frame, 0, 1], motion.poses[frame, 0, 2])
            let angle = (v * v).sum().squareRoot()
            let s = angle > 1e-9 ? Float(sin(Double(angle) / 2)) / angle : 0.5
            let b = SIMD4(Float(cos(Double(angle) / 2)), v.x * s, v.y * s, v.z * s), a = turn
            let q = SIMD4(
                a.x * b.x - a.y * b.y - a.z * b.z - a.w * b.w, a.x * b.y + a.y * b.x + a.z * b.w - a.w * b.z,
                a.x * b.z - a.y * b.w + a.z * b.x + a.w * b.y,
                a.x * b.w + a.y * b.z - a.z * b.y + a.w * b.x)
            let n = (q.y * q.y + q.z * q.z + q.w * q.w).squareRoot()
            let length = 2 * Float(atan2(Double(n), Double(q.x))) / max(n, 1e-9)
            for axis in 0..<3 { motion.poses[frame, 0, axis] = q[axis + 1] * length }
        }
    }

    private static func padded(_ motion: inout Motion, atStart: Bool) {
        let count = Int(motion.frameRate), frames = motion.frameCount, edge = atStart ? 0 : frames - 1
        var poses = NDArray<Float>(repeating: 0, shape: [frames + count, motion.layout.jointCount, 3])
        var places = NDArray<Float>(repeating: 0, shape: [frames + count, 3])
        for frame in 0..<frames + count {
            let own = atStart ? frame - count : frame
            let source = frames > own && own >= 0 ? own : edge
            for axis in 0..<3 { places[frame, axis] = motion.translations[source, axis] }
            for joint in 0..<(source == own ? motion.layout.jointCount : 1) {
                for axis in 0..<3 { poses[frame, joint, axis] = motion.poses[source, joint, axis] }
            }
        }
        motion.poses = poses
        motion.translations = places
    }

    private static let mirror = [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20]

    static let faults: [Fault] = [
        Fault(testDescription: "jumps at twice the rate", kind: .frameRate, clips: ["02_03", "16_09", "14_06"]) { $0.frameRate *= 2 },
        Fault(testDescription: "jumps at half the rate", kind: .frameRate, clips: ["16_09"]) { $0.frameRate /= 2 },
        Fault(testDescription: "the world on its head", kind: .upsideDown) { turned(&$0, [0, 1, 0, 0]) },
        Fault(testDescription: "the root as in a world with Y up", kind: .upsideDown) { turned(&$0, [0.70710678, -0.70710678, 0, 0]) },
        Fault(testDescription: "sides exchanged without mirroring", kind: .mirrored) { motion in
            let before = motion.poses
            for frame in 0..<motion.frameCount {
                for joint in 0..<22 { for axis in 0..<3 { motion.poses[frame, joint, axis] = before[frame, mirror[joint], axis] } }
            }
        },
        Fault(testDescription: "turns mirrored without exchanging the sides", kind: .mirrored) { motion in
            for frame in 0..<motion.frameCount { for joint in 1..<22 { for axis in 1..<3 { motion.poses[frame, joint, axis] *= -1 } } }
        },
        Fault(testDescription: "one joint elsewhere for a frame", kind: .pop) { $0.poses[$0.frameCount / 3, 4, 0] += 1.2 },
        Fault(testDescription: "the body elsewhere for two frames", kind: .pop) { motion in
            for frame in motion.frameCount / 2..<motion.frameCount / 2 + 2 { motion.translations[frame, 0] += 0.3 }
        },
        Fault(testDescription: "a frame without numbers", kind: .notANumber) { $0.poses[$0.frameCount / 2, 3, 1] = .nan },
        Fault(testDescription: "a second of T-pose before", kind: .tPose) { padded(&$0, atStart: true) },
        Fault(testDescription: "a second of T-pose after", kind: .tPose) { padded(&$0, atStart: false) },
        Fault(testDescription: "a walk on the spot", kind: .sliding, clips: ["02_01", "16_15", "16_31", "35_01", "91_01"]) { motion in
            for frame in 1..<motion.frameCount { for axis in 0..<2 { motion.translations[frame, axis] = motion.translations[0, axis] } }
        },
        Fault(testDescription: "a walk on a path too long", kind: .sliding, clips: ["02_01", "16_15", "35_01", "91_01"]) { motion in
            for frame in 0..<motion.frameCount { for axis in 0..<2 { motion.translations[frame, axis] *= 1.4 } }
        },
        Fault(testDescription: "drift", kind: .sliding, clips: ["02_01", "16_15", "14_06", "135_04"]) { motion in
            for frame in 0..<motion.frameCount { motion.translations[frame, 0] += 0.3 * Float(Double(frame) / motion.frameRate) }
        },
        Fault(testDescription: "15 cm up", kind: .floating) { motion in
            for frame in 0..<motion.frameCount { motion.translations[frame, 2] += 0.15 }
        },
        Fault(testDescription: "15 cm down", kind: .sinking) { motion in
            for frame in 0..<motion.frameCount { motion.translations[frame, 2] -= 0.15 }
        },
        Fault(testDescription: "a second that stands still", kind: .frozen) { motion in
            let first = motion.frameCount / 3
            for frame in first..<min(motion.frameCount, first + Int(motion.frameRate)) {
                for axis in 0..<3 { motion.translations[frame, axis] = motion.translations[first, axis] }
                for joint in 0..<motion.layout.jointCount {
                    for axis in 0..<3 { motion.poses[frame, joint, axis] = motion.poses[first, joint, axis] }
                }
            }
        },
    ]

    @Test(arguments: faults) func aPlantedFaultIsNamedAndNoOther(fault: Fault) throws {
        for name in fault.clips {
            var motion = try Self.motion(name)
            fault.plant(&motion)
            let found = try kinds(motion)
            // What begins to move from a standstill within one frame does pop.
            #expect(found == [fault.kind] || (fault.kind == .frozen && found == [.frozen, .pop]), "\(name): \(found)")
        }
    }

    @Test func numbersThatAreNoneNeverEndTheProgram() throws {
        var motion = try Self.motion("02_01")
        motion.translations.elements = motion.translations.elements.map { _ in .infinity }
        motion.frameRate = .nan
        #expect(try kinds(motion) == [.notANumber])
    }
}
