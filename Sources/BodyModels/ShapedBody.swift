// A body of one shape, ready to be posed.
import Arrays
import Rotations

/// Posed frames.
public struct PosedFrames: Sendable {
    /// `(frames, vertices, 3)`, metres.
    public var vertices: NDArray<Float>
    /// `(frames, joints, 3)`, metres.
    public var joints: NDArray<Float>
}

/// A body model with its shape settled: vertices and joints at rest.
public struct ShapedBody: Sendable {
    public let model: BodyModel
    /// x, y, z of each vertex at rest.
    public let restVertices: [Float]
    /// x, y, z of each joint at rest.
    public var restJoints: [Float] { joints.map { Float($0) } }
    /// The same in the precision the kinematic chain is computed in.
    private let joints: [Double]

    init(model: BodyModel, vertices: [Float]) {
        self.init(model: model, vertices: vertices, joints: model.regressor.joints(of: vertices))
    }

    private init(model: BodyModel, vertices: [Float], joints: [Double]) {
        self.model = model
        restVertices = vertices
        self.joints = joints
    }

    func replacing(restVertices: [Float]) -> ShapedBody { ShapedBody(model: model, vertices: restVertices, joints: joints) }

    /// Poses a batch of frames.
    ///
    /// - Parameters:
    ///   - axisAngles: `(frames, joints, 3)`, each joint's rotation relative to its parent, radians; root first.
    ///   - translations: `(frames, 3)`, added to the posed body, metres.
    /// - Precondition: `axisAngles` has the model's number of joints, and both have as many frames.
    public func pose(axisAngles: NDArray<Float>, translations: NDArray<Float>) -> PosedFrames {
        var rotations = [Float](repeating: 0, count: axisAngles.count * 3)
        axisAngles.elements.withUnsafeBufferPointer { vectors in
            rotations.withUnsafeMutableBufferPointer { rotationMatrices(fromAxisAngles: vectors, into: $0) }
        }
        return pose(
            rotations: NDArray(shape: [axisAngles.shape[0], model.jointCount, 3, 3], elements: rotations), translations: translations)
    }

    /// Poses a batch of frames given as matrices.
    ///
    /// - Parameters:
    ///   - rotations: `(frames, joints, 3, 3)`, each joint's rotation relative to its parent.
    ///   - translations: `(frames, 3)`, added to the posed body, metres.
    /// - Precondition: `rotations` has the model's number of joints, and both have as many frames.
    public func pose(rotations: NDArray<Float>, translations: NDArray<Float>) -> PosedFrames {
        let frames = rotations.shape[0]
        let jointCount = model.jointCount
        precondition(rotations.shape == [frames, jointCount, 3, 3] && translations.shape == [frames, 3])
        let coordinates = restVertices.count
        let group = PoseCorrectives.groupSize
        let features = model.poseCorrectives.features
        var joints = [Float](repeating: 0, count: frames * jointCount * 3)
        var transforms = [SIMD4<Float>](repeating: .zero, count: jointCount * 4)
        var featureRows = [Float](repeating: 0, count: group * features)
        var blended = [Float](repeating: 0, count: group * coordinates)
        var needsScratch = false
        if case .dense = model.poseCorrectives { needsScratch = true }
        var scratch = [Float](repeating: 0, count: needsScratch ? group * coordinates : 0)

        let vertices = [Float](unsafeUninitializedCapacity: frames * coordinates) { out, count in
            rotations.elements.withUnsafeBufferPointer { rotations in
                for first in stride(from: 0, to: frames, by: group) {
                    let inGroup = min(group, frames - first)
                    fillFeatures(rotations, first: first, frames: inGroup, into: &featureRows)
                    blend(features: featureRows, frames: inGroup, into: &blended, scratch: &scratch)
                    for frame in 0..<inGroup {
                        let t = first + frame
                        let shift = SIMD3(
                            Double(translations.elements[t * 3]), Double(translations.elements[t * 3 + 1]),
                            Double(translations.elements[t * 3 + 2]))
                        chain(rotations, frame: t, translation: shift, transforms: &transforms, joints: &joints)
                        skin(blended, offset: frame * coordinates, transforms, into: out, at: t * coordinates)
                    }
                }
            }
            count = frames * coordinates
        }
        return PosedFrames(
            vertices: NDArray(shape: [frames, coordinates / 3, 3], elements: vertices),
            joints: NDArray(shape: [frames, jointCount, 3], elements: joints))
    }

    /// `R − I` of every joint but the root, row-major, a row of features for each frame; rows of missing frames are zero.
    private func fillFeatures(_ rotations: UnsafeBufferPointer<Float>, first: Int, frames: Int, into rows: inout [Float]) {
        let features = model.poseCorrectives.features
        rows.withUnsafeMutableBufferPointer { rows in
            rows.update(repeating: 0)
            for frame in 0..<frames {
                let source = ((first + frame) * model.jointCount + 1) * 9
                for i in 0..<features {
                    rows[frame * features + i] = rotations[source + i] - (i % 9 % 4 == 0 ? 1 : 0)
                }
            }
        }
    }

    /// The rest vertices plus the correctives of each frame of a group.
    private func blend(features: [Float], frames: Int, into blended: inout [Float], scratch: inout [Float]) {
        let coordinates = restVertices.count
        blended.withUnsafeMutableBufferPointer { blended in
            restVertices.withUnsafeBufferPointer { rest in
                for frame in 0..<frames {
                    for i in 0..<coordinates { blended[frame * coordinates + i] = rest[i] }
                }
            }
            features.withUnsafeBufferPointer { features in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    guard let features = features.baseAddress, let target = blended.baseAddress else { return }
                    model.poseCorrectives.add(
                        features: features, to: target, scratch: scratch.baseAddress, coordinates: coordinates, frames: frames)
                }
            }
        }
    }

    /// Walks down the skeleton: each joint's place, and its transform from rest as three columns and a shift.
    ///
    /// In double precision: 52 joints cost nothing, and errors would add up along the arm.
    private func chain(
        _ rotations: UnsafeBufferPointer<Float>, frame: Int, translation: SIMD3<Double>,
        transforms: inout [SIMD4<Float>], joints places: inout [Float]
    ) {
        let jointCount = model.jointCount
        withUnsafeTemporaryAllocation(of: SIMD3<Double>.self, capacity: jointCount * 4) { world in
            for joint in 0..<jointCount {
                let r = (frame * jointCount + joint) * 9
                let c0 = SIMD3(Double(rotations[r]), Double(rotations[r + 3]), Double(rotations[r + 6]))
                let c1 = SIMD3(Double(rotations[r + 1]), Double(rotations[r + 4]), Double(rotations[r + 7]))
                let c2 = SIMD3(Double(rotations[r + 2]), Double(rotations[r + 5]), Double(rotations[r + 8]))
                let rest = SIMD3(joints[joint * 3], joints[joint * 3 + 1], joints[joint * 3 + 2])
                let parent = model.parents[joint]
                let at = joint * 4
                if parent < 0 {
                    world[at] = c0
                    world[at + 1] = c1
                    world[at + 2] = c2
                    world[at + 3] = rest + translation
                } else {
                    let p = parent * 4
                    let p0 = world[p], p1 = world[p + 1], p2 = world[p + 2]
                    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> { p0 * v.x + p1 * v.y + p2 * v.z }
                    let bone = rest - SIMD3(joints[parent * 3], joints[parent * 3 + 1], joints[parent * 3 + 2])
                    world[at] = turned(c0)
                    world[at + 1] = turned(c1)
                    world[at + 2] = turned(c2)
                    world[at + 3] = turned(bone) + world[p + 3]
                }
                let place = world[at + 3]
                let shift = place - (world[at] * rest.x + world[at + 1] * rest.y + world[at + 2] * rest.z)
                transforms[at] = SIMD4(SIMD3<Float>(world[at]), 0)
                transforms[at + 1] = SIMD4(SIMD3<Float>(world[at + 1]), 0)
                transforms[at + 2] = SIMD4(SIMD3<Float>(world[at + 2]), 0)
                transforms[at + 3] = SIMD4(SIMD3<Float>(shift), 0)
                let out = (frame * jointCount + joint) * 3
                places[out] = Float(place.x)
                places[out + 1] = Float(place.y)
                places[out + 2] = Float(place.z)
            }
        }
    }

    /// Linear blend skinning of one frame.
    private func skin(
        _ blended: [Float], offset: Int, _ transforms: [SIMD4<Float>], into out: UnsafeMutableBufferPointer<Float>, at start: Int
    ) {
        let slots = model.skinning.slots
        blended.withUnsafeBufferPointer { blended in
            transforms.withUnsafeBufferPointer { transforms in
                model.skinning.weights.withUnsafeBufferPointer { weights in
                    model.skinning.joints.withUnsafeBufferPointer { joints in
                        for v in 0..<restVertices.count / 3 {
                            var c0 = SIMD4<Float>.zero, c1 = SIMD4<Float>.zero, c2 = SIMD4<Float>.zero, c3 = SIMD4<Float>.zero
                            for slot in v * slots..<(v + 1) * slots {
                                let w = weights[slot]
                                let m = Int(joints[slot]) * 4
                                c0 += transforms[m] * w
                                c1 += transforms[m + 1] * w
                                c2 += transforms[m + 2] * w
                                c3 += transforms[m + 3] * w
                            }
                            let i = offset + v * 3
                            let p = c0 * blended[i] + c1 * blended[i + 1] + c2 * blended[i + 2] + c3
                            let o = start + v * 3
                            out[o] = p.x
                            out[o + 1] = p.y
                            out[o + 2] = p.z
                        }
                    }
                }
            }
        }
    }

    /// The same body with some of its vertices, in the order given, and no triangles. Joints are the whole body's.
    func selecting(_ chosen: [Int]) -> ShapedBody {
        let reduced = BodyModel(
            file: model.file, layout: model.layout, triangles: [], parents: model.parents,
            template: chosen.flatMap { model.template[$0 * 3..<$0 * 3 + 3] }, shapeDirections: [], betaCount: 0,
            poseCorrectives: model.poseCorrectives.selecting(chosen), skinning: model.skinning.selecting(chosen), regressor: model.regressor
        )
        return ShapedBody(model: reduced, vertices: chosen.flatMap { restVertices[$0 * 3..<$0 * 3 + 3] }, joints: joints)
    }
}
