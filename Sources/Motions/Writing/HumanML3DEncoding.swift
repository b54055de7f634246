// From where the joints are to HumanML3D's 263 numbers a frame (Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", 2022).
public import Arrays
import Rotations
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

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
            (0..<BodyJoint.count).map { $0 == 0 ? 0 : magnitude(joint($0) - joint(RestSkeleton.parents[$0])) }
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
        let across = point(places, 0, BodyJoint.rightHip) - point(places, 0, BodyJoint.leftHip)
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
            let across = place(BodyJoint.leftHip) - place(BodyJoint.rightHip) + place(BodyJoint.rightShoulder) - place(BodyJoint.leftShoulder)
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

    /// A Gaussian over time, 20 frames wide; the first and the last frame go on forever.
    private static func smoothed(_ directions: [Point]) -> [Point] {
        let (deviation, radius) = (20.0, 80)
        let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
        let total = weights.reduce(0, +)
        return directions.indices.map { frame in
            var sum = Point.zero
            for (k, weight) in weights.enumerated() {
                sum += directions[min(max(frame + k - radius, 0), directions.count - 1)] * (weight / total)
            }
            return sum
        }
    }
}
