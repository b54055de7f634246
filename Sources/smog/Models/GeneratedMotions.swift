// What a model generated, and the files it goes to.
import ArrayFiles
import Arrays
import Files
import Films
import Foundation
import MotionModels
import Motions
import Visualization

/// Motions as bodies, and as the numbers the model gave.
struct GeneratedMotions {
    let options: MotionModelOptions
    /// Empty for models that give places of joints.
    var motions: [Motion] = []
    /// `(motions, joints, features, frames)` each.
    var numbers: [NDArray<Float>] = []

    /// Writes the motions for other programs.
    ///
    /// Models give paths from where the pelvis was at first; saved motions stand on the floor, z = 0, as AMASS's do.
    ///
    /// - Parameters:
    ///   - target: a `.npy` for all of them in MDM's form, else a folder of AMASS-style `.npz` with a `labels.json`.
    ///   - body: whose feet stand; without a body model paths stay as they are.
    /// - Returns: what was written, in words.
    func save(to target: String, body: BodyChoice) throws -> String {
        if target.hasSuffix(".npy") {
            if options.poseRepresentation == .xyz, let first = numbers.first {
                let all = NDArray(shape: [numbers.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst(), elements: numbers.flatMap(\.elements))
                try all.write(npy: target)
            } else {
                try MDMResultsFile.write(standing(body), to: target)
            }
            return "\(target): \(numbers.reduce(0) { $0 + $1.shape[0] }) motions"
        }
        guard !motions.isEmpty else { throw CommandFailure("models with pose_rep xyz give places of joints: save them with --save-motions FILE.npy") }
        try Folders.makeAll(target)
        let folder = target.hasSuffix("/") ? target : target + "/"
        for motion in standing(body) { try motion.writeAmass(to: folder + motion.name + ".npz") }
        // AMASS's files have no words; this one is read wherever labels are.
        let words = motions.compactMap { motion in motion.label.map { (motion.name + ".npz", JSONValue.string($0)) } }
        if !words.isEmpty { try OutputFile.write(Array((JSONValue.object(words).indented + "\n").utf8), to: folder + "labels.json") }
        return "\(target): \(motions.count) motions"
    }

    private func standing(_ choice: BodyChoice) -> [Motion] {
        guard let first = motions.first, let model = try? choice.model(for: first) else { return motions }
        let body = choice.shaped(model, for: first) { _ in }
        return motions.map { motion in
            var motion = motion
            let height = FloorHeight(of: motion, body: body).height
            for at in stride(from: 2, to: motion.translations.count, by: 3) { motion.translations.elements[at] -= height }
            return motion
        }
    }
}
