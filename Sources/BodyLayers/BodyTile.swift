// A tile of frames of one body: its features, transforms, and the gradients for them.
import Arrays
import Learning

/// What the vertices of a tile of frames are computed from.
///
/// Frames are the fastest axis everywhere. Lanes beyond the last frame hold zeros, and so do their gradients.
struct BodyTile {
    let layer: BodyLayer
    let frames: Range<Int>
    /// Room for frames, in whole groups of eight.
    let width: Int
    /// `R − I` of the joints but the root. With dense correctives `(features, width)`, followed by coefficients of shape and a row of
    /// ones; else eight frames at a time `(groups, features, 8)`.
    let poseFeatures: UnsafeMutablePointer<Float>
    /// `(betaCount + 1, width)`.
    let shapeFeatures: UnsafeMutablePointer<Float>
    /// `(groups, joints, 3 · 4, 8)`.
    let transforms: UnsafeMutablePointer<Float>
    /// Added to every vertex, `(3, width)`.
    let shifts: UnsafeMutablePointer<Float>
    private let memory: Storage

    /// Vertices taken at a time: their part of the body's matrix, and what is computed of them, stay in the cache.
    static let chunk = 96

    /// Room for a tile, all zeros.
    init(_ layer: BodyLayer, frames: Range<Int>) {
        self.layer = layer
        self.frames = frames
        let width = (frames.count + FrameTiles.grain - 1) / FrameTiles.grain * FrameTiles.grain
        self.width = width
        let pose = layer.poseFeatureCount * width, shape = (layer.betaCount + 1) * width
        let turns = layer.jointCount * 12 * width
        memory = Storage(repeating: 0, count: pose + shape + turns + 3 * width)
        poseFeatures = memory.pointer
        shapeFeatures = memory.pointer + pose
        transforms = memory.pointer + pose + shape
        shifts = memory.pointer + pose + shape + turns
    }

    /// How far apart two features, and two groups of frames, lie in ``poseFeatures``.
    private var featureStride: Int { layer.correctivesAreDense ? width : FrameLanes.scalarCount }
    private var groupStride: Int { FrameLanes.scalarCount * (layer.correctivesAreDense ? 1 : layer.poseFeatureCount) }
    private func featurePlace(_ feature: Int, _ lane: Int) -> Int { feature * featureStride + lane / 8 * groupStride + lane % 8 }
    private func transformPlace(_ joint: Int, _ lane: Int) -> Int {
        (lane / 8 * layer.jointCount + joint) * FrameLanes.transformStride + lane % 8
    }
    /// What ``BodyLayer/directions`` multiplies.
    private var denseFeatures: UnsafeMutablePointer<Float> { layer.correctivesAreDense ? poseFeatures : shapeFeatures }
    private var groups: Int { width / FrameLanes.scalarCount }

    /// Takes in rotations `(frames, joints, 3, 3)`, `betas` `(frames, betaCount)` and translations, all counted from the batch's start.
    func fill(rotations: UnsafePointer<Float>, betas: UnsafePointer<Float>?, translations: FrameRows?) {
        let joints = layer.jointCount
        JointChain.with(layer) { chain in
            if layer.betaCount == 0 { chain.setRest(layer, betas: nil) }
            for (lane, frame) in frames.enumerated() {
                let r = rotations + frame * joints * 9
                if layer.betaCount > 0 { chain.setRest(layer, betas: betas.map { $0 + frame * layer.betaCount }) }
                chain.forward(r)
                for joint in 0..<joints {
                    let place = transforms + transformPlace(joint, lane)
                    let shift = chain.shift(joint)
                    for row in 0..<3 {
                        for k in 0..<3 { place[(row * 4 + k) * 8] = Float(chain.world[joint * 4 + k][row]) }
                        place[(row * 4 + 3) * 8] = Float(shift[row])
                    }
                }
                for i in 0..<layer.poseFeatureCount { poseFeatures[featurePlace(i, lane)] = r[9 + i] - (i % 9 % 4 == 0 ? 1 : 0) }
                for beta in 0..<layer.betaCount { shapeFeatures[beta * width + lane] = betas?[frame * layer.betaCount + beta] ?? 0 }
                shapeFeatures[layer.betaCount * width + lane] = 1
                if let translations {
                    for axis in 0..<3 { shifts[axis * width + lane] = translations[frame, axis] }
                }
            }
        }
    }

    /// The template with its shape and pose correctives, `(vertices · 3, width)`.
    func blend(_ vertices: Range<Int>, into p: UnsafeMutablePointer<Float>) {
        let k = layer.denseCount, rows = vertices.count * 3
        let directions = layer.directions.pointer + vertices.lowerBound * 3 * k
        if k == 1 {
            for row in 0..<rows { (p + row * width).update(repeating: directions[row], count: width) }
        } else {
            LinearAlgebra.product(
                .asIs, directions, leadingA: k, .asIs, denseFeatures, leadingB: width, into: p, leadingC: width, m: rows, n: width, k: k)
        }
        guard !layer.correctivesAreDense else { return }
        let (starts, blocks, columns) = (layer.blockStarts.pointer, layer.blockFeatures.pointer, layer.blockColumns.pointer)
        for group in 0..<groups {
            let features = poseFeatures + group * groupStride
            for v in vertices where starts[v] < starts[v + 1] {
                let out = p + (v - vertices.lowerBound) * 3 * width + group * 8
                var x = FrameLanes.load(out), y = FrameLanes.load(out + width), z = FrameLanes.load(out + 2 * width)
                for block in Int(starts[v])..<Int(starts[v + 1]) {
                    let f = features + Int(blocks[block]) * 8, c = columns + block * 27
                    for k in 0..<9 {
                        let value = FrameLanes.load(f + k * 8)
                        x += value * c[k * 3]
                        y += value * c[k * 3 + 1]
                        z += value * c[k * 3 + 2]
                    }
                }
                x.store(out)
                y.store(out + width)
                z.store(out + 2 * width)
            }
        }
    }

    /// Vertices from the posed template: `x = Σ weight · (turn · p + shift)` plus the translation.
    func skin(_ vertices: Range<Int>, _ p: UnsafePointer<Float>, into x: UnsafeMutablePointer<Float>) {
        let (starts, offsets, weights) = (layer.slotStarts.pointer, layer.slotOffsets.pointer, layer.slotWeights.pointer)
        let width = width
        for group in 0..<groups {
            let transforms = transforms + group * layer.jointCount * FrameLanes.transformStride
            let s0 = FrameLanes.load(shifts + group * 8), s1 = FrameLanes.load(shifts + width + group * 8)
            let s2 = FrameLanes.load(shifts + 2 * width + group * 8)
            for v in vertices {
                let at = (v - vertices.lowerBound) * 3 * width + group * 8
                let px = FrameLanes.load(p + at), py = FrameLanes.load(p + at + width), pz = FrameLanes.load(p + at + 2 * width)
                var (ax, ay, az) = (s0, s1, s2)
                for slot in Int(starts[v])..<Int(starts[v + 1]) {
                    let m = transforms + Int(offsets[slot]), w = weights[slot]
                    ax +=
                        (FrameLanes.load(m) * px + FrameLanes.load(m + 8) * py + FrameLanes.load(m + 16) * pz + FrameLanes.load(m + 24)) * w
                    ay +=
                        (FrameLanes.load(m + 32) * px + FrameLanes.load(m + 40) * py + FrameLanes.load(m + 48) * pz
                            + FrameLanes.load(m + 56)) * w
                    az +=
                        (FrameLanes.load(m + 64) * px + FrameLanes.load(m + 72) * py + FrameLanes.load(m + 80) * pz
                            + FrameLanes.load(m + 88)) * w
                }
                ax.store(x + at)
                ay.store(x + at + width)
                az.store(x + at + 2 * width)
            }
        }
    }

    /// Passes the gradient for vertices back: to this tile's transforms and shifts, held by `sink`, and to the posed template, which
    /// replaces `gradient`.
    func skinBackward(_ vertices: Range<Int>, _ p: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, into sink: BodyTile) {
        let (starts, offsets, weights) = (layer.slotStarts.pointer, layer.slotOffsets.pointer, layer.slotWeights.pointer)
        let width = width
        for group in 0..<groups {
            let first = group * layer.jointCount * FrameLanes.transformStride
            let transforms = transforms + first, sums = sink.transforms + first
            var tx = FrameLanes.zero, ty = FrameLanes.zero, tz = FrameLanes.zero
            for v in vertices {
                let at = (v - vertices.lowerBound) * 3 * width + group * 8
                let px = FrameLanes.load(p + at), py = FrameLanes.load(p + at + width), pz = FrameLanes.load(p + at + 2 * width)
                let gx = FrameLanes.load(gradient + at), gy = FrameLanes.load(gradient + at + width)
                let gz = FrameLanes.load(gradient + at + 2 * width)
                tx += gx
                ty += gy
                tz += gz
                var dx = FrameLanes.zero, dy = FrameLanes.zero, dz = FrameLanes.zero
                for slot in Int(starts[v])..<Int(starts[v + 1]) {
                    let m = transforms + Int(offsets[slot]), s = sums + Int(offsets[slot]), w = weights[slot]
                    let wx = gx * w
                    dx += FrameLanes.load(m) * wx
                    dy += FrameLanes.load(m + 8) * wx
                    dz += FrameLanes.load(m + 16) * wx
                    (wx * px).add(to: s)
                    (wx * py).add(to: s + 8)
                    (wx * pz).add(to: s + 16)
                    wx.add(to: s + 24)
                    let wy = gy * w
                    dx += FrameLanes.load(m + 32) * wy
                    dy += FrameLanes.load(m + 40) * wy
                    dz += FrameLanes.load(m + 48) * wy
                    (wy * px).add(to: s + 32)
                    (wy * py).add(to: s + 40)
                    (wy * pz).add(to: s + 48)
                    wy.add(to: s + 56)
                    let wz = gz * w
                    dx += FrameLanes.load(m + 64) * wz
                    dy += FrameLanes.load(m + 72) * wz
                    dz += FrameLanes.load(m + 80) * wz
                    (wz * px).add(to: s + 64)
                    (wz * py).add(to: s + 72)
                    (wz * pz).add(to: s + 80)
                    wz.add(to: s + 88)
                }
                dx.store(gradient + at)
                dy.store(gradient + at + width)
                dz.store(gradient + at + 2 * width)
            }
            tx.add(to: sink.shifts + group * 8)
            ty.add(to: sink.shifts + width + group * 8)
            tz.add(to: sink.shifts + 2 * width + group * 8)
        }
    }

    /// Passes the gradient for the posed template back to the features held by `sink`.
    func blendBackward(_ vertices: Range<Int>, gradient: UnsafePointer<Float>, into sink: BodyTile) {
        let k = layer.denseCount, rows = vertices.count * 3
        if k > 1 {
            LinearAlgebra.product(
                .transposed, layer.directions.pointer + vertices.lowerBound * 3 * k, leadingA: k, .asIs, gradient, leadingB: width,
                into: sink.denseFeatures, leadingC: width, m: k, n: width, k: rows, beta: 1)
        }
        guard !layer.correctivesAreDense else { return }
        let (starts, blocks, columns) = (layer.blockStarts.pointer, layer.blockFeatures.pointer, layer.blockColumns.pointer)
        for group in 0..<groups {
            let features = sink.poseFeatures + group * groupStride
            for v in vertices where starts[v] < starts[v + 1] {
                let at = gradient + (v - vertices.lowerBound) * 3 * width + group * 8
                let x = FrameLanes.load(at), y = FrameLanes.load(at + width), z = FrameLanes.load(at + 2 * width)
                for block in Int(starts[v])..<Int(starts[v + 1]) {
                    let f = features + Int(blocks[block]) * 8, c = columns + block * 27
                    for k in 0..<9 { (x * c[k * 3] + y * c[k * 3 + 1] + z * c[k * 3 + 2]).add(to: f + k * 8) }
                }
            }
        }
    }

    /// With this tile holding gradients: passes them back to rotations and `betas` of its frames, both overwritten.
    func finish(
        rotations: UnsafePointer<Float>, betas: UnsafePointer<Float>?, into rotationSink: UnsafeMutablePointer<Float>,
        betaSink: UnsafeMutablePointer<Float>?
    ) {
        let joints = layer.jointCount
        JointChain.with(layer) { chain in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: joints * 9 + layer.betaCount) { scratch in
                guard let turns = scratch.baseAddress else { return }
                let shape = turns + joints * 9
                if layer.betaCount == 0 { chain.setRest(layer, betas: nil) }
                for (lane, frame) in frames.enumerated() {
                    let r = rotations + frame * joints * 9
                    if layer.betaCount > 0 { chain.setRest(layer, betas: betas.map { $0 + frame * layer.betaCount }) }
                    chain.forward(r)
                    chain.clearGradients()
                    for joint in 0..<joints {
                        let place = transforms + transformPlace(joint, lane)
                        func column(_ k: Int) -> SIMD3<Double> {
                            SIMD3(Double(place[k * 8]), Double(place[(4 + k) * 8]), Double(place[(8 + k) * 8]))
                        }
                        for k in 0..<3 { chain.gradient[joint * 4 + k] += column(k) }
                        chain.addShiftGradient(joint, column(3))
                    }
                    chain.backward(r, into: turns)
                    let out = rotationSink + frame * joints * 9
                    for i in 0..<joints * 9 {
                        out[i] = Float(turns[i] + (i < 9 ? 0 : Double(poseFeatures[featurePlace(i - 9, lane)])))
                    }
                    guard let betaSink else { continue }
                    for beta in 0..<layer.betaCount { shape[beta] = Double(shapeFeatures[beta * width + lane]) }
                    chain.addShapeGradient(layer, into: shape)
                    for beta in 0..<layer.betaCount { betaSink[frame * layer.betaCount + beta] = Float(shape[beta]) }
                }
            }
        }
    }
}
