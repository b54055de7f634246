// Fingerprints of poses, which find the same poses in other files, at other rates, cut, or mirrored.
import BodyModels
import Motions

/// A number for some of a clip's frames, made of the body's 21 rotations alone: where the body is and which way it faces does not matter.
///
/// Which frames are taken depends on the number itself, so that two clips with a pose in common either both take it or both do not.
struct PoseFingerprints {
    /// What a frame's pose comes to, and the frame.
    struct Mark {
        /// Less than 2^52, so that it passes through JSON.
        let hash: UInt64
        let frame: Int
    }

    private(set) var marks: [Mark] = []
    /// The same of the mirrored poses.
    private(set) var mirrored: [Mark] = []

    /// One frame in so many is taken.
    private static let oneIn: UInt64 = 4
    /// Rotations (radians) this close are one: files hold them in single precision, interpolation adds a few roundings.
    private static let step: Float = 1 / 512
    /// As many as a report has room for.
    private static let most = 16_000

    /// The joints in the order of a body seen in a mirror.
    private static let mirror = [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20]

    init(_ motion: Motion, frames: Range<Int>) {
        let width = motion.layout.jointCount * 3
        let count = JointLayout.bodyJointCount
        var cells = [Int64](repeating: 0, count: count * 3)
        var last: UInt64 = 0
        for frame in frames {
            motion.poses.elements.withUnsafeBufferPointer { poses in
                for joint in 1..<count {
                    let i = frame * width + joint * 3
                    var v = SIMD3(poses[i], poses[i + 1], poses[i + 2])
                    // Files differ in how often they let vectors go round.
                    let angle = (v * v).sum().squareRoot()
                    if angle > .pi { v *= (angle - 2 * .pi * (angle / (2 * .pi)).rounded()) / angle }
                    for axis in 0..<3 {
                        cells[joint * 3 + axis] = Int64(
                            min(max(v[axis] / PoseFingerprints.step, -1e6), 1e6).rounded(.toNearestOrAwayFromZero))
                    }
                }
            }
            var plain: UInt64 = 0x9e37_79b9_7f4a_7c15, turned = plain
            for joint in 1..<count {
                let other = PoseFingerprints.mirror[joint]
                for axis in 0..<3 {
                    plain = PoseFingerprints.mixed(plain, cells[joint * 3 + axis])
                    turned = PoseFingerprints.mixed(turned, axis == 0 ? cells[other * 3] : -cells[other * 3 + axis])
                }
            }
            // A pose that is held would count many times.
            guard plain != last else { continue }
            last = plain
            if plain >> 60 % PoseFingerprints.oneIn == 0, marks.count < PoseFingerprints.most {
                marks.append(Mark(hash: plain & (1 << 52 - 1), frame: frame))
            }
            if turned >> 60 % PoseFingerprints.oneIn == 0, mirrored.count < PoseFingerprints.most {
                mirrored.append(Mark(hash: turned & (1 << 52 - 1), frame: frame))
            }
        }
    }

    private static func mixed(_ hash: UInt64, _ value: Int64) -> UInt64 {
        var next = (hash ^ UInt64(bitPattern: value)) &* 0xff51_afd7_ed55_8ccd
        next ^= next >> 32
        return next
    }
}
