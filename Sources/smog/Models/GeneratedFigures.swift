// What the commands that generate do with their motions: keep them, and draw them.
import Arrays
import Files
import Films
import Foundation
import Learning
import MotionModels
import Motions

/// Generated motions and what they are called.
struct GeneratedFigures {
    let generated: [GeneratedMotion]
    /// The bodies, named as the Python code names its pictures.
    let motions: [Motion]

    init(_ generated: [GeneratedMotion], names: [String]) {
        self.generated = generated
        motions = zip(generated, names).compactMap { made, name in
            guard var motion = made.motion else { return nil }
            motion.name = name
            motion.source.file = name
            return motion
        }
    }

    /// Writes the motions for other programs, if that is asked for.
    /// - Returns: the bodies.
    func saved(_ figures: FigureArguments) throws -> [Motion] {
        guard let target = figures.saveMotions else { return motions }
        let joints = generated.compactMap(\.jointPositions)
        if let first = joints.first {
            guard target.hasSuffix(".npy") else {
                throw CommandFailure("this model gives joint positions (pose_rep xyz): save them with --save-motions FILE.npy")
            }
            try NDArray(shape: [joints.count] + first.shape, elements: joints.flatMap(\.elements)).write(npy: target)
        } else {
            try SavedMotions.write(motions, to: target, body: figures.body.choice, note: figures.note)
        }
        if !figures.quiet { print("\(target): \(generated.count) motions") }
        return motions
    }

    /// Draws what `edit` and `interpolate` made.
    static func draw(_ motions: [Motion], columns: Int, inputFile: String, place: ModelPlace, figures: FigureArguments) throws {
        guard figures.grid || figures.singles ?? true else { return }
        let base = URL(fileURLWithPath: inputFile).lastPathComponent.replacing(".csv", with: "")
        let files = FigureFiles(
            arguments: figures, gridName: "clip_edit_\(base)_\(place.figureName).gif",
            singlesName: "clip_edit_subfigures_\(place.figureName)", folder: place.folder)
        try files.draw(motions, columns: columns)
    }
}
