// What a request asks of MoMask: which texts, how many tokens of each, and where each motion's random numbers come from.
import Files
import Learning

/// A request in MoMask's terms.
struct MoMaskPlan {
    /// One motion.
    struct Item {
        let request: MoMask.Request
        let caption: String
        let prompt: Int
        let repetition: Int
    }

    /// The texts, each once, in the order of the request.
    let texts: [String]
    private let request: GenerationRequest
    private let generator: MoMaskGenerator
    private let note: (String) -> Void
    /// For each prompt, how many before it ask for the same.
    private let earlier: [Int]
    /// For each prompt and part, its tokens; nil where the length is to be estimated.
    private let tokens: [[Int?]]

    /// Seconds of a part at least: less was never seen in training, and means that frames were taken for seconds.
    static let shortest = 1.0
    /// Seconds of a motion at most.
    static let longest = 600.0

    init(_ request: GenerationRequest, for generator: MoMaskGenerator, settings: MoMaskGenerator.Settings, note: @escaping (String) -> Void)
        throws
    {
        self.request = request
        self.generator = generator
        self.note = note
        var texts: [String] = []
        var known: Set<String> = []
        for part in request.prompts.flatMap(\.parts) where known.insert(part.text).inserted { texts.append(part.text) }
        self.texts = texts
        var counts: [String: Int] = [:]
        earlier = request.prompts.map { prompt in
            let key = prompt.parts.map { "\($0.text)#\($0.length.map { "\($0)" } ?? "")" }.joined(separator: "|")
            defer { counts[key, default: 0] += 1 }
            return counts[key] ?? 0
        }
        tokens = try request.prompts.map { prompt in
            // What one part gets too much or too little by rounding to tokens, the next makes good.
            var owed = 0.0
            return try prompt.parts.map { try MoMaskPlan.tokens($0, generator, owed: &owed, isCompatible: settings.isCompatible) }
        }
        let perToken = Double(generator.model.vq.configuration.framesPerToken)
        for (prompt, own) in zip(request.prompts, tokens) {
            let seconds = Double(own.compactMap { $0 }.reduce(0, +)) * perToken / generator.frameRate
            guard seconds <= MoMaskPlan.longest else {
                throw FileProblem(
                    generator.path, "is asked for \(Int(seconds)) seconds of '\(prompt.text)'",
                    expected: "\(Int(MoMaskPlan.longest)) seconds at most")
            }
        }
    }

    private static func tokens(_ part: MotionPrompt.Part, _ generator: MoMaskGenerator, owed: inout Double, isCompatible: Bool) throws
        -> Int?
    {
        guard let length = part.length else { return nil }
        let perToken = generator.model.vq.configuration.framesPerToken
        let frames = length.frames(at: generator.frameRate)
        let least = isCompatible ? perToken : Int(shortest * generator.frameRate)
        guard frames >= least else {
            var advice: String?
            if case .frames(let count) = length, count > 0 {
                advice = "Frames are \(NumberText.short(generator.frameRate, 1)) a second; #\(count)s asks for seconds."
            }
            throw FileProblem(
                generator.path, "is asked for \(NumberText.count(frames, "frame")) of '\(part.text)'",
                expected: "\(least) frames (\(NumberText.short(Double(least) / generator.frameRate, 2)) s) or more", advice: advice)
        }
        // Seconds as near as tokens come to them, frames as the released code rounds them.
        if case .seconds(let seconds) = length {
            let exact = min(seconds, 1e6) * generator.frameRate / Double(perToken) + owed
            let count = max(1, Int(exact.rounded()))
            owed = exact - Double(count)
            return count
        }
        return frames / perToken
    }

    /// All motions, the repeats of a prompt after each other.
    ///
    /// Lengths that nobody named are drawn from the estimator's, once for all repeats of a prompt.
    ///
    /// - Parameter conditions: of ``texts``.
    func requests(conditions: Tensor) throws -> [Item] {
        let rows = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, $0) })
        return try request.prompts.enumerated().flatMap { index, prompt in
            let segments = try zip(prompt.parts, tokens[index]).enumerated().map { place, part in
                let row = rows[part.0.text] ?? 0
                let count = try part.1 ?? estimated(part.0.text, row: row, place: place, occurrence: earlier[index], conditions)
                return MoMask.Segment(condition: row, tokens: count)
            }
            return (0..<max(0, request.repeats)).map { repetition in
                let key = MoMask.key(
                    seed: request.seed, text: prompt.text, occurrence: earlier[index] * max(1, request.repeats) + repetition)
                return Item(
                    request: MoMask.Request(segments: segments, key: key), caption: prompt.text, prompt: index, repetition: repetition)
            }
        }
    }

    /// A number of tokens drawn from what the estimator holds for likely, at least those of the shortest motion of the training.
    private func estimated(_ text: String, row: Int, place: Int, occurrence: Int, _ conditions: Tensor) throws -> Int {
        guard let estimator = generator.model.lengthEstimator else {
            throw FileProblem(
                generator.path, "has no length estimator, and no length is given for '\(text)'",
                expected: MoMaskFiles.Part.lengthEstimator.place(in: generator.model.files),
                advice: "Or say how long it is: --seconds 6.")
        }
        let key = MoMask.key(seed: request.seed, text: text, occurrence: occurrence) ^ 0x3C3C_C3C3_5A5A_A5A5
        let noise = TokenNoise(key: key, sampling: .categorical)
        let logits = estimator.logits(conditions.rows([row], shape: [1]))
        let drawn = logits.withElements { logits in LengthEstimator.draw(logits) { noise.value(0, place, $0) } }
        return min(MoMask.longestPass, max(MoMaskPlan.shortestEstimate, drawn))
    }

    /// Tokens of the shortest motion of the training.
    private static let shortestEstimate = 10
}
