// The product of B-spline bases and coefficients: the heart of a KAN layer.
import Arrays

extension Tensor {
    /// `y[o] = Σ_i Σ_b c[o, i, b] · B_b(x_i)`: each output a sum of learned functions, one of each input.
    ///
    /// Bases are computed for a tile of rows at a time and multiplied at once, so that the `(rows, features, bases)` they would
    /// make, eight times the input, is never in memory; going back they are computed again.
    ///
    /// - Parameters:
    ///   - self: `(…, features)`.
    ///   - coefficients: `(outputs, features, bases)`.
    /// - Returns: `(…, outputs)`.
    func splines(_ grid: BSplineGrid, _ coefficients: Tensor) -> Tensor {
        let (rows, features, outputs, bases) = (rows, columns, coefficients.shape[0], grid.bases)
        precondition(coefficients.shape == [outputs, features, bases] && grid.features == features, "\(shape), \(coefficients.shape)")
        let width = features * bases
        let out = Tensor(uninitialized: Array(shape.dropLast()) + [outputs])
        Spread.overTiles(rows: rows) { tile in
            // In strips of rows that stay in the cache.
            for start in stride(from: tile.lowerBound, to: tile.upperBound, by: 64) {
                let strip = min(64, tile.upperBound - start)
                let scratch = Storage(count: strip * width)
                defer { withExtendedLifetime(scratch) {} }
                for row in 0..<strip {
                    grid.fill(pointer + (start + row) * features, features: 0..<features, into: scratch.pointer + row * width, slopes: nil)
                }
                Products.tile(
                    UnsafePointer(scratch.pointer), coefficients.pointer, bias: nil, into: out.mutablePointer + start * outputs,
                    rows: strip, n: outputs, k: width)
            }
        }
        return out.recording([self, coefficients]) { [self] gradient in
            coefficients.addGradient { sink, beta in
                // Each piece takes some features and sees all rows, so that no two add to the same coefficient.
                Spread.over(features, cost: rows * bases * outputs) { range in
                    let part = range.count * bases
                    let scratch = Storage(count: max(1, rows * part))
                    defer { withExtendedLifetime(scratch) {} }
                    for row in 0..<rows {
                        grid.fill(pointer + row * features, features: range, into: scratch.pointer + row * part, slopes: nil)
                    }
                    LinearAlgebra.product(
                        .transposed, gradient, leadingA: outputs, .asIs, scratch.pointer, leadingB: part,
                        into: sink + range.lowerBound * bases, leadingC: width, m: outputs, n: part, k: rows, beta: beta)
                }
            }
            addGradient { sink, beta in
                Spread.overTiles(rows: rows) { tile in
                    for start in stride(from: tile.lowerBound, to: tile.upperBound, by: 64) {
                        let strip = min(64, tile.upperBound - start)
                        let scratch = Storage(count: strip * width + 2 * width)
                        defer { withExtendedLifetime(scratch) {} }
                        let (values, slopes) = (scratch.pointer + strip * width, scratch.pointer + (strip + 1) * width)
                        Products.inputTile(
                            gradient + start * outputs, coefficients.pointer, into: scratch.pointer, beta: 0, rows: strip, n: outputs,
                            k: width)
                        for row in 0..<strip {
                            let at = (start + row) * features
                            grid.fill(pointer + at, features: 0..<features, into: values, slopes: slopes)
                            for i in 0..<features {
                                var total: Float = 0
                                for b in i * bases..<(i + 1) * bases { total += scratch.pointer[row * width + b] * slopes[b] }
                                sink[at + i] = (beta == 0 ? 0 : sink[at + i]) + total
                            }
                        }
                    }
                }
            }
        }
    }

    /// Every number of `(…, n)` times one of `scale`, whose shape is this one's without its last axis.
    func scaledAlongLastAxis(by scale: Tensor) -> Tensor {
        let (rows, n) = (rows, columns)
        precondition(scale.count == rows, "\(shape) scaled by \(scale.shape)")
        let out = Tensor(uninitialized: shape)
        for row in 0..<rows {
            let s = scale.pointer[row]
            for i in row * n..<(row + 1) * n { out.mutablePointer[i] = pointer[i] * s }
        }
        return out.recording([self, scale]) { [self] gradient in
            addGradient { sink, beta in
                for row in 0..<rows {
                    let s = scale.pointer[row]
                    for i in row * n..<(row + 1) * n { sink[i] = (beta == 0 ? 0 : sink[i]) + gradient[i] * s }
                }
            }
            scale.addGradient { sink, beta in
                for row in 0..<rows {
                    var total: Float = 0
                    for i in row * n..<(row + 1) * n { total += gradient[i] * pointer[i] }
                    sink[row] = (beta == 0 ? 0 : sink[row]) + total
                }
            }
        }
    }
}
