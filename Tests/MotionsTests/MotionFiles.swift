// Where the tests find motion files, and made-up motions whose every frame is known.
import Arrays
import BodyModels
import Motions
import Rotations
import TestSupport

enum MotionFiles {
    /// A file of `Tests/Fixtures/motions`; written by the `make.py` there.
    static func path(_ name: String) -> String { Fixtures.path("motions/" + name) }

    static func read(_ name: String, assumedFrameRate: Double? = nil) throws -> Motion {
        try Motion.read(path: path(name), assumedFrameRate: assumedFrameRate)
    }
}

/// A motion of `frames` frames; the closure gives the rotation vector of a joint at a time in seconds.
func madeUpMotion(
    layout: JointLayout = .smplh, frames: Int, rate: Double, rotation: (_ joint: Int, _ time: Double) -> SIMD3<Double>
) -> Motion {
    var poses = NDArray<Float>(repeating: 0, shape: [frames, layout.jointCount, 3])
    var translations = NDArray<Float>(repeating: 0, shape: [frames, 3])
    for frame in 0..<frames {
        let time = Double(frame) / rate
        for joint in 0..<layout.jointCount {
            let v = rotation(joint, time)
            for axis in 0..<3 { poses[frame, joint, axis] = Float(v[axis]) }
        }
        for axis in 0..<3 { translations[frame, axis] = Float(time * Double(axis + 1)) }
    }
    return Motion(
        name: "made up", layout: layout, frameRate: rate, poses: poses, translations: translations,
        source: MotionSource(file: "made up", format: "test"))
}

func rotation(_ motion: Motion, _ frame: Int, _ joint: Int) -> SIMD3<Double> {
    SIMD3(Double(motion.poses[frame, joint, 0]), Double(motion.poses[frame, joint, 1]), Double(motion.poses[frame, joint, 2]))
}

func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
