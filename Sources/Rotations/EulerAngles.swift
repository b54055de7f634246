// Rotations as three turns about coordinate axes, as BVH files and animation programs write them.

/// The order of three turns about three different axes.
///
/// Read it as a matrix product: `xyz` is `Rx(a) · Ry(b) · Rz(c)`, turns about axes that move along with the body ("intrinsic"),
/// x first. A BVH joint with the channels `Zrotation Xrotation Yrotation` has the order `zxy`.
public enum EulerOrder: String, CaseIterable, Sendable {
    case xyz, xzy, yxz, yzx, zxy, zyx

    /// The three axes (0 = x, 1 = y, 2 = z), in the order of the product.
    public var axes: (Int, Int, Int) {
        switch self {
        case .xyz: (0, 1, 2)
        case .xzy: (0, 2, 1)
        case .yxz: (1, 0, 2)
        case .yzx: (1, 2, 0)
        case .zxy: (2, 0, 1)
        case .zyx: (2, 1, 0)
        }
    }

    /// True where each axis follows the one before it in the cycle x, y, z.
    var isCyclic: Bool {
        let (i, j, _) = axes
        return (i + 1) % 3 == j
    }
}

extension Quaternion {
    /// The rotation of three turns, in radians, about the axes of `order`, as a unit quaternion.
    public init(euler angles: SIMD3<Scalar>, order: EulerOrder) {
        func turn(_ angle: Scalar, about axis: Int) -> Quaternion {
            var q = SIMD4<Scalar>(Scalar.cosine(angle / 2), 0, 0, 0)
            q[axis + 1] = Scalar.sine(angle / 2)
            return Quaternion(q)
        }
        let (i, j, k) = order.axes
        self = turn(angles.x, about: i) * turn(angles.y, about: j) * turn(angles.z, about: k)
    }

    /// The three turns about the axes of `order`; see ``RotationMatrix/eulerAngles(order:)``.
    public func eulerAngles(order: EulerOrder) -> SIMD3<Scalar> { RotationMatrix(self).eulerAngles(order: order) }
}

extension RotationMatrix {
    /// The rotation of three turns, in radians, about the axes of `order`.
    public init(euler angles: SIMD3<Scalar>, order: EulerOrder) {
        self.init(Quaternion(euler: angles, order: order))
    }

    /// The three turns, in radians, about the axes of `order`, the middle one in [-π/2, π/2].
    ///
    /// Where the middle turn is a quarter turn the outer ones are not determined (gimbal lock); the last is then zero.
    public func eulerAngles(order: EulerOrder) -> SIMD3<Scalar> {
        let (i, j, k) = order.axes
        let sign: Scalar = order.isCyclic ? 1 : -1
        let sine = sign * self[i][k]
        let cosine = (self[i][i] * self[i][i] + self[i][j] * self[i][j]).squareRoot()
        let middle = Scalar.arcTangent(y: sine, x: cosine)
        guard cosine > 16 * Scalar.ulpOfOne else {
            return SIMD3(Scalar.arcTangent(y: sign * self[k][j], x: self[j][j]), middle, 0)
        }
        return SIMD3(
            Scalar.arcTangent(y: -sign * self[j][k], x: self[k][k]), middle,
            Scalar.arcTangent(y: -sign * self[i][j], x: self[i][i]))
    }
}
