// The weights of a convolution as its products need them: one matrix after the other.

/// A kernel `(a, b, width)`, as PyTorch stores it, laid out as `(width, a, b)`.
///
/// Kept for as long as the weights stay the same: models that only run lay them out once.
final class PackedKernel {
    private var packed: Storage?
    private var source: (storage: Storage, changes: Int)?

    /// The packed numbers, and what keeps them in memory.
    func callAsFunction(_ weight: Tensor) -> Storage {
        // A matrix is a matrix.
        if weight.shape[2] == 1 { return weight.storage }
        if let packed, let source, source.storage === weight.storage, source.changes == weight.storage.changes { return packed }
        let out = Storage(count: weight.count)
        Self.pack(weight.pointer, shape: weight.shape, into: out.pointer)
        // While weights learn they change with each step, and nothing is kept of them.
        packed = weight.requiresGradient ? nil : out
        source = weight.requiresGradient ? nil : (weight.storage, weight.storage.changes)
        return out
    }

    private static func pack(_ x: UnsafePointer<Float>, shape: [Int], into out: UnsafeMutablePointer<Float>) {
        let (a, b, width) = (shape[0], shape[1], shape[2])
        Spread.over(a, cost: 2 * b * width) { range in
            for i in range {
                for k in 0..<width {
                    let (from, to) = (x + i * b * width + k, out + (k * a + i) * b)
                    for j in 0..<b { to[j] = from[j * width] }
                }
            }
        }
    }

    /// `gradient = beta · gradient + packed`, back in PyTorch's order.
    static func addUnpacked(_ packed: UnsafePointer<Float>, shape: [Int], into gradient: UnsafeMutablePointer<Float>, beta: Float) {
        let (a, b, width) = (shape[0], shape[1], shape[2])
        Spread.over(a, cost: 2 * b * width) { range in
            for i in range {
                for k in 0..<width {
                    let (from, to) = (packed + (k * a + i) * b, gradient + i * b * width + k)
                    if beta == 0 {
                        for j in 0..<b { to[j * width] = from[j] }
                    } else {
                        for j in 0..<b { to[j * width] += from[j] }
                    }
                }
            }
        }
    }
}
