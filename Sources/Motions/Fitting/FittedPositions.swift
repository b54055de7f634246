// Fits a whole clip of joint positions: `Motion(fittedTo:…)`.
public import Arrays
import BodyModels
import Files
import Rotations

extension Motion {
    /// A motion fitted to positions of the 22 body joints.
    ///
    /// Feet stand where the positions have them, whatever the lengths of limbs: the pelvis goes where legs of the skeleton's length are
    /// bent as the positions' are (``LegPlacement``). All other bones point exactly where the positions say; their lengths are the
    /// skeleton's. Hands that the body stands on keep their height. The twist that positions leave open comes from neighbouring joints and
    /// stays steady in time. Hands are flat. ``notes`` tells how far the joints are from their positions on average and at most.
    ///
    /// - Parameters:
    ///   - positions: (frames, 22, 3), metres, Z up, in SMPL's order; at least one frame; finite.
    ///   - frameRate: frames per second.
    ///   - skeleton: the joints at rest of the body that will be shown.
    /// - Precondition: `positions` has that shape.
    public init(
        fittedTo positions: NDArray<Float>, frameRate: Double, skeleton: RestSkeleton = .average, name: String,
        label: String? = nil, source: MotionSource, notes: [String] = []
    ) {
        let joints = BodyJoint.count
        precondition(positions.shape.count == 3 && positions.shape[0] > 0 && positions.shape[1] == joints && positions.shape[2] == 3)
        let frames = positions.shape[0]
        let layout = JointLayout.smplh
        var rotations = WorldRotations(layout: layout, frames: frames)
        var translations = [Float](repeating: 0, count: frames * 3)
        var fit = JointFit(rest: skeleton, frameRate: frameRate)
        let placement = LegPlacement(rest: skeleton, leg: JointPositions(positions).leg)
        var places = [Point](repeating: .zero, count: joints)
        var reached = places
        var total = 0.0
        var largest = 0.0
        positions.elements.withUnsafeBufferPointer { numbers in
            places.withUnsafeMutableBufferPointer { places in
                reached.withUnsafeMutableBufferPointer { reached in
                    guard let from = places.baseAddress, let to = reached.baseAddress else { return }
                    for frame in 0..<frames {
                        for joint in 0..<joints {
                            let at = (frame * joints + joint) * 3
                            from[joint] = Point(Double(numbers[at]), Double(numbers[at + 1]), Double(numbers[at + 2]))
                        }
                        fit.fitTrunk(from)
                        func place(_ pelvis: Point) {
                            fit.turns.withUnsafeBufferPointer { turns in
                                if let turns = turns.baseAddress { skeleton.place(turns, pelvis: pelvis, into: to) }
                            }
                        }
                        place(from[0])
                        let pelvis = placement.pelvis(from, pelvis: fit.turns[0], upper: to, legs: to)
                        fit.fitLegs(to)
                        rotations.append(fit.turns)
                        place(pelvis)
                        let shift = pelvis - skeleton.joints[0]
                        for axis in 0..<3 { translations[frame * 3 + axis] = Float(shift[axis]) }
                        for joint in 0..<joints {
                            let error = magnitude(to[joint] - from[joint])
                            total += error
                            largest = max(largest, error)
                        }
                    }
                }
            }
        }
        let mean = total / Double(frames * joints)
        self.init(
            name: name, layout: layout, frameRate: frameRate, poses: rotations.poses,
            translations: NDArray(shape: [frames, 3], elements: translations), label: label, source: source,
            notes: notes + ["joint positions fitted with a mean error of \(centimetres(mean)), at most \(centimetres(largest))"])
    }
}

/// A length for people: "1.2 cm".
private func centimetres(_ metres: Double) -> String {
    let tenths = (metres * 1000).rounded() / 10
    return tenths.isFinite ? "\(tenths) cm" : "no end"
}

/// Rotations relative to the world, frame by frame, made relative to parents and written as rotation vectors.
struct WorldRotations {
    private let layout: JointLayout
    private let parents: [Int]
    private var vectors: [Float] = []
    private var last: [Turn]
    private var isFirst = true

    init(layout: JointLayout, frames: Int) {
        self.layout = layout
        parents = layout.parents
        last = [Turn](repeating: .identity, count: layout.jointCount)
        vectors.reserveCapacity(frames * layout.jointCount * 3)
    }

    /// Adds a frame. Joints beyond those given are not turned relative to their parents.
    mutating func append(_ turns: [Turn]) {
        for joint in 0..<layout.jointCount {
            guard joint < turns.count else {
                vectors.append(contentsOf: [0, 0, 0])
                continue
            }
            let parent = parents[joint]
            var local = parent < 0 ? turns[joint] : turns[parent].conjugate * turns[joint]
            local = isFirst ? local.standardized : local.near(last[joint])
            var vector = local.axisAngle
            // Vectors run on beyond π, so that they change smoothly; only near a full turn must they start anew.
            if dot(vector, vector) > 36 {
                local = local.standardized
                vector = local.axisAngle
            }
            last[joint] = local
            vectors.append(Float(vector.x))
            vectors.append(Float(vector.y))
            vectors.append(Float(vector.z))
        }
        isFirst = false
    }

    /// All frames so far, (frames, joints, 3).
    var poses: NDArray<Float> {
        let width = layout.jointCount * 3
        return NDArray(shape: [vectors.count / width, layout.jointCount, 3], elements: vectors)
    }
}
