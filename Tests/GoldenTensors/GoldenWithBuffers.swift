// Golden networks as checkpoints have them.
import Learning

/// Parameters and buffers of a golden file together, as a checkpoint has them.
package struct GoldenWithBuffers: TensorSource {
    private let golden: GoldenFile
    package init(golden: GoldenFile) { self.golden = golden }

    package var path: String { golden.path }
    package var names: [String] {
        golden.names + golden.file.keys.filter { $0.hasPrefix("buffer.") && !$0.contains("pe_first") }.map { String($0.dropFirst(7)) }
    }
    package func shape(of name: String) -> [Int]? {
        if let shape = golden.shape(of: name) { return shape }
        if name.hasSuffix("sequence_pos_encoder.pe") { return table(name).map { [5000, 1, $0.shape[2]] } }
        return golden.file.contains("buffer." + name) ? try? golden.file.array("buffer." + name).shape : nil
    }
    package func tensor(_ name: String) throws -> Tensor {
        if golden.shape(of: name) != nil { return try golden.tensor(name) }
        if name.hasSuffix("sequence_pos_encoder.pe"), let rows = table(name) {
            return Tensor(rows.elements + [Float](repeating: 0, count: 5000 * rows.shape[2] - rows.count), shape: [5000, 1, rows.shape[2]])
        }
        return try golden["buffer." + name]
    }
    /// The golden files hold only the first rows of the table.
    private func table(_ name: String) -> Tensor? { try? golden["buffer." + name + "_first64"] }
}
