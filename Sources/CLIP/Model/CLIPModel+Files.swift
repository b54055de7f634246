// CLIP's weights in files: whole ones, and those inside another model's checkpoint.
import ArrayFiles
import Files

extension CLIPModel {
    /// The model in a file: OpenAI's TorchScript archives (`ViT-B-32.pt`), PyTorch state dicts of the same names, safetensors and `.npz`.
    ///
    /// A CLIP inside another model's checkpoint, as `clip_model` is in MotionCLIP's and SMoG's, is found by its names.
    /// - Throws: `FileProblem` or `ParameterProblem`; see ``init(from:towers:imageHeads:textHeads:)``.
    public convenience init(
        contentsOf path: String, towers: Set<Tower> = Set(Tower.allCases), imageHeads: Int? = nil, textHeads: Int? = nil
    ) throws {
        try self.init(
            from: CLIPModel.weights(in: StateDictionary(contentsOf: path)), towers: towers, imageHeads: imageHeads, textHeads: textHeads)
    }

    /// The part of a checkpoint that is a CLIP, its names beginning as OpenAI's do; the whole if there is none.
    public static func weights(in checkpoint: StateDictionary) -> StateDictionary {
        let mark = "token_embedding.weight"
        guard let name = checkpoint.names.filter({ $0 == mark || $0.hasSuffix("." + mark) }).min(by: { $0.utf8.count < $1.utf8.count })
        else {
            return checkpoint
        }
        return name == mark ? checkpoint : checkpoint.part(String(name.dropLast(mark.count)))
    }

    /// True if a checkpoint carries a CLIP.
    public static func isIn(_ checkpoint: StateDictionary) -> Bool {
        checkpoint.names.contains { $0 == "token_embedding.weight" || $0.hasSuffix(".token_embedding.weight") }
    }
}
