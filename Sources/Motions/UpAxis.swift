// Which way is up in a file that does not say, and how to stand its world on our floor.
import Rotations

/// The axis of a file's world that points away from the floor.
public enum UpAxis: String, CaseIterable, Sendable {
    /// As in HumanML3D, BVH and most animation programs.
    case y
    /// As in AMASS and in ``Motion``.
    case z
}

/// How a file's world is turned into ours, in which Z is up. Never mirrored: left stays left.
enum WorldTurn: Equatable, Sendable {
    case none
    /// From Y up: what looked along +Z looks along -Y, as a body at rest does that AMASS sets upright.
    case fromY
    /// From Y down, as in the coordinates of a camera.
    case fromYDown

    init(_ axis: UpAxis) { self = axis == .z ? .none : .fromY }

    func applied(to p: Point) -> Point {
        switch self {
        case .none: p
        case .fromY: Point(p.x, -p.z, p.y)
        case .fromYDown: Point(p.x, p.z, -p.y)
        }
    }

    var turn: Turn {
        switch self {
        case .none: .identity
        case .fromY: Turn(axisAngle: Point(.pi / 2, 0, 0))
        case .fromYDown: Turn(axisAngle: Point(-.pi / 2, 0, 0))
        }
    }

    /// Tells from how people stand: over a whole clip the head is above the feet.
    ///
    /// - Parameters:
    ///   - places: the joints, in the file's world and any unit.
    ///   - usual: what files of this kind mostly are; taken where the clip does not tell, as one of a person lying does not.
    static func detected(_ places: JointPositions, usual: UpAxis, notes: inout [String]) -> WorldTurn {
        var sum = Point.zero
        var lengths = 0.0
        for frame in 0..<places.frameCount {
            let head = places.head(frame)
            sum += head
            lengths += magnitude(head)
        }
        guard lengths > 0 else { return WorldTurn(usual) }
        let mean = sum / lengths
        if mean.y < -0.4, abs(mean.z) < 0.6 * abs(mean.y) {
            // Upside down for a while is a handstand, nearly all the time a world upside down. In between the floor tells, on which
            // something mostly stands: the end of the body at the floor keeps its height, the other does not.
            let (lowest, highest) = places.spreadOfExtremes(axis: 1)
            if mean.y < -0.75 || highest * 2 < lowest {
                notes.append("y is taken as the axis that points down (--up y decides otherwise)")
                return .fromYDown
            }
        }
        let (other, otherMean, usualMean) = usual == .y ? (UpAxis.z, mean.z, mean.y) : (UpAxis.y, mean.y, mean.z)
        guard otherMean > 0.5, otherMean > 1.5 * abs(usualMean) else { return WorldTurn(usual) }
        notes.append("\(other.rawValue) is taken as the axis that points up (--up \(usual.rawValue) decides otherwise)")
        return WorldTurn(other)
    }
}
