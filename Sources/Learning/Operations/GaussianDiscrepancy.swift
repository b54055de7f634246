// How unlike normal noise a batch of latents is: maximum mean discrepancy with its gradient.
import LibC

extension Tensor {
    /// The squared maximum mean discrepancy between latents and given samples, under the kernel `exp(-|a - b|² / width²)` where
    /// `width` is the number of features: the mean of squares, divided by the width once more, as the Python code has it.
    ///
    /// - Parameters:
    ///   - latents: `(batch, width)`; gradients flow to them alone.
    ///   - samples: `(samples, width)`, such as normal noise.
    public static func discrepancy(of latents: Tensor, from samples: Tensor) -> Tensor {
        precondition(
            latents.shape.count == 2 && samples.shape.count == 2 && latents.columns == samples.columns, "\(latents.shape), \(samples.shape)"
        )
        let (n, m, width) = (latents.rows, samples.rows, latents.columns)
        let scale = 1 / (Double(width) * Double(width))
        let (z, x) = (latents.elements.map(Double.init), samples.elements.map(Double.init))
        func kernel(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int) -> Double {
            var square = 0.0
            for k in 0..<width {
                let d = a[i * width + k] - b[j * width + k]
                square += d * d
            }
            return exp(-square * scale)
        }
        func table(_ a: [Double], _ rows: Int, _ b: [Double], _ columns: Int) -> [Double] {
            (0..<rows * columns).map { kernel(a, $0 / columns, b, $0 % columns) }
        }
        let (own, mixed) = (table(z, n, z, n), table(x, m, z, n))
        let noise = table(x, m, x, m).reduce(0, +)
        let (perOwn, perMixed) = (1 / Double(max(1, n * n)), 2 / Double(max(1, n * m)))
        let value = noise / Double(max(1, m * m)) + own.reduce(0, +) * perOwn - mixed.reduce(0, +) * perMixed
        let out = Tensor([Float(value)], shape: [])
        return out.recording([latents]) { gradient in
            let g = Double(gradient[0])
            latents.addGradient { sink, beta in
                for j in 0..<n {
                    var slope = [Double](repeating: 0, count: width)
                    for i in 0..<n {
                        let weight = -4 * scale * perOwn * own[i * n + j]
                        for k in 0..<width { slope[k] += weight * (z[j * width + k] - z[i * width + k]) }
                    }
                    for i in 0..<m {
                        let weight = 2 * scale * perMixed * mixed[i * n + j]
                        for k in 0..<width { slope[k] += weight * (z[j * width + k] - x[i * width + k]) }
                    }
                    for k in 0..<width { sink[j * width + k] = (beta == 0 ? 0 : sink[j * width + k]) + Float(slope[k] * g) }
                }
            }
        }
    }
}
