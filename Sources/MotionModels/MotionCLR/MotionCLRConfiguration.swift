// The sizes of a MotionCLR, as its weights and options say.
import ArrayFiles
import Files
public import Learning

/// The sizes of a ``DenoisingUNet``.
public struct DenoisingUNetConfiguration: Equatable, Sendable {
    /// Numbers of a frame.
    public var features: Int
    /// Channels of all levels.
    public var width: Int
    /// How often time is halved on the way down.
    public var levels: Int
    /// Numbers of the time's embedding.
    public var timeWidth: Int
    /// Times that the table of positions knows.
    public var times: Int
    /// False for weights without that table, which is always the same.
    public var hasTimeTable = true
    /// Numbers of a token of the text memory.
    public var textWidth: Int
    /// True if times scale and shift what is normalised; otherwise they are added.
    public var isAdaptive: Bool
    /// False for networks whose frames do not look at each other.
    public var hasSelfAttention: Bool
    /// Of the attentions; they have the same number in all released code.
    public var heads = 8

    public init(
        features: Int = 263, width: Int = 1024, levels: Int = 4, timeWidth: Int = 512, times: Int = 5000, textWidth: Int = 256,
        isAdaptive: Bool = true, hasSelfAttention: Bool = true
    ) {
        (self.features, self.width, self.levels, self.timeWidth, self.times) = (features, width, levels, timeWidth, times)
        (self.textWidth, self.isAdaptive, self.hasSelfAttention) = (textWidth, isAdaptive, hasSelfAttention)
    }

    /// Lengths are padded to multiples of it.
    public var framesPerStep: Int { 1 << levels }

    /// The sizes of stored weights.
    /// - Throws: `FileProblem` if these are weights of something else.
    public init(from source: any TensorSource) throws {
        func shape(_ name: String, _ axes: Int) throws -> [Int] {
            guard let shape = source.shape(of: name), shape.count == axes, shape.allSatisfy({ $0 > 0 }) else {
                throw FileProblem(
                    source.path, "holds no network of MotionCLR: \(name) is missing or of another shape",
                    expected: "tensors such as unet.downs.0.0.conv1d.blocks.0.block.weight")
            }
            return shape
        }
        let first = try shape("unet.downs.0.0.conv1d.blocks.0.block.weight", 3)
        let time = try shape("unet.time_mlp.1.weight", 2)
        let tableName = "unet.time_mlp.0.pe"
        let table = try source.shape(of: tableName).map { _ in try shape(tableName, 2) }
        let key = try shape("unet.downs.0.0.clr_attn.cross_attention.key.weight", 2)
        let levels = (0..<16).first { source.shape(of: "unet.downs.\($0).0.conv1d.blocks.0.block.weight") == nil } ?? 16
        self.init(
            features: first[1], width: first[0], levels: levels, timeWidth: time[1], times: table?[0] ?? 5000, textWidth: key[1],
            isAdaptive: source.shape(of: "unet.downs.0.0.conv1d.blocks.0.group_norm.weight") != nil,
            hasSelfAttention: source.shape(of: "unet.downs.0.0.clr_attn.self_attention.query.weight") != nil)
        hasTimeTable = table != nil
        guard levels <= 8, width % heads == 0 else {
            throw FileProblem(
                source.path, "holds a network of \(levels) levels and \(width) channels", expected: "at most 8, and a multiple of \(heads)")
        }
    }
}

/// The sizes of a ``TextMemoryEncoder``.
public struct TextMemoryConfiguration: Equatable, Sendable {
    /// Numbers of a token as CLIP gives it.
    public var clipWidth: Int
    public var width: Int
    public var hidden: Int
    public var layers: Int
    public var heads: Int

    public init(clipWidth: Int = 512, width: Int = 256, hidden: Int = 2048, layers: Int = 4, heads: Int = 4) {
        (self.clipWidth, self.width, self.hidden, self.layers, self.heads) = (clipWidth, width, hidden, layers, heads)
    }

    /// The sizes of stored weights.
    /// - Parameter heads: which no shape tells.
    /// - Throws: `FileProblem` if these are weights of something else.
    public init(from source: any TensorSource, heads: Int = 4) throws {
        guard let first = source.shape(of: "embed_text.weight"), first.count == 2, first.allSatisfy({ $0 > 0 }) else {
            throw FileProblem(source.path, "holds no text encoder of MotionCLR", expected: "the tensor embed_text.weight")
        }
        let layer = { (k: Int) in source.shape(of: "textTransEncoder.layers.\(k).linear1.weight") }
        self.init(
            clipWidth: first[1], width: first[0], hidden: layer(0)?.first ?? 1, layers: (0..<64).first { layer($0) == nil } ?? 64,
            heads: heads)
        guard heads > 0, width % heads == 0, layers > 0, layers < 64 else {
            throw FileProblem(
                source.path, "holds a text encoder of \(layers) layers and \(width) numbers for \(heads) heads",
                expected: "1 to 63 layers, and a multiple of the heads")
        }
    }
}

/// What a MotionCLR's options say of how it was trained, and must be used.
public struct DiffusionOptions: Equatable, Sendable {
    /// Times of the diffusion.
    public var steps = 1000
    /// Attention heads of the text encoder.
    public var textHeads = 4
    /// Weight of the text.
    public var guidance: Float = 2.5
    /// Evaluations of the network.
    public var samplingSteps = 10
    /// The sampler's name.
    public var sampler = DiffusionSampler.dpmSolver.rawValue

    public init() {}

    /// - Parameter options: `opt.txt`, or the parts of `motionclr_config.json` put side by side.
    /// - Throws: `FileProblem` for networks of a kind that the released code has not, either.
    init(_ options: [OptionValue.Option], path: String) throws {
        func value(_ key: String) -> OptionValue? { options.last { $0.key == key }?.value }
        if value("no_eff")?.bool == false {
            throw FileProblem(
                path, "asks for efficient attention (no_eff is False), which the released code of MotionCLR does not have",
                expected: "no_eff: True")
        }
        for (key, known) in [("beta_schedule", "linear"), ("prediction_type", "sample")] {
            if let found = value(key)?.string, found != known {
                throw FileProblem(path, "says \(key): \(found)", expected: "\(key): \(known), as MotionCLR was released")
            }
        }
        func count(_ key: String, _ range: ClosedRange<Int>, _ set: (Int) -> Void) throws {
            guard let found = value(key) else { return }
            guard let number = found.int, range.contains(number) else {
                throw FileProblem(path, "says \(key): \(found)", expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            set(number)
        }
        try count("diffusion_steps", 1...100_000) { steps = $0 }
        try count("text_num_heads", 1...256) { textHeads = $0 }
        try count("num_inference_steps", 1...steps) { samplingSteps = $0 }
        if let scale = value("guidance_scale")?.double, scale.isFinite { guidance = Float(scale) }
        if let name = value("diffuser_name")?.string { sampler = name }
    }
}
