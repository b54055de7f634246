// Which of the sets of weights in a checkpoint a model is made of.
public import ArrayFiles

extension StateDictionary {
    /// The weights of a model: the moving average of them where there is one, else those that were trained, without the names of
    /// wrappers around the model.
    /// - Throws: `FileProblem` as ``choose(contentsOf:among:wrappers:)`` does.
    public static func modelWeights(contentsOf path: String) throws -> WeightChoice {
        try choose(contentsOf: path, among: ["model_ema", "ema", "state_dict", "model_state_dict", "model"])
    }
}
