// The numbers with which features were standardised for a network.
import ArrayFiles
import Arrays
import Files

/// The mean and standard deviation with which features were standardised: `Mean.npy` and `Std.npy`.
public struct FeatureStatistics: Sendable, Equatable {
    /// 263 numbers each.
    public let mean: [Float]
    public let deviation: [Float]

    /// Reads the two files. Those next to a network's checkpoint differ from the data set's: use the ones that belong to it.
    /// - Throws: `FileProblem` if one cannot be read, or does not hold 263 finite numbers, or deviations that are none.
    public init(mean meanPath: String, deviation deviationPath: String) throws {
        func numbers(_ path: String) throws -> [Float] {
            let stored = try StoredArray(contentsOf: path)
            guard stored.count == HumanML3DFeatures.width else {
                let kit = stored.count == 251 ? ": statistics of KIT-ML, whose motions are not read" : ""
                throw FileProblem(path, "has shape \(Shape.text(stored.shape))\(kit)", expected: "(263,)")
            }
            let array = try stored.float32()
            guard array.isFinite else { throw FileProblem(path, "holds a number that is not finite") }
            return array.elements
        }
        mean = try numbers(meanPath)
        deviation = try numbers(deviationPath)
        if let column = deviation.firstIndex(where: { $0 < 0 }) {
            throw FileProblem(
                deviationPath, "holds the deviation \(deviation[column]) in column \(column)", expected: "numbers of 0 and above",
                advice: "Is it the file of means?")
        }
    }

    /// Features in physical units.
    package func applied(to features: NDArray<Float>) -> NDArray<Float> {
        var result = features
        let width = HumanML3DFeatures.width
        result.elements.withUnsafeMutableBufferPointer { numbers in
            for i in numbers.indices { numbers[i] = numbers[i] * deviation[i % width] + mean[i % width] }
        }
        return result
    }

    /// Features as a network reads them; a column that never changed stays 0.
    package func standardized(_ features: NDArray<Float>) -> NDArray<Float> {
        var result = features
        let width = HumanML3DFeatures.width
        result.elements.withUnsafeMutableBufferPointer { numbers in
            for i in numbers.indices {
                let column = i % width
                numbers[i] = deviation[column] > 0 ? (numbers[i] - mean[column]) / deviation[column] : 0
            }
        }
        return result
    }
}
