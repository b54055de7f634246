// Items in the form that a trained model takes.
import ArrayFiles
import Files
import MotionModels

extension ItemOptions {
    /// Items in the form that a model takes.
    ///
    /// - Parameter file: the options beside its checkpoint; nil where there are none.
    /// - Throws: `FileProblem` for a way of sampling that there is none of.
    package init(of model: MotionModelOptions, file: OptionsFile?) throws {
        self.init()
        pose = model.poseRepresentation
        hasTranslation = model.hasTranslation
        hasRoot = model.hasRootOrientation
        frameCount = model.frameCount
        isTurnedToFront = model.facesFront
        guard let file else { return }
        if let word = file["sampling"]?.string {
            guard let sampling = ItemOptions.Sampling(rawValue: word) else {
                throw FileProblem(
                    file.path, "says sampling: \(word)", expected: ItemOptions.Sampling.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self.sampling = sampling
        }
        if let step = file["sampling_step"]?.int {
            guard step == -1 || step > 0 else {
                throw FileProblem(file.path, "says sampling_step: \(step)", expected: "1 or more, or -1 for the largest that fits")
            }
            samplingStep = step
        }
    }
}
