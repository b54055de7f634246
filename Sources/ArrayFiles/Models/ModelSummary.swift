// What kind of model a state dictionary is of, and what can be read off its names and shapes.

/// The facts about a trained model that its tensors tell.
public struct ModelSummary: Sendable {
    public enum Kind: String, Sendable {
        case smog = "SMoG"
        case motionCLIP = "MotionCLIP"
        case clip = "CLIP"
        case unknown = "a model of an unknown kind"
    }

    /// A group of tensors whose names begin alike.
    public struct Part: Sendable {
        public let name: String
        public let tensors: Int
        /// Numbers that were trained.
        public let parameters: Int
        /// Numbers that were not: tables such as positional encodings and spline grids.
        public let buffers: Int
    }

    public let kind: Kind
    /// Sizes by name, such as `latent size`, `512`.
    public let facts: [(name: String, value: String)]
    public let parts: [Part]
    /// True if CLIP's own weights are inside (`clip_model.…`), as in a checkpoint of a training that trained CLIP as well.
    public let carriesCLIP: Bool

    public var parameters: Int { parts.reduce(0) { $0 + $1.parameters } }

    /// - Parameter options: what the model was trained with, where known: only it tells joints and features apart.
    public init(_ weights: StateDictionary, options: OptionsFile? = nil) {
        carriesCLIP = weights.names.contains { $0.hasPrefix("clip_model.") }
        if weights.contains("encoder.skelEmbedding.spline_weight") || weights.contains("decoder.finallayer.spline_weight") {
            kind = .smog
            facts = MotionModelFacts.facts(weights, options)
        } else if weights.contains("encoder.skelEmbedding.weight") || weights.contains("decoder.finallayer.weight") {
            kind = .motionCLIP
            facts = MotionModelFacts.facts(weights, options)
        } else if weights.contains("text_projection") && weights.contains("token_embedding.weight") {
            kind = .clip
            facts = CLIPFacts.facts(weights)
        } else {
            kind = .unknown
            facts = []
        }
        parts = Self.parts(weights, kind)
    }

    private static func parts(_ weights: StateDictionary, _ kind: Kind) -> [Part] {
        var order: [String] = []
        var sums: [String: (tensors: Int, parameters: Int, buffers: Int)] = [:]
        for name in weights.names {
            guard let array = weights[name] else { continue }
            let head = name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? name
            // CLIP keeps the parts of its text tower side by side.
            let part = kind == .clip && head != "visual" ? "text" : head
            if sums[part] == nil { order.append(part) }
            var sum = sums[part] ?? (0, 0, 0)
            sum.tensors += 1
            if isBuffer(name, array) { sum.buffers += array.count } else { sum.parameters += array.count }
            sums[part] = sum
        }
        return order.map {
            Part(name: $0, tensors: sums[$0]?.tensors ?? 0, parameters: sums[$0]?.parameters ?? 0, buffers: sums[$0]?.buffers ?? 0)
        }
    }

    private static func isBuffer(_ name: String, _ array: StoredArray) -> Bool {
        let last = name.split(separator: ".").last ?? ""
        switch array.dtype.kind {
        case .float, .brainFloat: return ["pe", "grid", "running_mean", "running_var"].contains(last)
        default: return true
        }
    }

    /// How many layers there are under `prefix`, counted by the number behind it.
    static func layers(_ weights: StateDictionary, _ prefix: String) -> Int {
        Set(weights.names.lazy.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }).count
    }
}

/// Sizes of SMoG's and MotionCLIP's encoder and decoder.
private enum MotionModelFacts {
    static func facts(_ weights: StateDictionary, _ options: OptionsFile?) -> [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let latent = (weights["encoder.muQuery"] ?? weights["decoder.actionBiases"])?.shape.last {
            facts.append(("latent size", "\(latent)"))
        }
        let encoder = ModelSummary.layers(weights, "encoder.seqTransEncoder.layers.")
        let decoder = ModelSummary.layers(weights, "decoder.seqTransDecoder.layers.")
        facts.append(("layers", "\(encoder) in the encoder, \(decoder) in the decoder"))
        if let inner = weights["encoder.seqTransEncoder.layers.0.linear1.weight"]?.shape.first {
            facts.append(("feed-forward size", "\(inner)"))
        }
        let embedding = weights["encoder.skelEmbedding.base_weight"] ?? weights["encoder.skelEmbedding.weight"]
        if let values = embedding?.shape.last
            ?? (weights["decoder.finallayer.base_weight"] ?? weights["decoder.finallayer.weight"])?.shape.first
        {
            facts.append(("a frame", "\(values) numbers" + joints(values, options)))
        }
        if let frames = options?["num_frames"]?.int { facts.append(("frames", "\(frames)")) }
        return facts
    }

    private static func joints(_ values: Int, _ options: OptionsFile?) -> String {
        guard let form = options?["pose_rep"]?.string else { return "" }
        let features = ["rot6d": 6, "rotmat": 9, "rotquat": 4, "rotvec": 3, "xyz": 3][form] ?? 0
        guard features > 0, values.isMultiple(of: features) else { return "" }
        let hasTranslation = options?["translation"]?.bool == true
        return ": \(values / features) joints × \(features) features (\(form)\(hasTranslation ? ", the last row is the translation" : ""))"
    }
}

/// Sizes of CLIP's towers.
private enum CLIPFacts {
    static func facts(_ weights: StateDictionary) -> [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let size = weights["text_projection"]?.shape.last { facts.append(("embedding size", "\(size)")) }
        if let patches = weights["visual.conv1.weight"]?.shape, patches.count == 4,
            let places = weights["visual.positional_embedding"]?.shape.first, places > 1
        {
            let side = Int(Double(places - 1).squareRoot().rounded())
            let (pixels, overflow) = side.multipliedReportingOverflow(by: patches[3])
            facts.append(
                (
                    "images",
                    "ViT, \(ModelSummary.layers(weights, "visual.transformer.resblocks.")) layers of width \(patches[0]), patches of \(patches[3])"
                        + (overflow ? "" : ", \(pixels) pixels")
                ))
        } else if weights.contains("visual.layer1.0.conv1.weight") {
            facts.append(("images", "ResNet"))
        }
        if let width = weights["ln_final.weight"]?.shape.first {
            let length = weights["positional_embedding"]?.shape.first ?? 0
            let words = weights["token_embedding.weight"]?.shape.first ?? 0
            facts.append(
                ("text", "\(ModelSummary.layers(weights, "transformer.resblocks.")) layers of width \(width), \(length) tokens of \(words)")
            )
        }
        return facts
    }
}
