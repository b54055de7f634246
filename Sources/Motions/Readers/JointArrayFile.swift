// Bare arrays as motion generators write them: joint positions, or HumanML3D's features.
import ArrayFiles
import Arrays
import BodyModels
import Files
import HumanML3D
import Rotations

/// An `.npy` file of (frames, 22, 3) places or (frames, 263) features, or several of either along a first axis.
struct JointArrayFile {
    let path: String
    let choices: ReadingChoices
    private var checks: MotionChecks { MotionChecks(path: path) }

    init(path: String, choices: ReadingChoices) {
        self.path = path
        self.choices = choices
    }

    private static let accepted = "(frames, 22, 3) joint positions, or HumanML3D's (frames, 263) features"

    func motions() throws -> [Motion] {
        let stored = try StoredArray(contentsOf: path)
        let shape = stored.shape
        let isPlaces = shape.count >= 3 && shape.suffix(2) == [BodyJoint.count, 3]
        let isFeatures = shape.count >= 2 && shape.last == HumanML3DFeatures.width
        let own = isPlaces ? 3 : 2
        guard isPlaces || isFeatures, shape.count <= own + 1 else { throw refusal(shape) }
        let batch = shape.count > own ? shape[0] : 1
        let frames = shape[shape.count - own]
        try checks.requireFrames(min(batch, frames), "the array", shape)
        try checks.requireFrames(max(batch, frames), "the array", shape)
        let numbers = try stored.float32()
        let length = numbers.count / batch
        return try (0..<batch).map { index in
            let part = NDArray(
                shape: Array(shape.suffix(own)), elements: Array(numbers.elements[index * length..<(index + 1) * length]))
            try checks.requireSound(part, "the array")
            let name = batch > 1 ? "\(checks.name)_\(index)" : checks.name
            return isPlaces ? try motion(places: part, name: name) : try motion(features: part, name: name)
        }
    }

    private func refusal(_ shape: [Int]) -> FileProblem {
        let text = MotionChecks.text(shape)
        if shape.last == 251 || shape.suffix(2) == [21, 3] {
            return FileProblem(
                path, "has shape \(text): a motion of KIT-ML, whose 21 joints are not those of SMPL", expected: JointArrayFile.accepted)
        }
        if shape.count == 3, shape[2] == 3, shape[1] >= 6890 {
            return FileProblem(path, "has shape \(text): vertices of meshes, not joints", expected: JointArrayFile.accepted)
        }
        return FileProblem(path, "has shape \(text)", expected: JointArrayFile.accepted)
    }

    private func motion(features: NDArray<Float>, name: String) throws -> Motion {
        var features = features
        if let statistics = choices.statistics {
            features = statistics.applied(to: features)
        }
        if HumanML3DFeatures.lookStandardised(features) {
            throw choices.statistics == nil
                ? FileProblem(
                    path, "holds features that look standardised (mean 0, deviation 1), as networks see them", expected: "physical units",
                    advice: "Give the Mean.npy and Std.npy they were standardised with.")
                : FileProblem(
                    path, "holds features that are not in physical units after multiplying by the deviation and adding the mean",
                    expected: "axes of rotations of length 1", advice: "Were they standardised with other files, or not at all?")
        }
        var notes: [String] = []
        let rate = choices.frameRate(usual: 20, of: "HumanML3D", notes: &notes)
        let places = JointPositions(HumanML3DFeatures.positions(features)).turned(WorldTurn(choices.up ?? .y))
        return Motion(
            fittedTo: places.numbers, frameRate: rate, skeleton: choices.skeleton, name: name,
            source: MotionSource(file: path, format: "HumanML3D features", kind: .jointPositions), notes: notes)
    }

    private func motion(places: NDArray<Float>, name: String) throws -> Motion {
        var notes: [String] = []
        let rate = choices.frameRate(usual: 20, of: "HumanML3D", notes: &notes)
        return Motion(
            fittedTo: JointPositions(places).upright(up: choices.up, usual: .y, notes: &notes).numbers, frameRate: rate,
            skeleton: choices.skeleton, name: name, source: MotionSource(file: path, format: "joint positions", kind: .jointPositions),
            notes: notes)
    }
}
