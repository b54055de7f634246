// From where the joints are to HumanML3D's 263 numbers a frame (Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", 2022).
public import Arrays
import BodyModels
import Rotations

extension HumanML3DFeatures {
    /// A frame with all 263 numbers needs the one after it: so many frames make one frame of features.
    public static let fewestFrames = 2

    /// The features of a motion, as the data set's `process_file` makes them.
    ///
    /// The body is given the target's limbs, put on the floor, with the first frame's root above the origin and looking along +Z. The
    /// last frame serves for velocities alone.
    ///
    /// - Parameters:
    ///   - places: (frames, 22, 3), metres, Y up, 20 frames a second; at least ``fewestFrames``.
    ///   - target: (22, 3), a posed skeleton whose limbs the features have, such as a frame of the data set's clip `000021`; nil for
    ///     the motion's own.
    /// - Returns: (frames - 1, 263), in physical units.
    /// - Precondition: the arrays have those shapes.
    public static func features(of places: NDArray<Float>, target: NDArray<Float>? = nil) -> NDArray<Float> {
        features(ofStanding: standing(uniform(places, target: target)))
    }

    /// The features of places that are taken as they are: no other limbs, no other world.
    package static func features(ofStanding places: NDArray<Float>) -> NDArray<Float> {
        var chains = ChainRotations(places, isSmooth: true)
        let frames = places.shape[0] - 1
        var features = NDArray<Float>(repeating: 0, shape: [frames, width])
        var numbers: [Double] = []
        for frame in 0..<frames {
            numbers.removeAll(keepingCapacity: true)
            let (now, next) = (chains.roots[frame], chains.roots[frame + 1])
            let root = point(places, frame, 0)
            let step = next.turning(point(places, frame + 1, 0) - root)
            numbers += [arcSine((next * now.conjugate).y), step.x, step.z, root.y]
            for joint in 1..<BodyJoint.count { numbers += list(now.turning(point(places, frame, joint) - Point(root.x, 0, root.z))) }
            chains.turn(frame)
            for joint in 1..<BodyJoint.count {
                let matrix = RotationMatrix(chains.locals[joint])
                numbers += [matrix.row0.x, matrix.row1.x, matrix.row2.x, matrix.row0.y, matrix.row1.y, matrix.row2.y]
            }
            for joint in 0..<BodyJoint.count { numbers += list(now.turning(point(places, frame + 1, joint) - point(places, frame, joint))) }
            for joint in [7, 10, 8, 11] { numbers.append(isPlanted(places, frame, joint) ? 1 : 0) }
            for (column, number) in numbers.enumerated() { features[frame, column] = Float(number) }
        }
        return features
    }

    /// The square of how far a foot that stands moves in a frame, metres.
    private static let stillness: Float = 0.002

    /// In single precision, as the reference compares it.
    private static func isPlanted(_ places: NDArray<Float>, _ frame: Int, _ joint: Int) -> Bool {
        var square: Float = 0
        for axis in 0..<3 {
            let step = places[frame + 1, joint, axis] - places[frame, joint, axis]
            square += step * step
        }
        return square < stillness
    }

    /// The same motion of a body with the target's limbs: bones point where they did, and the path grows with the legs.
    package static func uniform(_ places: NDArray<Float>, target: NDArray<Float>?) -> NDArray<Float> {
        let target = target ?? NDArray(shape: [BodyJoint.count, 3], elements: Array(places.elements.prefix(BodyJoint.count * 3)))
        func lengths(_ joint: (Int) -> Point) -> [Double] {
            (0..<BodyJoint.count).map { $0 == 0 ? 0 : magnitude(joint($0) - joint(JointLayout.smplh.parents[$0])) }
        }
        let own = lengths { point(places, 0, $0) }
        let wanted = lengths { Point(Double(target[$0, 0]), Double(target[$0, 1]), Double(target[$0, 2])) }
        func leg(_ lengths: [Double]) -> Double { lengths[BodyJoint.rightKnee] + lengths[BodyJoint.rightAnkle] }
        let scale = leg(own) > 0 ? leg(wanted) / leg(own) : 1
        var chains = ChainRotations(places, isSmooth: false)
        var result = places
        for frame in 0..<places.shape[0] {
            chains.turn(frame)
            var posed = [Point](repeating: point(places, frame, 0) * scale, count: BodyJoint.count)
            for chain in ChainRotations.chains {
                var turn = chains.roots[frame]
                for (parent, joint) in zip(chain, chain.dropFirst()) {
                    turn = turn * chains.locals[joint]
                    posed[joint] = posed[parent] + turn.turning(ChainRotations.rawBones[joint] * wanted[joint])
                }
            }
            for joint in 0..<BodyJoint.count { for axis in 0..<3 { result[frame, joint, axis] = Float(posed[joint][axis]) } }
        }
        return result
    }

    /// The motion on the floor, beginning above the origin and looking along +Z.
    package static func standing(_ places: NDArray<Float>) -> NDArray<Float> {
        let joints = BodyJoint.count
        var floor = Float.infinity
        for at in stride(from: 1, to: places.count, by: 3) { floor = min(floor, places.elements[at]) }
        // Right minus left for hips and shoulders alike: not as ChainRotations has it.
        let across =
            point(places, 0, BodyJoint.rightHip) - point(places, 0, BodyJoint.leftHip)
            + point(places, 0, BodyJoint.rightShoulder) - point(places, 0, BodyJoint.leftShoulder)
        let forward = direction(cross(Point(0, 1, 0), across)) ?? Point(0, 0, 1)
        let turn = Turn.between(forward, Point(0, 0, 1), orAbout: Point(0, 1, 0))
        let start = point(places, 0, 0)
        var result = places
        for frame in 0..<places.shape[0] {
            for joint in 0..<joints {
                let moved = turn.turning(point(places, frame, joint) - Point(start.x, Double(floor), start.z))
                for axis in 0..<3 { result[frame, joint, axis] = Float(moved[axis]) }
            }
        }
        return result
    }

    private static func point(_ places: NDArray<Float>, _ frame: Int, _ joint: Int) -> Point {
        let at = (frame * BodyJoint.count + joint) * 3
        return Point(Double(places.elements[at]), Double(places.elements[at + 1]), Double(places.elements[at + 2]))
    }

    private static func list(_ v: Point) -> [Double] { [v.x, v.y, v.z] }

    private static func arcSine(_ sine: Double) -> Double {
        let sine = min(max(sine, -1), 1)
        return Double.arcTangent(y: sine, x: (1 - sine * sine).squareRoot())
    }
}
