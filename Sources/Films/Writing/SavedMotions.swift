// Motions kept for other programs, standing on the floor.
import BodyModels
import Files
import Motions
import Visualization

/// Motions in files: a folder of AMASS-style `.npz` with a `labels.json`, or a `.npy` in the form of MDM's results.
public enum SavedMotions {
    /// Writes motions. Those whose paths begin at the origin, as models give them, are put on the floor, z = 0, where AMASS's stand.
    ///
    /// - Parameters:
    ///   - target: a `.npy` for all of them in MDM's form, else a folder.
    ///   - choice: whose feet stand; where there is no body model, paths stay as they are.
    ///   - putsOnFloor: false for motions that stand where they should.
    ///   - note: told so.
    /// - Throws: `FileProblem` for a body or a file that cannot be read or written.
    public static func write(
        _ motions: [Motion], to target: String, body choice: BodyChoice, putsOnFloor: Bool = true, note: (String) -> Void
    ) throws {
        let motions = putsOnFloor ? try standing(motions, choice, note: note) : motions
        if target.hasSuffix(".npy") { return try MDMResultsFile.write(motions, to: target) }
        try Folders.makeAll(target)
        let folder = target.hasSuffix("/") ? target : target + "/"
        for motion in motions { try motion.writeAmass(to: folder + motion.name + ".npz") }
        // AMASS's files have no words; this one is read wherever labels are.
        let words = motions.compactMap { motion in motion.label.map { (motion.name + ".npz", JSONValue.string($0)) } }
        if !words.isEmpty { try OutputFile.write(Array((JSONValue.object(words).indented + "\n").utf8), to: folder + "labels.json") }
    }

    private static func standing(_ motions: [Motion], _ choice: BodyChoice, note: (String) -> Void) throws -> [Motion] {
        guard let first = motions.first else { return motions }
        let model: ShapedBody
        do {
            model = choice.shaped(try choice.model(for: first), for: first) { _ in }
        } catch let missing as FilmProblem {
            note("the saved motions are not put on the floor: \(missing)")
            return motions
        }
        return motions.map { motion in
            var motion = motion
            let height = FloorHeight(of: motion, body: model).height
            for at in stride(from: 2, to: motion.translations.count, by: 3) { motion.translations.elements[at] -= height }
            return motion
        }
    }
}
