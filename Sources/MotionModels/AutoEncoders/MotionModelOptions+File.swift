// What opt.yaml says of an auto-encoder's numbers.
public import ArrayFiles
import Files
import Motions

extension MotionModelOptions {
    /// What `opt.yaml` says; what it leaves out is as in the paper's training.
    /// - Throws: `FileProblem` for a pose representation that is none.
    public init(_ file: OptionsFile) throws {
        self.init()
        if let word = file["pose_rep"]?.string {
            guard let representation = PoseRepresentation(rawValue: word) else {
                throw FileProblem(
                    file.path, "says pose_rep: \(word)", expected: PoseRepresentation.allCases.map(\.rawValue).joined(separator: ", "))
            }
            poseRepresentation = representation
        }
        if let value = file["translation"]?.bool { hasTranslation = value }
        if let value = file["glob"]?.bool { hasRootOrientation = value }
        if let values = file["glob_rot"]?.items?.compactMap(\.double), values.count == 3 {
            rootOrientation = SIMD3(Float(values[0]), Float(values[1]), Float(values[2]))
        }
        if let value = file["num_frames"]?.int, (1...5000).contains(value) { frameCount = value }
        if let value = file["fps"]?.double ?? file["target_fps"]?.double, value > 0, value <= 1000 { frameRate = value }
        if let value = file["face_front"]?.bool { facesFront = value }
        pathIsRoot = file["translation_joint"]?.string == "pelvis"
        database = file["datapath"]?.string
    }
}
