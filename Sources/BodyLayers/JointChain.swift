// Forward kinematics: positions and rotations of joints in the world, and their gradients.

/// One frame's joints, walked from the root outwards and, for gradients, back.
///
/// In double precision: a few dozen joints cost nothing, and errors would add up along the arm.
struct JointChain {
    /// Four vectors a joint: the columns of its turn in the world, and its place.
    let world: UnsafeMutablePointer<SIMD3<Double>>
    /// Gradients for the same.
    let gradient: UnsafeMutablePointer<SIMD3<Double>>
    /// Places of the joints at rest.
    let rest: UnsafeMutablePointer<SIMD3<Double>>
    let restGradient: UnsafeMutablePointer<SIMD3<Double>>
    private let parents: [Int]

    /// Runs `body` with a chain for `parents`, whose memory ends with it.
    static func with(_ layer: BodyLayer, _ body: (JointChain) -> Void) {
        let count = layer.jointCount
        withUnsafeTemporaryAllocation(of: SIMD3<Double>.self, capacity: count * 10) { memory in
            guard let base = memory.baseAddress else { return }
            base.initialize(repeating: .zero, count: count * 10)
            body(
                JointChain(
                    world: base, gradient: base + count * 4, rest: base + count * 8, restGradient: base + count * 9, parents: layer.parents)
            )
        }
    }

    var count: Int { parents.count }

    /// Sets the joints at rest for one frame's shape.
    func setRest(_ layer: BodyLayer, betas: UnsafePointer<Float>?) {
        for joint in 0..<count {
            var place = SIMD3(layer.restJoints[joint * 3], layer.restJoints[joint * 3 + 1], layer.restJoints[joint * 3 + 2])
            if let betas {
                for beta in 0..<layer.betaCount {
                    let at = (beta * count + joint) * 3
                    place +=
                        Double(betas[beta]) * SIMD3(layer.jointDirections[at], layer.jointDirections[at + 1], layer.jointDirections[at + 2])
                }
            }
            rest[joint] = place
        }
    }

    /// - Parameter rotations: nine numbers a joint, row-major.
    func forward(_ rotations: UnsafePointer<Float>) {
        for joint in 0..<count {
            let r = rotations + joint * 9
            let at = joint * 4, parent = parents[joint]
            if parent < 0 {
                for k in 0..<3 { world[at + k] = SIMD3(Double(r[k]), Double(r[3 + k]), Double(r[6 + k])) }
                world[at + 3] = rest[joint]
            } else {
                let p = world + parent * 4
                let (p0, p1, p2) = (p[0], p[1], p[2])
                for k in 0..<3 { world[at + k] = p0 * Double(r[k]) + p1 * Double(r[3 + k]) + p2 * Double(r[6 + k]) }
                let bone = rest[joint] - rest[parent]
                world[at + 3] = p0 * bone.x + p1 * bone.y + p2 * bone.z + p[3]
            }
        }
    }

    /// Where the joint's transform takes the origin: it leaves the joint's place at rest where the joint is.
    func shift(_ joint: Int) -> SIMD3<Double> {
        let w = world + joint * 4, place = rest[joint]
        return w[3] - (w[0] * place.x + w[1] * place.y + w[2] * place.z)
    }

    func clearGradients() {
        gradient.update(repeating: .zero, count: count * 4)
        restGradient.update(repeating: .zero, count: count)
    }

    /// Adds a gradient for ``shift(_:)``.
    func addShiftGradient(_ joint: Int, _ g: SIMD3<Double>) {
        let at = joint * 4, place = rest[joint]
        gradient[at] -= g * place.x
        gradient[at + 1] -= g * place.y
        gradient[at + 2] -= g * place.z
        gradient[at + 3] += g
        restGradient[joint] -= SIMD3((world[at] * g).sum(), (world[at + 1] * g).sum(), (world[at + 2] * g).sum())
    }

    /// Passes ``gradient`` back to the rotations (overwritten) and to ``restGradient`` (added to).
    func backward(_ rotations: UnsafePointer<Float>, into sink: UnsafeMutablePointer<Double>) {
        for joint in stride(from: count - 1, through: 0, by: -1) {
            let r = rotations + joint * 9, out = sink + joint * 9
            let g = gradient + joint * 4, parent = parents[joint]
            if parent < 0 {
                for k in 0..<3 {
                    out[k] = g[k].x
                    out[3 + k] = g[k].y
                    out[6 + k] = g[k].z
                }
                restGradient[joint] += g[3]
                continue
            }
            let p = world + parent * 4, gp = gradient + parent * 4
            let bone = rest[joint] - rest[parent]
            var boneGradient = SIMD3<Double>.zero
            for i in 0..<3 {
                var sum = g[3] * bone[i]
                for k in 0..<3 {
                    sum += g[k] * Double(r[i * 3 + k])
                    out[i * 3 + k] = (p[i] * g[k]).sum()
                }
                gp[i] += sum
                boneGradient[i] = (p[i] * g[3]).sum()
            }
            gp[3] += g[3]
            restGradient[joint] += boneGradient
            restGradient[parent] -= boneGradient
        }
    }

    /// Adds the gradient for the shape that came through the joints' places at rest.
    func addShapeGradient(_ layer: BodyLayer, into sink: UnsafeMutablePointer<Double>) {
        for beta in 0..<layer.betaCount {
            for joint in 0..<count {
                let at = (beta * count + joint) * 3
                let direction = SIMD3(layer.jointDirections[at], layer.jointDirections[at + 1], layer.jointDirections[at + 2])
                sink[beta] += (direction * restGradient[joint]).sum()
            }
        }
    }
}
