// How motions are drawn by chance, under the names of the released commands of MoMask and MotionCLR.
import ArgumentParser
import ArrayFiles
import MotionModels

struct SamplingArguments: ParsableArguments {
    @Option(parsing: .unconditional, help: "Of the random numbers: the same seed makes the same motions.")
    var seed = 10107

    @Option(
        name: .customLong("repeat_times"), parsing: .unconditional,
        help: ArgumentHelp("Motions for each prompt.", valueName: "count"))
    var repeatTimes = 1

    @Option(
        name: .customLong("cond_scale"), parsing: .unconditional,
        help: ArgumentHelp("Weight of the text; 1 is that of the plain network. (default: MoMask 4)", valueName: "scale"))
    var condScale: Double?

    @Option(
        name: .customLong("res_cond_scale"), parsing: .unconditional,
        help: ArgumentHelp("MoMask: the same for residual tokens. (default: 5, in editing 2)", valueName: "scale"))
    var resCondScale: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("MoMask: above 1 draws unlikely tokens more often, below 1 less. (default: 1)", valueName: "number"))
    var temperature: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("MoMask: the share of tokens, the least likely, that are never drawn. (default: 0.9)", valueName: "share"))
    var topkr: Double?

    @Option(
        name: .customLong("time_steps"), parsing: .unconditional,
        help: ArgumentHelp("MoMask: passes of the masked transformer. (default: 18)", valueName: "count"))
    var timeSteps: Int?

    @Flag(name: .customLong("gumbel_sample"), help: "MoMask: draw tokens by Gumbel noise, which is as likely.")
    var gumbelSample = false

    @Option(
        name: .customLong("num_inference_steps"), parsing: .unconditional,
        help: ArgumentHelp("MotionCLR: steps from noise to a motion. (default: 10)", valueName: "count"))
    var numInferenceSteps: Int?

    @Option(
        name: .customLong("diffuser_name"),
        help: ArgumentHelp("MotionCLR: how steps are taken: dpmsolver, ddpm, ddim or deis. (default: dpmsolver)", valueName: "name"))
    var diffuserName: String?

    @Option(
        name: .customLong("guidance_scale"), parsing: .unconditional,
        help: ArgumentHelp("MotionCLR: weight of the text. (default: 2.5)", valueName: "scale"))
    var guidanceScale: Double?

    @Flag(name: .customLong("no_ema"), help: "MotionCLR: the weights as trained in place of their moving average.")
    var noEma = false

    @Flag(help: "MoMask, MotionCLR: do what the released commands do, faults included (docs/generate.md lists them).")
    var compat = false

    // MotionCLR's opt.txt says both.
    @Flag(name: .customLong("self_attention"), help: .hidden) var selfAttention = false
    @Flag(name: .customLong("no_eff"), help: .hidden) var noEff = false

    func validate() throws {
        func check(_ name: String, _ value: Double?, _ expected: String, _ fits: (Double) -> Bool) throws {
            guard let value, !(value.isFinite && fits(value)) else { return }
            throw ValidationError("--\(name) is \(value); expected \(expected).")
        }
        try check("cond_scale", condScale, "a number from 0 to 100") { (0...100).contains($0) }
        try check("res_cond_scale", resCondScale, "a number from 0 to 100") { (0...100).contains($0) }
        try check("temperature", temperature, "a number above 0 and up to 100") { $0 > 0 && $0 <= 100 }
        try check("topkr", topkr, "a share from 0 to less than 1") { (0..<1).contains($0) }
        try check("guidance_scale", guidanceScale, "a number from 0 to 100") { (0...100).contains($0) }
        if let numInferenceSteps, !(1...1000).contains(numInferenceSteps) {
            throw ValidationError("--num_inference_steps is \(numInferenceSteps); expected 1 to 1000 steps.")
        }
        if let timeSteps, !(1...1000).contains(timeSteps) {
            throw ValidationError("--time_steps is \(timeSteps); expected 1 to 1000 passes.")
        }
        if !(1...1000).contains(repeatTimes) { throw ValidationError("--repeat_times is \(repeatTimes); expected 1 to 1000 motions.") }
    }

    /// What was given of an engine's own options.
    var own: [String: OptionValue] {
        var own: [String: OptionValue] = [:]
        own[MoMaskGenerator.guidance] = condScale.map { .number($0) }
        own[MoMaskGenerator.residualGuidance] = resCondScale.map { .number($0) }
        own[MoMaskGenerator.temperature] = temperature.map { .number($0) }
        own[MoMaskGenerator.topkRatio] = topkr.map { .number($0) }
        own[MoMaskGenerator.steps] = timeSteps.map { .integer($0) }
        own[MoMaskGenerator.drawsByGumbel] = gumbelSample ? .bool(true) : nil
        own[MotionCLRGenerator.steps] = numInferenceSteps.map { .integer($0) }
        own[MotionCLRGenerator.sampler] = diffuserName.map { .string($0) }
        own[MotionCLRGenerator.guidance] = guidanceScale.map { .number($0) }
        own[MoMaskGenerator.isCompatible] = compat ? .bool(true) : nil
        return own
    }
}
