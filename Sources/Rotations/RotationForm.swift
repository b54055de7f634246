// Converts rows of rotations between axis angle, quaternion, matrix and rot6d.

/// A way to write rotations as numbers. Raw values are the names used by motion models (`--pose_rep`).
public enum RotationForm: String, CaseIterable, Sendable {
    /// Axis times angle, radians: 3 numbers.
    case axisAngle = "rotvec"
    /// Unit quaternion, real part first: 4 numbers.
    case quaternion = "rotquat"
    /// Matrix, row by row: 9 numbers.
    case matrix = "rotmat"
    /// The first two rows of the matrix: 6 numbers.
    case sixD = "rot6d"

    /// How many numbers a rotation has.
    public var width: Int {
        switch self {
        case .axisAngle: 3
        case .quaternion: 4
        case .matrix: 9
        case .sixD: 6
        }
    }
}

extension RotationForm {
    /// Rewrites rotations that lie one after another.
    ///
    /// Axis angles and quaternions of any length are understood; 6D is made a rotation by Gram–Schmidt. Quaternions come out
    /// as unit ones with a real part that is not negative where they come from matrices, 6D or other quaternions, rotation
    /// vectors no longer than π unless they were rotation vectors before. Each rotation depends on its own numbers only.
    ///
    /// - Precondition: `source` holds a whole number n of rotations and `target` room for exactly n.
    // Without these two, other rooms would be given the unspecialised code, ten times slower.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func convert<Scalar: RotationScalar>(
        _ source: UnsafeBufferPointer<Scalar>, to form: RotationForm, into target: UnsafeMutableBufferPointer<Scalar>
    ) {
        let count = source.count / width
        precondition(source.count == count * width, "\(source.count) numbers are not whole rotations of \(width)")
        precondition(target.count == count * form.width, "room for \(target.count) numbers, \(count * form.width) needed")
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        if self == form && (form == .axisAngle || form == .matrix) {
            to.update(from: from, count: source.count)
            return
        }
        for n in 0..<count {
            let from = from + n * width
            let to = to + n * form.width
            switch (self, form) {
            case (.axisAngle, .quaternion): to.store(Quaternion(axisAngle: from.vector))
            case (.quaternion, .axisAngle): to.store(from.quaternion.standardized.axisAngle)
            case (.quaternion, .quaternion): to.store(from.quaternion.normalized.standardized)
            default:
                let matrix = matrix(at: from)
                switch form {
                case .axisAngle: to.store(matrix.axisAngle)
                case .quaternion: to.store(Quaternion(matrix))
                case .matrix: to.store(matrix)
                case .sixD:
                    to.store(matrix.row0)
                    (to + 3).store(matrix.row1)
                }
            }
        }
    }

    /// Rewrites rotations that lie one after another; see ``convert(_:to:into:)``.
    ///
    /// ```swift
    /// let sixD = RotationForm.axisAngle.convert([0, 0, 0] as [Float], to: .sixD)
    /// print(sixD)  // [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    /// ```
    public func convert<Scalar: RotationScalar>(_ source: [Scalar], to form: RotationForm) -> [Scalar] {
        [Scalar](unsafeUninitializedCapacity: source.count / width * form.width) { target, filled in
            filled = source.count / width * form.width
            target.update(repeating: 0)
            let room = UnsafeMutableBufferPointer(rebasing: target[0..<filled])
            source.withUnsafeBufferPointer { convert($0, to: form, into: room) }
        }
    }

    private func matrix<Scalar>(at from: UnsafePointer<Scalar>) -> RotationMatrix<Scalar> {
        switch self {
        case .axisAngle: RotationMatrix(axisAngle: from.vector)
        case .quaternion: RotationMatrix(from.quaternion)
        case .matrix: RotationMatrix(row0: from.vector, row1: (from + 3).vector, row2: (from + 6).vector)
        case .sixD: RotationMatrix(firstRows: from.vector, (from + 3).vector)
        }
    }
}

extension UnsafePointer where Pointee: RotationScalar {
    fileprivate var vector: SIMD3<Pointee> { SIMD3(self[0], self[1], self[2]) }
    fileprivate var quaternion: Quaternion<Pointee> { Quaternion(w: self[0], x: self[1], y: self[2], z: self[3]) }
}

extension UnsafeMutablePointer where Pointee: RotationScalar {
    fileprivate func store(_ v: SIMD3<Pointee>) { (self[0], self[1], self[2]) = (v.x, v.y, v.z) }
    fileprivate func store(_ q: Quaternion<Pointee>) { (self[0], self[1], self[2], self[3]) = (q.w, q.x, q.y, q.z) }
    fileprivate func store(_ matrix: RotationMatrix<Pointee>) {
        store(matrix.row0)
        (self + 3).store(matrix.row1)
        (self + 6).store(matrix.row2)
    }
}
