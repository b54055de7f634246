// What lies in a folder of MoMask's, in lines for people.
import ArrayFiles
import Files

extension MoMaskFiles {
    /// Parts that are not there and can be done without: what they are, where they belong, and what is without them.
    public var missingParts: [String] {
        [
            (Part.residualTransformer, residualTransformer, "motions are made of base tokens alone"),
            (.lengthEstimator, lengthEstimator, "every prompt wants a length"),
        ].compactMap { part, place, consequence in
            place == nil ? "no \(part.words) (\(part.place(in: self))): \(consequence)" : nil
        }
    }

    /// What is there.
    public var presentParts: [Place] { [residualVQ, maskedTransformer, residualTransformer, lengthEstimator].compactMap { $0 } }

    /// The parts with their files and sizes, the statistics, CLIP, and what is missing: a line each.
    /// - Throws: `FileProblem` for a part that cannot be read.
    public func description() throws -> [String] {
        var lines = ["\(folder): MoMask"]
        for place in presentParts {
            let weights = try MoMaskFiles.weights(place)
            let count = weights.names.reduce(0) { $0 + (weights[$1]?.count ?? 0) }
            let books = weights["quantizer.layers.0.codebook"].map { book in
                let layers = weights.names.count { $0.hasPrefix("quantizer.layers.") && $0.hasSuffix(".codebook") }
                return ", \(layers) code books of \(book.shape.map(String.init).joined(separator: " × "))"
            }
            let features = weights["decoder.model.6.bias"].map { ", \($0.count) features a frame" }
            lines.append(
                "  \(place.part.words): \(place.path), \(NumberText.short(Double(count) / 1e6, 2)) M numbers" + (books ?? "")
                    + (features ?? ""))
        }
        lines.append("  statistics: \(mean), \(std)")
        lines.append("  CLIP: " + (clip ?? "none here; the one in models/clip is taken, or that of --clip"))
        lines += (notes.filter { !$0.hasPrefix("there is no residual") } + missingParts).map { "  note: " + $0 }
        return lines
    }
}
