// A model that generates, with what was asked of it.
import ArrayFiles
import Files
import Learning
import MotionModels
import Motions

/// What generating needs, read from the user's files.
struct LoadedModel {
    let trained: TrainedModel
    let arguments: ModelArguments
    var model: MotionModel { trained.model }

    /// - Parameter note: told what had to be assumed.
    init(_ arguments: ModelArguments, note: (String) -> Void) throws {
        self.arguments = arguments
        trained = try TrainedModel(
            arguments.checkpoint, clip: arguments.clip, poseRep: arguments.poseRep, numFrames: arguments.numFrames, note: note)
    }

    /// CLIP's features of texts, `(texts, latent)`.
    /// - Parameter note: told of texts that were cut.
    func features(of texts: [String], note: (String) -> Void) throws -> Tensor { try trained.features(of: texts, note: note) }

    /// Motions for latents, a few at a time so that memory does not grow with their number.
    ///
    /// - Parameters:
    ///   - names: what to call each.
    ///   - labels: the words of each.
    func motions(_ latents: Tensor, names: [String], labels: [String?]) throws -> GeneratedMotions {
        let frames = model.options.frameCount
        guard frames <= model.network.configuration.positions else {
            throw FileProblem(arguments.checkpoint, "knows \(model.network.configuration.positions) frames", expected: "--num-frames up to that")
        }
        let keepsRoot = arguments.keepRoot ?? model.options.pathIsRoot
        var result = GeneratedMotions(options: model.options)
        for start in stride(from: 0, to: latents.shape[0], by: 64) {
            let end = min(latents.shape[0], start + 64)
            let part = latents.rows(Array(start..<end), shape: [end - start])
            let numbers = model.generate(part, frames: [frames], overwritesRoot: !keepsRoot, autoencoding: arguments.aeAfterGeneration)
            guard numbers.isFinite else {
                throw FileProblem(arguments.checkpoint, "generates numbers that are not finite for '\(labels[start] ?? names[start])' or one of the \(end - start - 1) after it")
            }
            for index in start..<end {
                if model.options.poseRepresentation != .xyz {
                    result.motions.append(try model.motion(
                        numbers, index - start, frames: frames, rootIsOverwritten: !keepsRoot,
                        path: arguments.vertstrans.map { $0 ? .applied : .ignored }, name: names[index], label: labels[index]))
                }
            }
            result.numbers.append(numbers.array)
        }
        return result
    }
}

extension MotionModelOptions {
    /// What `opt.yaml` says; what it leaves out is as in the paper's training.
    init(_ file: OptionsFile) throws {
        self.init()
        if let word = file["pose_rep"]?.string {
            guard let representation = PoseRepresentation(rawValue: word) else {
                throw FileProblem(file.path, "says pose_rep: \(word)", expected: PoseRepresentation.allCases.map(\.rawValue).joined(separator: ", "))
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
