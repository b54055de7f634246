// From the outputs of networks (rot6d, quaternions, …) to rotation matrices, and the gradients back.
import Learning
import Rotations

extension Tensor {
    /// The rotation matrices of numbers in any of four forms.
    ///
    /// `rot6d` is made a rotation by Gram–Schmidt with lengths of at least 1e-12; quaternions may have any length; matrices pass as
    /// they are.
    ///
    /// - Parameters:
    ///   - form: what the last axis, of ``RotationForm/width`` numbers, holds.
    /// - Returns: this tensor's shape with `(3, 3)`, row by row, in place of its last axis.
    public func rotationMatrices(from form: RotationForm) -> Tensor {
        let width = form.width, rotations = count / width
        precondition(shape.last == width, "\(shape) as \(form.rawValue)")
        if form == .matrix { return reshaped(Array(shape.dropLast()) + [3, 3]) }
        let out = Tensor(uninitialized: Array(shape.dropLast()) + [3, 3])
        let source = pointer, target = out.mutablePointer
        Spread.over(rotations, cost: 60) { range in
            for i in range {
                let matrix = form.matrix(source + i * width)
                for row in 0..<3 {
                    for k in 0..<3 { target[i * 9 + row * 3 + k] = Float(matrix[row][k]) }
                }
            }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                Spread.over(rotations, cost: 100) { range in
                    for i in range {
                        let g = gradient + i * 9
                        let rows = RotationMatrix(row0: vector(g), row1: vector(g + 3), row2: vector(g + 6))
                        let (x, out) = (source + i * width, sink + i * width)
                        switch form {
                        case .sixD:
                            let (first, second) = sixDGradient(x, rows)
                            for k in 0..<3 {
                                out[k] = Float(first[k]) + (beta == 0 ? 0 : out[k])
                                out[3 + k] = Float(second[k]) + (beta == 0 ? 0 : out[3 + k])
                            }
                        case .quaternion:
                            let part = quaternionGradient(SIMD4(Double(x[0]), Double(x[1]), Double(x[2]), Double(x[3])), rows)
                            for k in 0..<4 { out[k] = Float(part[k]) + (beta == 0 ? 0 : out[k]) }
                        case .axisAngle:
                            let part = axisAngleGradient(vector(x), rows)
                            for k in 0..<3 { out[k] = Float(part[k]) + (beta == 0 ? 0 : out[k]) }
                        case .matrix: break
                        }
                    }
                }
            }
        }
    }
}

extension RotationForm {
    fileprivate func matrix(_ x: UnsafePointer<Float>) -> RotationMatrix<Double> {
        switch self {
        case .axisAngle: return RotationMatrix(axisAngle: vector(x))
        case .quaternion:
            let q = Quaternion(w: Double(x[0]), x: Double(x[1]), y: Double(x[2]), z: Double(x[3]))
            return q.dot(q) > 0 ? RotationMatrix(q) : .identity
        case .matrix: return RotationMatrix(row0: vector(x), row1: vector(x + 3), row2: vector(x + 6))
        case .sixD:
            let (a, b) = orthonormal(x)
            return RotationMatrix(row0: a.unit, row1: b.unit, row2: cross(a.unit, b.unit))
        }
    }
}

@inline(__always)
private func vector(_ x: UnsafePointer<Float>) -> SIMD3<Double> { SIMD3(Double(x[0]), Double(x[1]), Double(x[2])) }

/// A vector divided by its length, or by 1e-12 if that is larger.
///
/// The division is in single precision: where the two rows of 6D are nearly parallel, their few good digits must be those of the
/// reference. What follows from it is in double.
private struct Unit {
    let rounded: SIMD3<Float>
    let divisor: Double
    let isShort: Bool
    var unit: SIMD3<Double> { SIMD3<Double>(rounded) }

    init(_ v: SIMD3<Float>) {
        let length = (v.x * v.x + v.y * v.y + v.z * v.z).squareRoot()
        isShort = length < 1e-12
        rounded = v / max(length, 1e-12)
        divisor = Double(max(length, 1e-12))
    }

    /// The gradient for the vector, given that for the unit one.
    func backward(_ g: SIMD3<Double>) -> SIMD3<Double> { (isShort ? g : g - unit * dot(g, unit)) / divisor }
}

private func orthonormal(_ x: UnsafePointer<Float>) -> (Unit, Unit) {
    let a = Unit(SIMD3(x[0], x[1], x[2])), second = SIMD3(x[3], x[4], x[5])
    let along = a.rounded.x * second.x + a.rounded.y * second.y + a.rounded.z * second.z
    return (a, Unit(second - a.rounded * along))
}

private func sixDGradient(_ x: UnsafePointer<Float>, _ g: RotationMatrix<Double>) -> (SIMD3<Double>, SIMD3<Double>) {
    let (a, b) = orthonormal(x)
    let second = vector(x + 3)
    // The third row is their cross product, whose derivative is again one.
    let bSum = b.backward(g.row1 + cross(g.row2, a.unit))
    let along = dot(a.unit, second)
    let aSum = g.row0 + cross(b.unit, g.row2) - bSum * along - second * dot(bSum, a.unit)
    return (a.backward(aSum), bSum - a.unit * dot(bSum, a.unit))
}

private func quaternionGradient(_ q: SIMD4<Double>, _ g: RotationMatrix<Double>) -> SIMD4<Double> {
    let square = (q * q).sum()
    guard square > 0 else { return .zero }
    let (w, x, y, z) = (q.x, q.y, q.z, q.w)
    let s = 2 / square
    let (g0, g1, g2) = (g.row0, g.row1, g.row2)
    // R = I + s · M with M of second degree: first M's derivatives, then what s adds.
    let dw = -z * g0.y + y * g0.z + z * g1.x - x * g1.z - y * g2.x + x * g2.y
    let dx = y * g0.y + z * g0.z + y * g1.x - 2 * x * g1.y - w * g1.z + z * g2.x + w * g2.y - 2 * x * g2.z
    let dy = -2 * y * g0.x + x * g0.y + w * g0.z + x * g1.x + z * g1.z - w * g2.x + z * g2.y - 2 * y * g2.z
    let dz = -2 * z * g0.x - w * g0.y + x * g0.z + w * g1.x - 2 * z * g1.y + y * g1.z + x * g2.x + y * g2.y
    let d = SIMD4(dw, dx, dy, dz)
    // M is of second degree, so that its own gradient times q is twice its value.
    let value = (d * q).sum() / 2
    return d * s - q * (s * s * value)
}

private func axisAngleGradient(_ v: SIMD3<Double>, _ g: RotationMatrix<Double>) -> SIMD3<Double> {
    let q = Quaternion(axisAngle: v)
    let d = quaternionGradient(SIMD4(q.w, q.x, q.y, q.z), g)
    let imaginary = SIMD3(d.y, d.z, d.w)
    let square = dot(v, v), angle = square.squareRoot()
    // The imaginary part is v · k(angle): k and its slope over the angle, by their series near zero.
    let k = angle < 1e-3 ? 0.5 - square / 48 : Double.sine(angle / 2) / angle
    let slope = angle < 1e-3 ? -1.0 / 24 + square / 960 : (q.w / 2 - k) / square
    return imaginary * k + v * (slope * dot(v, imaginary) - d.x * k / 2)
}
