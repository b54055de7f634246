// Generated motions in the form of MDM's results, which its users' scripts read.
import ArrayFiles
import Arrays
import Files
import Motions
import Rotations

/// `results.npy`: rotations of SMPL's 24 joints as the first two rows of their matrices, then the translation, `(motions, 25, 6,
/// frames)`, in a world whose Y is up; with texts and lengths.
enum MDMResultsFile {
    static func write(_ motions: [Motion], to path: String) throws {
        let frames = motions.map(\.frameCount).max() ?? 0
        var numbers = NDArray<Float>(repeating: 0, shape: [motions.count, 25, 6, frames])
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
                let t = whole.translations
                rows += [t[shown, 0], t[shown, 2], -t[shown, 1], 0, 0, 0]
                for (row, value) in rows.enumerated() { numbers[(index * 150 + row) * frames + frame] = value }
            }
        }
        try DictionaryNPYWriter.write(
            [
                ("motion", .array(numbers)), ("text", .strings(motions.map { $0.label ?? "" })),
                ("lengths", .integers(motions.map(\.frameCount))), ("num_samples", .integer(motions.count)), ("num_repetitions", .integer(1)),
            ], to: path)
    }
}
