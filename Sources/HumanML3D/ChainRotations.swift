// Inverse kinematics as HumanML3D does it: from where joints are to rotations along five chains.
import Arrays
import BodyModels
import Rotations

/// The rotations that HumanML3D gives a skeleton of joints: along five chains, each beginning at the root's rotation.
package struct ChainRotations {
    package static let chains = [[0, 2, 5, 8, 11], [0, 1, 4, 7, 10], [0, 3, 6, 9, 12, 15], [9, 14, 17, 19, 21], [9, 13, 16, 18, 20]]
    /// Where bones point that are not turned.
    static let rawBones: [Point] = {
        let (x, y, z) = (Point(1, 0, 0), Point(0, 1, 0), Point(0, 0, 1))
        return [.zero, x, -x, y, -y, -y, y, -y, -y, y, z, z, y, x, -x, z] + [Point](repeating: -y, count: 6)
    }()

    private let places: NDArray<Float>
    /// For each frame the turn about the vertical that takes where the body looks to +Z.
    package let roots: [Quaternion<Double>]
    /// The other joints' rotations in the frame turned last.
    package private(set) var locals = [Quaternion<Double>](repeating: .identity, count: BodyJoint.count)

    /// - Parameters:
    ///   - places: (frames, 22, 3), Y up.
    ///   - isSmooth: true to smooth where the body looks over time.
    package init(_ places: NDArray<Float>, isSmooth: Bool) {
        self.places = places
        var forward = (0..<places.shape[0]).map { frame in
            func place(_ joint: Int) -> Point {
                Point(Double(places[frame, joint, 0]), Double(places[frame, joint, 1]), Double(places[frame, joint, 2]))
            }
            // Left minus right for the hips, right minus left for the shoulders: the reference mixes them up, and its features are
            // what models are trained on.
            let across =
                place(BodyJoint.leftHip) - place(BodyJoint.rightHip) + place(BodyJoint.rightShoulder) - place(BodyJoint.leftShoulder)
            return cross(Point(0, 1, 0), direction(across) ?? Point(-1, 0, 0))
        }
        if isSmooth { forward = ChainRotations.smoothed(forward) }
        var roots = forward.map { Turn.between(direction($0) ?? Point(0, 0, 1), Point(0, 0, 1), orAbout: Point(0, 1, 0)) }
        roots[0] = .identity
        self.roots = roots
    }

    /// Finds the rotations of a frame.
    package mutating func turn(_ frame: Int) {
        for chain in ChainRotations.chains {
            var turn = roots[frame]
            for (parent, joint) in zip(chain, chain.dropFirst()) {
                let bone = Point(
                    Double(places[frame, joint, 0] - places[frame, parent, 0]), Double(places[frame, joint, 1] - places[frame, parent, 1]),
                    Double(places[frame, joint, 2] - places[frame, parent, 2]))
                let raw = ChainRotations.rawBones[joint]
                locals[joint] = turn.conjugate * Turn.between(raw, direction(bone) ?? raw)
                turn = turn * locals[joint]
            }
        }
    }

    /// Over 20 frames.
    private static func smoothed(_ directions: [Point]) -> [Point] {
        let numbers = TimeFilter.gaussian(directions.flatMap { [$0.x, $0.y, $0.z] }, columns: 3, deviation: 20)
        return directions.indices.map { Point(numbers[3 * $0], numbers[3 * $0 + 1], numbers[3 * $0 + 2]) }
    }
}
