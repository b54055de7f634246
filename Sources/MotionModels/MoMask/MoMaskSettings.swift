// The options that MoMask alone understands, under the names of the released commands.
public import ArrayFiles
import Files

extension MoMaskGenerator {
    /// Weight of the text in the masked transformer, 4.
    public static let guidance = "cond_scale"
    /// Weight of the text in the residual transformer, 5 for generating and 2 for editing.
    public static let residualGuidance = "res_cond_scale"
    /// Above 0; 1 draws tokens as often as the network says.
    public static let temperature = "temperature"
    /// The share of tokens that are never drawn, 0.9.
    public static let topkRatio = "topkr"
    /// Passes of the masked transformer, 18.
    public static let steps = "time_steps"
    /// Draws tokens by Gumbel noise: true or false.
    public static let drawsByGumbel = "gumbel_sample"
    /// Does what the released commands do, faults included: true or false.
    public static let isCompatible = "compat"

    public static let ownOptions: Set<String> = [
        guidance, residualGuidance, temperature, topkRatio, steps, drawsByGumbel, isCompatible,
    ]

    /// These options, read.
    public struct Settings: Sendable {
        public var options = MoMask.Options()
        /// As the released commands do.
        public var isCompatible = false

        /// - Parameters:
        ///   - own: by their names; what is not there stays as it is.
        ///   - path: the model's, for errors.
        ///   - options: what they change.
        /// - Throws: `FileProblem` naming an option whose value makes no sense.
        public init(_ own: [String: OptionValue], path: String, changing options: MoMask.Options = MoMask.Options()) throws {
            self.options = options
            func number(_ name: String, _ expected: String, _ fits: (Double) -> Bool) throws -> Double? {
                guard let value = own[name] else { return nil }
                guard let number = value.double, number.isFinite, fits(number) else {
                    throw FileProblem(path, "cannot take \(name) as it is given", expected: expected)
                }
                return number
            }
            if let scale = try number(MoMaskGenerator.guidance, "a number from 0 to 100", { (0...100).contains($0) }) {
                self.options.masked.guidanceScale = Float(scale)
            }
            if let scale = try number(MoMaskGenerator.residualGuidance, "a number from 0 to 100", { (0...100).contains($0) }) {
                self.options.residual.guidanceScale = Float(scale)
            }
            if let value = try number(MoMaskGenerator.temperature, "a number above 0 and up to 100", { $0 > 0 && $0 <= 100 }) {
                self.options.masked.sampler.temperature = Float(value)
            }
            if let ratio = try number(MoMaskGenerator.topkRatio, "a share from 0 to less than 1", { (0..<1).contains($0) }) {
                self.options.masked.sampler.topkRatio = ratio
            }
            if let steps = try number(MoMaskGenerator.steps, "1 to 1000 passes", { (1...1000).contains($0) && $0.rounded() == $0 }) {
                self.options.masked.steps = Int(steps)
            }
            if own[MoMaskGenerator.drawsByGumbel]?.bool == true { self.options.masked.sampler.sampling = .gumbel }
            isCompatible = own[MoMaskGenerator.isCompatible]?.bool ?? false
        }
    }
}
