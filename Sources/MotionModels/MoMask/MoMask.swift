// MoMask as a whole: a text's vector in, normalised features of a motion out.
// Guo, Mu, Javed, Wang, Cheng: "MoMask: Generative Masked Modeling of 3D Human Motions", CVPR 2024, figure 2.
//
//   text ─► CLIP ─► c ─┬─► length estimator ─► N
//                      ├─► masked transformer, 18 passes ─► base tokens (N)
//                      └─► residual transformer, 5 passes ─► tokens (N, 6) ─► decoder ─► features (4 N, 263)
import ArrayFiles
public import Arrays
import Files
import HumanML3D
import Learning

/// A MoMask with its weights.
public final class MoMask {
    public let files: MoMaskFiles
    public let vq: ResidualVQ
    public let masked: MaskedTransformer
    public let residual: ResidualTransformer?
    public let lengthEstimator: LengthEstimator?
    /// Of the features, as in training: `x · std + mean` restores physical units.
    public let mean: [Float], std: [Float]

    /// Frames of a motion at most, as in training.
    public static let longestMotion = 196
    /// Frames a second of the data: HumanML3D's; KIT's has 12.5.
    public let frameRate: Double

    /// Reads the parts.
    ///
    /// - Throws: ``FileProblem`` or ``ParameterProblem`` for parts that are damaged or do not fit each other.
    public init(_ files: MoMaskFiles) throws {
        self.files = files
        let vqWeights = try MoMaskFiles.weights(files.residualVQ)
        let configuration = try ResidualVQConfiguration(
            from: vqWeights, dilationGrowth: files.residualVQ.number("dilation_growth_rate"))
        let book = ParameterBook(from: vqWeights)
        vq = ResidualVQ(book.scope(), configuration)
        try book.finish()
        let masked = try MaskedTransformer(
            from: try MoMaskFiles.weights(files.maskedTransformer), heads: files.maskedTransformer.number("n_heads"))
        self.masked = masked
        residual = try files.residualTransformer.map {
            try ResidualTransformer(from: try MoMaskFiles.weights($0), heads: $0.number("n_heads"))
        }
        lengthEstimator = try files.lengthEstimator.map { try LengthEstimator(from: try MoMaskFiles.weights($0)) }
        mean = try MoMask.statistics(files.mean, count: configuration.features)
        std = try MoMask.statistics(files.std, count: configuration.features)
        if let column = std.firstIndex(where: { !($0 > 0) }) {
            throw FileProblem(files.std, "holds a deviation of \(std[column]) in column \(column)", expected: "numbers above 0")
        }
        guard HumanML3DFeatures.jointCount(width: configuration.features) != nil else {
            throw FileProblem(
                files.residualVQ.path, "makes \(configuration.features) numbers a frame",
                expected: "\(HumanML3DFeatures.width) (HumanML3D) or \(HumanML3DFeatures.kitWidth) (KIT-ML)")
        }
        frameRate = configuration.features == HumanML3DFeatures.kitWidth ? 12.5 : 20
        guard masked.configuration.codes == configuration.codes else {
            throw FileProblem(
                files.maskedTransformer.path,
                "has tokens of a code book of \(masked.configuration.codes), and \(files.residualVQ.path) has one of \(configuration.codes)",
                expected: "parts that were trained together")
        }
        let widths = [residual.map(\.configuration.conditionWidth), lengthEstimator.map(\.conditionWidth)].compactMap { $0 }
        guard widths.allSatisfy({ $0 == masked.configuration.conditionWidth }) else {
            throw FileProblem(
                files.folder,
                "holds parts that read texts as vectors of \(([masked.configuration.conditionWidth] + widths).map(String.init).joined(separator: ", ")) numbers",
                expected: "parts that were trained together")
        }
        if let residual, residual.configuration.codes != configuration.codes || residual.quantizers != configuration.quantizers {
            throw FileProblem(
                files.residualTransformer?.path ?? files.folder,
                "has \(residual.quantizers) layers of \(residual.configuration.codes) tokens, and \(files.residualVQ.path) has \(configuration.quantizers) of \(configuration.codes)",
                expected: "parts that were trained together")
        }
    }

    private static func statistics(_ path: String, count: Int) throws -> [Float] {
        let values = try StoredArray(contentsOf: path).float32().elements
        guard values.count == count else {
            throw FileProblem(path, "holds \(values.count) numbers", expected: "\(count), as the model's features have")
        }
        guard values.allSatisfy(\.isFinite) else { throw FileProblem(path, "holds numbers that are not finite") }
        return values
    }

    /// Numbers of a text's vector.
    public var conditionWidth: Int { masked.configuration.conditionWidth }

    /// Where features put the joints: `(frames, 22, 3)`, metres, Y up; of KIT's features `(frames, 21, 3)` in the unit of its data.
    /// - Parameter features: `(frames, features)`, in physical units.
    public func jointPositions(of features: NDArray<Float>) -> NDArray<Float> { HumanML3DFeatures.positions(features) }

    /// Features in physical units as the networks read them.
    public func normalized(_ features: [Float]) -> [Float] {
        let width = mean.count
        return features.indices.map { (features[$0] - mean[$0 % width]) / std[$0 % width] }
    }

    /// What the networks give in physical units.
    public func denormalized(_ features: [Float]) -> [Float] {
        let width = mean.count
        return features.indices.map { features[$0] * std[$0 % width] + mean[$0 % width] }
    }
}
