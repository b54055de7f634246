// What lies in a MotionCLR's folder, for people.
import CLIP
import Files

extension MotionCLRFiles {
    /// Lines that say what the model is made of, where each part lies, and what is taken from elsewhere.
    /// - Throws: `FileProblem` for weights that are damaged.
    public func description() throws -> [String] {
        let all = try load(usesAverage: true)
        let own = all.names.filter { !$0.hasPrefix("clip_model.") }
        let count = own.reduce(0) { $0 + (all[$1]?.count ?? 0) }
        let unet = try DenoisingUNetConfiguration(from: all)
        let hasCLIP = CLIPModel.isIn(all.part("clip_model."))
        return [
            "\(folder): MotionCLR",
            "  networks: \(weights), \(NumberText.short(Double(count) / 1e6, 2)) M numbers, \(unet.features) features a frame",
            "  statistics: \(mean), \(std)",
            "  CLIP: " + (hasCLIP ? "in the same file" : clip ?? "none here; the one in models/clip is taken, or that of --clip"),
            "  \(options.samplingSteps) steps of \(options.sampler), text weighed by \(NumberText.short(Double(options.guidance), 2))",
        ]
    }
}
