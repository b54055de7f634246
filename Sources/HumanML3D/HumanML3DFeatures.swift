// HumanML3D's 263 numbers a frame, back to where the joints are (Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", 2022).
public import Arrays
import BodyModels
import Rotations

/// Motions as HumanML3D's redundant features, 263 numbers a frame.
///
/// Columns: 0 turning velocity of the root about the vertical (half the angle, radians a frame), 1 and 2 its velocity along x and z
/// in its own frame of reference (metres a frame), 3 its height (metres), 4 to 66 the other 21 joints' places relative to it, then
/// rotations, velocities and contacts, which recovery does not need. The world has Y up; the first frame looks along +Z.
///
/// ```swift
/// let still = NDArray<Float>(repeating: 0, shape: [3, HumanML3DFeatures.width])
/// var walking = still
/// for frame in 0..<3 { (walking[frame, 2], walking[frame, 3]) = (0.5, 1) }
/// let joints = HumanML3DFeatures.positions(walking)
/// print(joints.shape)  // [3, 22, 3]
/// print(joints[2, 0, 1], joints[2, 0, 2])  // 1.0 1.0
/// ```
public enum HumanML3DFeatures {
    /// Numbers in a frame.
    public static let width = 263
    /// Numbers in a frame of KIT-ML, whose skeleton has 21 joints.
    public static let kitWidth = 251

    /// Joints of features of a width; nil if it is none of the two.
    public static func jointCount(width: Int) -> Int? { width == Self.width ? BodyJoint.count : width == kitWidth ? 21 : nil }

    /// Where the root is and which way it looks.
    public struct Roots: Sendable {
        /// (frames, 4): the rotation from the world to the root's frame of reference, about the vertical, real part first.
        public var rotations: NDArray<Float>
        /// (frames, 3), metres, Y up.
        public var positions: NDArray<Float>
    }

    /// Integrates the root's velocities.
    /// - Parameter features: (frames, 263), in physical units; or KIT-ML's (frames, 251).
    /// - Precondition: `features` has that shape.
    public static func roots(_ features: NDArray<Float>) -> Roots {
        precondition(features.shape.count == 2 && jointCount(width: features.shape[1]) != nil, "\(features.shape)")
        let frames = features.shape[0]
        var roots = Roots(rotations: NDArray(repeating: 0, shape: [frames, 4]), positions: NDArray(repeating: 0, shape: [frames, 3]))
        var half = 0.0
        var (x, z) = (0.0, 0.0)
        for frame in 0..<frames {
            if frame > 0 {
                half += Double(features[frame - 1, 0])
                let (c, s) = (Double.cosine(2 * half), Double.sine(2 * half))
                let (vx, vz) = (Double(features[frame - 1, 1]), Double(features[frame - 1, 2]))
                x += c * vx - s * vz
                z += s * vx + c * vz
            }
            roots.rotations[frame, 0] = Float(Double.cosine(half))
            roots.rotations[frame, 2] = Float(Double.sine(half))
            roots.positions[frame, 0] = Float(x)
            roots.positions[frame, 1] = features[frame, 3]
            roots.positions[frame, 2] = Float(z)
        }
        return roots
    }

    /// The places of the 22 joints, (frames, 22, 3), metres, Y up: the reference's `recover_from_ric`.
    ///
    /// Of KIT-ML's features those of its 21 joints, (frames, 21, 3), in the unit of its data.
    ///
    /// - Parameter features: (frames, 263), in physical units; or KIT-ML's (frames, 251).
    /// - Precondition: `features` has that shape.
    public static func positions(_ features: NDArray<Float>) -> NDArray<Float> {
        let roots = roots(features)
        let frames = features.shape[0]
        let joints = jointCount(width: features.shape[1]) ?? BodyJoint.count
        var places = NDArray<Float>(repeating: 0, shape: [frames, joints, 3])
        for frame in 0..<frames {
            let (w, y) = (Double(roots.rotations[frame, 0]), Double(roots.rotations[frame, 2]))
            let (c, s) = (w * w - y * y, 2 * w * y)
            let root = Point(
                Double(roots.positions[frame, 0]), Double(roots.positions[frame, 1]), Double(roots.positions[frame, 2]))
            for axis in 0..<3 { places[frame, 0, axis] = Float(root[axis]) }
            for joint in 1..<joints {
                let column = 1 + 3 * joint
                let (px, pz) = (Double(features[frame, column]), Double(features[frame, column + 2]))
                places[frame, joint, 0] = Float(c * px - s * pz + root.x)
                places[frame, joint, 1] = features[frame, column + 1]
                places[frame, joint, 2] = Float(s * px + c * pz + root.z)
            }
        }
        return places
    }

    /// Where the joints are of a skeleton that is turned as the features' rotations say: the reference's `recover_from_rot`.
    ///
    /// These rotations are of a skeleton whose bones point along the axes, not of SMPL's.
    ///
    /// - Parameters:
    ///   - features: (frames, 263), in physical units.
    ///   - offsets: (22, 3), each joint from its parent in a skeleton that is not turned, metres.
    /// - Returns: (frames, 22, 3), metres, Y up.
    /// - Precondition: the arrays have those shapes.
    public static func posed(_ features: NDArray<Float>, offsets: NDArray<Float>) -> NDArray<Float> {
        precondition(offsets.shape == [BodyJoint.count, 3] && features.shape.last == width, "\(offsets.shape), \(features.shape)")
        let roots = roots(features)
        let frames = features.shape[0]
        var places = NDArray<Float>(repeating: 0, shape: [frames, BodyJoint.count, 3])
        for frame in 0..<frames {
            let root = RotationMatrix(
                Turn(w: Double(roots.rotations[frame, 0]), x: 0, y: Double(roots.rotations[frame, 2]), z: 0))
            var posed = [Point](repeating: .zero, count: BodyJoint.count)
            posed[0] = Point(Double(roots.positions[frame, 0]), Double(roots.positions[frame, 1]), Double(roots.positions[frame, 2]))
            for chain in ChainRotations.chains {
                var turn = root
                for (parent, joint) in zip(chain, chain.dropFirst()) {
                    let column = 67 + 6 * (joint - 1)
                    let six = (0..<6).map { Double(features[frame, column + $0]) }
                    // The file has columns: rows of the matrix turned over.
                    let transposed = RotationMatrix(firstRows: Point(six[0], six[1], six[2]), Point(six[3], six[4], six[5]))
                    let local = RotationMatrix(
                        row0: Point(transposed.row0.x, transposed.row1.x, transposed.row2.x),
                        row1: Point(transposed.row0.y, transposed.row1.y, transposed.row2.y),
                        row2: Point(transposed.row0.z, transposed.row1.z, transposed.row2.z))
                    turn = turn * local
                    posed[joint] =
                        posed[parent] + turn * Point(Double(offsets[joint, 0]), Double(offsets[joint, 1]), Double(offsets[joint, 2]))
                }
            }
            for joint in 0..<BodyJoint.count { for axis in 0..<3 { places[frame, joint, axis] = Float(posed[joint][axis]) } }
        }
        return places
    }

    /// True if the features seem to have mean 0 and deviation 1, as networks see them.
    ///
    /// Columns 67 to 192 are axes of rotations, whose lengths are 1 in physical units, nearly so even as a network makes them.
    package static func lookStandardised(_ features: NDArray<Float>) -> Bool {
        let frames = features.shape[0]
        var misfits: [Float] = []
        for frame in stride(from: 0, to: frames, by: max(1, frames / 100)) {
            for column in stride(from: 67, to: 193, by: 3) {
                let (x, y, z) = (features[frame, column], features[frame, column + 1], features[frame, column + 2])
                misfits.append(abs((x * x + y * y + z * z).squareRoot() - 1))
            }
        }
        misfits.sort()
        return misfits[misfits.count / 2] > 0.4
    }
}
