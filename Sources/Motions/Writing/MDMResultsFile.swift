// Generated motions in the form of MDM's results, which its users' scripts read.
import ArrayFiles
import Arrays
import BodyModels
import Files
import Rotations

/// `results.npy`: rotations of SMPL's 24 joints as the first two rows of their matrices, then the translation, `(motions, 25, 6,
/// frames)`, in a world whose Y is up, 20 frames a second, which the file does not say; with texts and lengths.
public enum MDMResultsFile {
    private static let frameRate = 20.0

    /// - Throws: `FileProblem` if the file cannot be written, or a motion has a rate that 20 frames a second cannot be made of.
    public static func write(_ generated: [Motion], to path: String) throws {
        let motions = try generated.map { $0.frameRate == frameRate ? $0 : try $0.resampled(to: frameRate) }
        let frames = motions.map(\.frameCount).max() ?? 0
        var numbers = NDArray<Float>(repeating: 0, shape: [motions.count, 25, 6, frames])
        let rest = SIMD3<Float>(RestSkeleton.average.joints[0])
        // A quarter turn back: AMASS's Z becomes Y.
        let turn = Quaternion<Float>(axisAngle: SIMD3(-.pi / 2, 0, 0))
        for (index, motion) in motions.enumerated() {
            let whole = motion.converted(to: .smpl)
            for frame in 0..<frames {
                // Shorter motions stay as they end; `lengths` tells.
                let shown = min(frame, whole.frameCount - 1)
                var rows: [Float] = []
                for joint in 0..<24 {
                    let at = (shown * 24 + joint) * 3
                    var rotation = Quaternion(axisAngle: SIMD3(whole.poses[at], whole.poses[at + 1], whole.poses[at + 2]))
                    if joint == 0 { rotation = turn * rotation }
                    let matrix = RotationMatrix(rotation)
                    for row in [matrix.row0, matrix.row1] { rows += [row.x, row.y, row.z] }
                }
                // Either world's translation is from where the pelvis is at rest, which does not turn with the world.
                let t = SIMD3(whole.translations[shown, 0], whole.translations[shown, 1], whole.translations[shown, 2]) + rest
                rows += [t.x - rest.x, t.z - rest.y, -t.y - rest.z, 0, 0, 0]
                for (row, value) in rows.enumerated() { numbers[(index * 150 + row) * frames + frame] = value }
            }
        }
        try DictionaryNPYWriter.write(
            [
                ("motion", .array(numbers)), ("text", .strings(motions.map { $0.label ?? "" })),
                ("lengths", .integers(motions.map(\.frameCount))), ("num_samples", .integer(motions.count)),
                ("num_repetitions", .integer(1)),
            ], to: path)
    }
}
