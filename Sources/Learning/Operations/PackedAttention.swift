// Self-attention within sequences of different lengths that lie one behind the other, without padding.
import Arrays
import Workers

extension Tensor {
    /// Self-attention as in ``selfAttention(heads:mask:dropout:)``, each row looking only at rows of its own sequence.
    ///
    /// Sequences of different lengths need no padding this way, and nothing is computed for it.
    ///
    /// - Parameters:
    ///   - self: `(rows, 3 · width)`: queries, keys, values, each the heads one after the other.
    ///   - lengths: of the sequences; their sum is the number of rows.
    ///   - causal: true if a row may not look at later ones.
    /// - Returns: `(rows, width)`.
    public func selfAttention(heads: Int, lengths: [Int], causal: Bool = false) -> Tensor {
        let width = shape[1] / 3
        precondition(
            shape.count == 2 && shape[1] == 3 * width && width % heads == 0 && lengths.allSatisfy { $0 >= 0 }
                && lengths.reduce(0, +) == shape[0],
            "attention over \(shape), \(heads) heads, lengths \(lengths)")
        let starts = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        func plan(_ length: Int) -> AttentionPlan {
            AttentionPlan(
                batch: 1, queries: length, keys: length, heads: heads, size: width / heads, mask: AttentionMask(causal: causal),
                dropout: nil,
                queryStride: 3 * width, keyStride: 3 * width)
        }
        let out = Tensor(uninitialized: [shape[0], width])
        let keeping = requiresGradient
        let kept = Slots(lengths.count)
        ThreadTeam.forEachUnchecked(pieces: lengths.count) { i in
            let input = pointer + starts[i] * 3 * width
            kept[i] = plan(lengths[i]).forward(
                input, input + width, input + 2 * width, into: out.mutablePointer + starts[i] * width, keeping: keeping)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                ThreadTeam.forEachUnchecked(pieces: lengths.count) { i in
                    guard let weights = kept[i] else { return }
                    let at = starts[i] * 3 * width
                    let (input, slope) = (pointer + at, sink + at)
                    plan(lengths[i]).backward(
                        input, input + width, input + 2 * width, weights: weights, gradient: gradient + starts[i] * width,
                        into: slope, slope + width, slope + 2 * width, beta: beta)
                }
            }
        }
    }
}

/// What each sequence keeps for going back; each place is written by one thread alone.
private final class Slots {
    private let places: UnsafeMutableBufferPointer<Storage?>

    init(_ count: Int) {
        places = .allocate(capacity: count)
        places.initialize(repeating: nil)
    }

    subscript(i: Int) -> Storage? {
        get { places[i] }
        set { places[i] = newValue }
    }

    deinit {
        places.deinitialize()
        places.deallocate()
    }
}
