// Turns the bones of MoMask's skeleton until its joints point where a motion's joints are.
// Cyclic "look-at" inverse kinematics as in the released code's `BasicInverseKinematics`.
import LibC
import Rotations

/// A motion on the bones of ``TemplateSkeleton``.
public struct TemplateFit: Sendable {
    /// Of each frame and joint, relative to the parent.
    public let rotations: [[Quaternion<Double>]]
    /// Of the root in each frame, metres, Y up.
    public let root: [SIMD3<Double>]
    /// Where the joints come to lie, in the skeleton's order.
    public let joints: [[SIMD3<Double>]]

    /// - Parameters:
    ///   - targets: where joints should be, for each frame in the skeleton's order.
    ///   - root: where the root is; it does not move.
    ///   - sweeps: how often every joint is turned. 100 as released.
    public init(targets: [[SIMD3<Double>]], root: [SIMD3<Double>], sweeps: Int = 100) {
        var rotations: [[Quaternion<Double>]] = [], joints: [[SIMD3<Double>]] = []
        rotations.reserveCapacity(targets.count)
        // Frames do not depend on each other, so four are turned at a time.
        for start in stride(from: 0, to: targets.count, by: Lanes.scalarCount) {
            let frames = (0..<Lanes.scalarCount).map { min(start + $0, targets.count - 1) }
            var pose = FourPoses(targets: frames.map { targets[$0] }, root: frames.map { root[$0] })
            for _ in 0..<sweeps { pose.sweep() }
            for lane in 0..<min(Lanes.scalarCount, targets.count - start) {
                rotations.append(pose.localRotations(lane))
                joints.append(pose.positions.map { $0.lane(lane) })
            }
        }
        self.rotations = rotations
        self.root = root
        self.joints = joints
    }
}

/// One number of each of four frames.
private typealias Lanes = SIMD4<Double>

/// A vector of each of four frames.
private struct Vectors {
    var x: Lanes, y: Lanes, z: Lanes

    init(_ x: Lanes, _ y: Lanes, _ z: Lanes) { (self.x, self.y, self.z) = (x, y, z) }

    init(_ vectors: [SIMD3<Double>]) {
        (x, y, z) = (.zero, .zero, .zero)
        for (lane, vector) in vectors.enumerated() { (x[lane], y[lane], z[lane]) = (vector.x, vector.y, vector.z) }
    }

    @inline(__always) static func + (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x + b.x, a.y + b.y, a.z + b.z) }
    @inline(__always) static func - (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x - b.x, a.y - b.y, a.z - b.z) }
    @inline(__always) static func * (a: Vectors, factor: Lanes) -> Vectors { Vectors(a.x * factor, a.y * factor, a.z * factor) }
    @inline(__always) func dot(_ b: Vectors) -> Lanes { x * b.x + y * b.y + z * b.z }
    @inline(__always) func cross(_ b: Vectors) -> Vectors { Vectors(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x) }
    /// Divided by its length; the released code adds 1e-10 to that.
    @inline(__always) var normalized: Vectors { self * (1 / (dot(self).squareRoot() + 1e-10)) }
    func lane(_ lane: Int) -> SIMD3<Double> { SIMD3(x[lane], y[lane], z[lane]) }
}

/// A rotation of each of four frames.
private struct Turns {
    var w: Lanes
    var v: Vectors

    static let none = Turns(w: Lanes(repeating: 1), v: Vectors(.zero, .zero, .zero))

    @inline(__always) static func * (a: Turns, b: Turns) -> Turns {
        Turns(w: a.w * b.w - a.v.dot(b.v), v: b.v * a.w + a.v * b.w + a.v.cross(b.v))
    }

    @inline(__always) func apply(_ vector: Vectors) -> Vectors {
        let twice = v.cross(vector) * Lanes(repeating: 2)
        return vector + twice * w + v.cross(twice)
    }
}

private struct FourPoses {
    private(set) var positions: [Vectors]
    /// From rest to the pose, in the world's axes.
    private var turns = [Turns](repeating: .none, count: TemplateSkeleton.bones.count)
    private let targets: [Vectors]

    init(targets: [[SIMD3<Double>]], root: [SIMD3<Double>]) {
        self.targets = TemplateSkeleton.bones.indices.map { joint in Vectors(targets.map { $0[joint] }) }
        positions = []
        for bone in TemplateSkeleton.bones {
            let offset = Vectors([SIMD3<Double>](repeating: bone.offset, count: Lanes.scalarCount))
            positions.append(bone.parent < 0 ? Vectors(root) : positions[bone.parent] + offset)
        }
    }

    /// Turns every joint that carries others once, root first, by what takes the directions to its children towards those to their targets.
    mutating func sweep() {
        for joint in positions.indices where !TemplateSkeleton.children[joint].isEmpty {
            let turn = turn(of: joint)
            let center = positions[joint]
            for other in TemplateSkeleton.descendants[joint] {
                positions[other] = center + turn.apply(positions[other] - center)
                turns[other] = turn * turns[other]
            }
            turns[joint] = turn * turns[joint]
        }
    }

    /// In the world's axes.
    private func turn(of joint: Int) -> Turns {
        let center = positions[joint]
        let children = TemplateSkeleton.children[joint]
        var sum = Vectors(.zero, .zero, .zero)
        for child in children {
            let (from, to) = ((positions[child] - center).normalized, (targets[child] - center).normalized)
            let axis = from.cross(to).normalized
            var half = Lanes.zero
            let cosine = from.dot(to)
            for lane in 0..<Lanes.scalarCount { half[lane] = acos(min(1, max(-1, cosine[lane]))) / 2 }
            sum = sum + axis * half
        }
        // Half the angle times the axis; where there is more than one child, their mean.
        let mean = sum * Lanes(repeating: 1 / Double(children.count))
        let angle = mean.dot(mean).squareRoot()
        var (w, scale) = (Lanes.zero, Lanes.zero)
        for lane in 0..<Lanes.scalarCount {
            w[lane] = cos(angle[lane])
            scale[lane] = angle[lane] > 1e-12 ? sin(angle[lane]) / angle[lane] : 1
        }
        return Turns(w: w, v: mean * scale)
    }

    /// Of one frame, relative to the parents.
    func localRotations(_ lane: Int) -> [Quaternion<Double>] {
        let world = turns.map { Quaternion(w: $0.w[lane], x: $0.v.x[lane], y: $0.v.y[lane], z: $0.v.z[lane]) }
        return world.indices.map { joint in
            let parent = TemplateSkeleton.bones[joint].parent
            return parent < 0 ? world[joint] : world[parent].conjugate * world[joint]
        }
    }
}
