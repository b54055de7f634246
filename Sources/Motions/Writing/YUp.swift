// From our world, in which Z is up, to that of animation programs, in which Y is.
import BodyModels
import Rotations

/// What AMASS's body looks at along -Y looks along +Z there, as a body at rest does: the opposite of ``WorldTurn/fromY``.
enum YUp {
    static let turn = Turn(axisAngle: Point(-.pi / 2, 0, 0))

    static func place(_ p: Point) -> Point { Point(p.x, p.z, -p.y) }
}

extension Motion {
    /// The rotation of a joint relative to its parent, of the root relative to a world with Y up.
    func localTurnYUp(_ frame: Int, _ joint: Int) -> Turn {
        let at = (frame * layout.jointCount + joint) * 3
        let turn = Turn(axisAngle: Point(Double(poses.elements[at]), Double(poses.elements[at + 1]), Double(poses.elements[at + 2])))
        return joint == 0 ? YUp.turn * turn : turn
    }

    /// Where the pelvis is in a world with Y up.
    /// - Parameter rest: its place at rest.
    func pelvisYUp(_ frame: Int, rest: Point) -> Point {
        let at = frame * 3
        let shift = Point(Double(translations.elements[at]), Double(translations.elements[at + 1]), Double(translations.elements[at + 2]))
        return YUp.place(shift + rest)
    }

    /// True if a joint is ever turned relative to its parent.
    func turns(_ joint: Int) -> Bool {
        let width = layout.jointCount * 3
        return poses.elements.withUnsafeBufferPointer { numbers in
            (0..<frameCount).contains { frame in (0..<3).contains { numbers[frame * width + joint * 3 + $0] != 0 } }
        }
    }
}

extension ShapedBody {
    /// Where a joint is at rest.
    func restJoint(_ joint: Int) -> Point {
        let places = restJoints
        return Point(Double(places[joint * 3]), Double(places[joint * 3 + 1]), Double(places[joint * 3 + 2]))
    }
}
