// What MDM and its descendants write: all samples of a run in one file (Tevet et al., "Human Motion Diffusion Model", 2022).
import ArrayFiles
import Arrays
import BodyModels
import Files
import Rotations

/// `results.npy`: a pickled dictionary of `motion`, `text`, `lengths`, `num_samples`, `num_repetitions`.
///
/// `motion` is (motions, 22, 3, frames), joint positions; (motions, 24, 3, frames), the same with SMPL's two hands; or
/// (motions, 25, 6, frames), rotations of SMPL's 24 joints as the first two rows of their matrices, then the translation. Motion
/// `i` is repetition `i / num_samples` of sample `i % num_samples`. The world has Y up, 20 frames a second.
struct MDMResults {
    private let arrays: NamedArrays
    private let choices: ReadingChoices
    private var checks: MotionChecks { MotionChecks(path: arrays.path) }

    static func looksRight(_ arrays: NamedArrays) -> Bool {
        arrays.contains("motion") && (arrays.contains("lengths") || arrays.contains("text") || arrays.contains("num_samples"))
    }

    init(_ arrays: NamedArrays, choices: ReadingChoices) {
        self.arrays = arrays
        self.choices = choices
    }

    private static let accepted =
        "(motions, 22, 3, frames) joint positions or (motions, 25, 6, frames) rotations and translation"

    func motions() throws -> [Motion] {
        let stored = try arrays.array("motion")
        let shape = stored.shape
        guard shape.count == 4 else { throw shapeProblem(shape) }
        let isPlaces = shape[2] == 3 && (shape[1] == 22 || shape[1] == 24)
        guard isPlaces || shape[1] == 25 && shape[2] == 6 else { throw shapeProblem(shape) }
        let (count, frames) = (shape[0], shape[3])
        guard count > 0 else {
            throw FileProblem(arrays.path, "holds no motions (shape \(MotionChecks.text(shape)))", expected: "at least one")
        }
        try checks.requireFrames(frames, "key 'motion'", shape)
        let numbers = try stored.float32()
        let lengths = try lengths(count: count, frames: frames)
        var remarks: [String] = []
        let texts = texts(count: count, notes: &remarks)
        let samples = samples(count: count, notes: &remarks)
        return try (0..<count).map { index in
            // Frames come last in the file, and first here.
            let rows = shape[1] * shape[2]
            var part = NDArray<Float>(repeating: 0, shape: [lengths[index], rows])
            let start = index * rows * frames
            for row in 0..<rows {
                for frame in 0..<lengths[index] { part[frame, row] = numbers[start + row * frames + frame] }
            }
            try checks.requireSound(part, "motion \(index)")
            let name = "\(checks.name)_sample\(padded(index % samples))_rep\(padded(index / samples))"
            var motion = isPlaces ? places(part, name: name) : rotations(part, name: name)
            motion.label = texts[index]
            if index == 0 { motion.notes += remarks }
            return motion
        }
    }

    private func shapeProblem(_ shape: [Int]) -> FileProblem {
        let kit = shape.count == 4 && shape[1] == 21 ? ": motions of KIT-ML, whose 21 joints are not those of SMPL" : ""
        return FileProblem(arrays.path, "key 'motion' has shape \(MotionChecks.text(shape))\(kit)", expected: MDMResults.accepted)
    }

    /// As in MDM's own file names: two digits at least.
    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func lengths(count: Int, frames: Int) throws -> [Int] {
        guard arrays.contains("lengths") else { return [Int](repeating: frames, count: count) }
        let lengths = try arrays.array("lengths").int64().elements
        guard lengths.count == count else {
            throw FileProblem(arrays.path, "key 'lengths' has \(lengths.count) lengths for \(count) motions", expected: "one each")
        }
        if let bad = lengths.firstIndex(where: { !(1...frames).contains($0) }) {
            throw FileProblem(arrays.path, "key 'lengths' says \(lengths[bad]) frames for motion \(bad)", expected: "1 to \(frames)")
        }
        return lengths
    }

    /// How many samples there are, each of which may be there several times.
    private func samples(count: Int, notes: inout [String]) -> Int {
        guard arrays.contains("num_samples") else { return count }
        do {
            let number = try arrays.scalar("num_samples")
            if let whole = Int(exactly: number), whole > 0 { return whole }
            notes.append("key 'num_samples' is \(number); each motion is taken as a sample of its own")
        } catch {
            notes.append("each motion is taken as a sample of its own: \(error)")
        }
        return count
    }

    /// A text for every motion; nil where there is none.
    private func texts(count: Int, notes: inout [String]) -> [String?] {
        let none = [String?](repeating: nil, count: count)
        guard arrays.contains("text") else { return none }
        let texts: [String]
        do {
            texts = try arrays.strings("text")
        } catch {
            notes.append("its texts are left out: \(error)")
            return none
        }
        guard !texts.isEmpty else { return none }
        // Some forks write each text once for all its repetitions, which come after one another.
        return (0..<count).map { texts[$0 % texts.count].isEmpty ? nil : texts[$0 % texts.count] }
    }

    private func places(_ table: NDArray<Float>, name: String) -> Motion {
        var notes: [String] = []
        let frames = table.shape[0]
        let rate = choices.frameRate(usual: 20, of: "HumanML3D", notes: &notes)
        let width = BodyJoint.count * 3
        var body = NDArray<Float>(repeating: 0, shape: [frames, BodyJoint.count, 3])
        for frame in 0..<frames { for i in 0..<width { body.elements[frame * width + i] = table[frame, i] } }
        let upright = JointPositions(body).upright(up: choices.up, usual: .y, notes: &notes)
        return Motion(
            fittedTo: upright.numbers, frameRate: rate, skeleton: choices.skeleton, name: name,
            source: MotionSource(file: arrays.path, format: "MDM joint positions", kind: .jointPositions), notes: notes)
    }

    private func rotations(_ table: NDArray<Float>, name: String) -> Motion {
        var notes: [String] = []
        let frames = table.shape[0]
        let rate = choices.frameRate(usual: 20, of: "MDM", notes: &notes)
        var poses = NDArray<Float>(repeating: 0, shape: [frames, 24, 3])
        var translations = NDArray<Float>(repeating: 0, shape: [frames, 3])
        for frame in 0..<frames {
            for joint in 0..<24 {
                let six = (0..<6).map { Double(table[frame, joint * 6 + $0]) }
                let matrix = RotationMatrix(firstRows: Point(six[0], six[1], six[2]), Point(six[3], six[4], six[5]))
                let vector = matrix.axisAngle
                for axis in 0..<3 { poses[frame, joint, axis] = Float(vector[axis]) }
            }
            for axis in 0..<3 { translations[frame, axis] = table[frame, 144 + axis] }
        }
        let motion = Motion(
            name: name, layout: .smpl, frameRate: rate, poses: poses, translations: translations,
            source: MotionSource(file: arrays.path, format: "MDM rotations"), notes: notes)
        return motion.upright(choices, usual: .y)
    }
}
