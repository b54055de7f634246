// What a model generated, and the files it goes to.
import ArrayFiles
import Arrays
import Files
import Foundation
import MotionModels
import Motions

/// Motions as bodies, and as the numbers the model gave.
struct GeneratedMotions {
    let options: MotionModelOptions
    /// Empty for models that give places of joints.
    var motions: [Motion] = []
    /// `(motions, joints, features, frames)` each.
    var numbers: [NDArray<Float>] = []

    /// Writes the motions for other programs.
    ///
    /// - Parameters:
    ///   - target: a `.npy` for all of them in MDM's form, else a folder of AMASS-style `.npz`.
    /// - Returns: what was written, in words.
    func save(to target: String) throws -> String {
        if target.hasSuffix(".npy") {
            if options.poseRepresentation == .xyz, let first = numbers.first {
                let all = NDArray(shape: [numbers.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst(), elements: numbers.flatMap(\.elements))
                try all.write(npy: target)
            } else {
                try MDMResultsFile.write(motions, to: target)
            }
            return "\(target): \(numbers.reduce(0) { $0 + $1.shape[0] }) motions"
        }
        guard !motions.isEmpty else { throw CommandFailure("models with pose_rep xyz give places of joints: save them with --save-motions FILE.npy") }
        try Folders.makeAll(target)
        for motion in motions { try motion.writeAmass(to: (target.hasSuffix("/") ? target : target + "/") + motion.name + ".npz") }
        return "\(target): \(motions.count) motions"
    }
}
