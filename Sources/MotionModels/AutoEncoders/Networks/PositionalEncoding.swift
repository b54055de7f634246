// Sinusoidal positional encoding.
import Learning
import LibC

/// Sines and cosines of the position added to each frame (Vaswani et al. 2017, §3.5); SMoG normalises the sum.
struct PositionalEncoding {
    /// `(positions, latent)`.
    let table: Tensor
    let norm: LayerNorm?

    init(_ scope: ParameterBook.Scope, _ configuration: MotionNetworkConfiguration) {
        let (rows, width) = (configuration.positions, configuration.latentDim)
        table = scope.buffer("pe", [rows, 1, width], .values(Self.sinusoids(rows: rows, width: width))).reshaped([rows, width])
        norm = configuration.kind == .smog ? LayerNorm(scope.scope("norm_pe"), features: width) : nil
    }

    /// - Parameter x: `(batch, time, latent)`.
    func callAsFunction(_ x: Tensor, dropout: DropoutSource?) -> Tensor {
        let sum = x + table.prefix(rows: x.shape[1])
        return (norm?(sum) ?? sum).dropped(dropout?.next())
    }

    /// The encoding of the first positions by themselves: `(1, time, latent)`.
    func positions(_ time: Int) -> Tensor {
        let rows = table.prefix(rows: time).reshaped([1, time, table.shape[1]])
        return norm?(rows) ?? rows
    }

    static func sinusoids(rows: Int, width: Int) -> [Float] {
        var table = [Float](repeating: 0, count: rows * width)
        for pair in stride(from: 0, to: width, by: 2) {
            let rate = exp(Float(pair) * Float(-log(10000.0) / Double(width)))
            for row in 0..<rows {
                table[row * width + pair] = sin(Float(row) * rate)
                if pair + 1 < width { table[row * width + pair + 1] = cos(Float(row) * rate) }
            }
        }
        return table
    }
}
