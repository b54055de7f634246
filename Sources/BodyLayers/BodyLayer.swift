// A body of the SMPL family as a differentiable layer: its constants, laid out for many frames at a time.
import BodyModels
import Learning

/// Linear blend skinning whose gradients flow back to rotations, shape and translation.
///
/// The function is that of ``BodyModel``: vertices and joints in metres from each joint's rotation relative to its parent. The
/// first rotation is the root's.
///
/// Frames lie side by side in vector registers, a tile of them at a time, so that no array of all frames' transforms, or of their
/// posed templates, ever exists. Going back, these are computed again. Results are the same bits for any number of threads.
///
/// ```swift
/// let layer = BodyLayer(try BodyModel(contentsOf: "models/open/open_body_neutral.npz"))
/// let atRest = NDArray<Float>(repeating: 0, shape: [1, layer.jointCount, 3])
/// let rotations = Tensor(atRest, requiresGradient: true).rotationMatrices(from: .axisAngle)
/// let vertices = layer.vertices(rotations)
/// print(vertices.shape, layer.joints(rotations).shape)  // [1, 6890, 3] [1, 52, 3]
/// ```
public final class BodyLayer: Sendable {
    /// Joints, the root included.
    public let jointCount: Int
    /// Vertices it computes.
    public let vertexCount: Int
    /// How many shape coefficients each call must bring; 0 if the shape is settled.
    public let betaCount: Int

    let parents: [Int]
    /// x, y, z of each joint at rest, for zero `betas`.
    let restJoints: [Double]
    /// How each coefficient moves them: `(betaCount, joints · 3)`.
    let jointDirections: [Double]

    /// The joints of vertex `v` are entries `slotStarts[v]..<slotStarts[v + 1]` of the next two.
    let slotStarts: ConstantBlock<Int32>
    /// Where a joint's transform begins among those of its group of frames.
    let slotOffsets: ConstantBlock<Int32>
    let slotWeights: ConstantBlock<Float>

    /// `(vertices · 3, denseCount)`: what is linear in all or the last features, the very last of which is always 1.
    let directions: ConstantBlock<Float>
    let denseCount: Int
    /// True if ``directions`` holds the pose correctives; else they are in blocks.
    let correctivesAreDense: Bool
    /// The blocks of vertex `v` are `blockStarts[v]..<blockStarts[v + 1]`.
    let blockStarts: ConstantBlock<Int32>
    /// The first of the nine features of each block.
    let blockFeatures: ConstantBlock<Int32>
    /// Nine times x, y, z a block.
    let blockColumns: ConstantBlock<Float>

    /// Nine for each joint but the root.
    var poseFeatureCount: Int { (jointCount - 1) * 9 }

    /// A body whose shape is settled.
    ///
    /// - Parameters:
    ///   - betas: shape coefficients; missing ones count as zero, those beyond the model's are left out.
    ///   - vertices: which vertices to compute, in which order; all if nil.
    public convenience init(_ model: BodyModel, betas: [Float] = [], vertices: [Int]? = nil) {
        self.init(model, rest: model.shaped(by: betas).restVertices, betaCount: 0, vertices: vertices)
    }

    /// A body whose shape every call brings, and that passes gradients on to it.
    ///
    /// - Parameters:
    ///   - betaCount: how many coefficients; at most the model's.
    ///   - vertices: which vertices to compute, in which order; all if nil.
    public convenience init(_ model: BodyModel, betaCount: Int, vertices: [Int]? = nil) {
        self.init(model, rest: model.template, betaCount: min(max(0, betaCount), model.betaCount), vertices: vertices)
    }

    private init(_ model: BodyModel, rest: [Float], betaCount: Int, vertices: [Int]?) {
        let chosen = vertices ?? Array(0..<model.vertexCount)
        precondition(chosen.allSatisfy { $0 >= 0 && $0 < model.vertexCount }, "vertices outside the body")
        let joints = model.jointCount
        jointCount = joints
        vertexCount = chosen.count
        self.betaCount = betaCount
        parents = model.parents
        restJoints = model.regressor.joints(of: rest)
        let stored = model.betaCount
        jointDirections = (0..<betaCount).flatMap { beta in
            model.regressor.joints(
                of: stride(from: beta, to: model.shapeDirections.count, by: max(1, stored)).map { model.shapeDirections[$0] })
        }

        var starts: [Int32] = [0], offsets: [Int32] = [], weights: [Float] = []
        for v in chosen {
            for slot in v * model.skinning.slots..<(v + 1) * model.skinning.slots where model.skinning.weights[slot] != 0 {
                offsets.append(model.skinning.joints[slot] * Int32(FrameLanes.transformStride))
                weights.append(model.skinning.weights[slot])
            }
            starts.append(Int32(offsets.count))
        }
        slotStarts = ConstantBlock(starts)
        slotOffsets = ConstantBlock(offsets)
        slotWeights = ConstantBlock(weights)

        var posed: (values: [Float], count: Int) = ([], 0)
        var blocksOf: [Int: [Int]] = [:]
        var sparse: SparseBlocks?
        switch model.poseCorrectives {
        case .dense(let values, let features): posed = (values, features)
        case .sparse(let blocks):
            sparse = blocks
            for block in 0..<blocks.count { blocksOf[Int(blocks.vertices[block]), default: []].append(block) }
        }
        correctivesAreDense = sparse == nil
        denseCount = posed.count + betaCount + 1
        var directions: [Float] = []
        directions.reserveCapacity(chosen.count * 3 * denseCount)
        for v in chosen {
            for row in v * 3..<v * 3 + 3 {
                directions += posed.values[row * posed.count..<(row + 1) * posed.count]
                directions += model.shapeDirections[row * stored..<row * stored + betaCount]
                directions.append(rest[row])
            }
        }
        self.directions = ConstantBlock(directions)

        starts = [0]
        var features: [Int32] = [], columns: [Float] = []
        for v in chosen {
            for block in blocksOf[v] ?? [] {
                guard let sparse else { continue }
                features.append(sparse.joints[block] * 9)
                for k in 0..<9 {
                    let column = sparse.columns[block * 9 + k]
                    columns += [column.x, column.y, column.z]
                }
            }
            starts.append(Int32(features.count))
        }
        blockStarts = ConstantBlock(starts)
        blockFeatures = ConstantBlock(features)
        blockColumns = ConstantBlock(columns)
    }
}
