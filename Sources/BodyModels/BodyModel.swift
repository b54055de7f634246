// A body of the SMPL family as data: template, shape directions, joints, skinning.
import Arrays
import Files

/// A body model of the SMPL family.
///
/// Vertices follow Loper et al. 2015, "SMPL: A Skinned Multi-Person Linear Model":
///
///     vertex = blend(weights, joint transforms, template + shapedirs · betas + posedirs · (R − I))
///     joints = regressor · (template + shapedirs · betas)
///
/// At rest the body stands with Y up and looks along +Z, its left towards +X; metres. AMASS stands it up in a world
/// with Z up through the root joint's rotation.
///
/// ```swift
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let body = model.shaped(by: [1.5])  // one and a half standard deviations along the first shape direction
/// let frames = body.pose(
///     axisAngles: NDArray(repeating: 0, shape: [1, model.jointCount, 3]),
///     translations: NDArray(repeating: 0, shape: [1, 3]))
/// print(frames.vertices.shape, frames.joints.shape)  // [1, 6890, 3] [1, 52, 3]
/// ```
public struct BodyModel: Sendable {
    /// Where the model came from: the path of its file.
    public let file: String
    /// Which joints it has, in which order.
    public let layout: JointLayout
    /// Vertex numbers, three a triangle, counter-clockwise seen from outside.
    public let triangles: [UInt32]
    /// The parent of each joint; -1 at the root. A parent's number is below its child's.
    public let parents: [Int]
    public let vertexCount: Int
    /// How many shape coefficients (`betas`) the model takes.
    public let betaCount: Int
    /// True for the open CC0 body, whose `betas` mean something else than SMPL's.
    public let isOpenBody: Bool

    /// The body of mean shape at rest: x, y, z of each vertex.
    package let template: [Float]
    /// `(vertices · 3, betaCount)`, metres a standard deviation.
    package let shapeDirections: [Float]
    package let poseCorrectives: PoseCorrectives
    package let skinning: SkinningWeights
    package let regressor: JointRegressor

    public var jointCount: Int { parents.count }

    init(
        file: String, layout: JointLayout, triangles: [UInt32], parents: [Int], template: [Float], shapeDirections: [Float],
        betaCount: Int, poseCorrectives: PoseCorrectives, skinning: SkinningWeights, regressor: JointRegressor
    ) {
        self.file = file
        self.layout = layout
        self.triangles = triangles
        self.parents = parents
        self.template = template
        self.shapeDirections = shapeDirections
        self.betaCount = betaCount
        self.poseCorrectives = poseCorrectives
        self.skinning = skinning
        self.regressor = regressor
        vertexCount = template.count / 3
        isOpenBody = OpenBody.isTopology(triangles)
    }

    /// The body with a shape.
    ///
    /// - Parameter betas: shape coefficients; missing ones count as zero, those beyond ``betaCount`` are left out.
    public func shaped(by betas: [Float] = []) -> ShapedBody {
        let used = Array(betas.prefix(betaCount))
        guard used.contains(where: { $0 != 0 }) else { return ShapedBody(model: self, vertices: template) }
        let vertices = [Float](unsafeUninitializedCapacity: template.count) { out, count in
            for i in 0..<template.count {
                var sum: Float = 0
                for (k, beta) in used.enumerated() { sum += shapeDirections[i * betaCount + k] * beta }
                out[i] = template[i] + sum
            }
            count = template.count
        }
        return ShapedBody(model: self, vertices: vertices)
    }
}

extension BodyModel {
    /// The same model with its correctives as a full matrix, as a model with dense `posedirs` has them: for tests.
    package func withDenseCorrectives() -> BodyModel {
        guard case .sparse(let blocks) = poseCorrectives else { return self }
        return BodyModel(
            file: file, layout: layout, triangles: triangles, parents: parents, template: template, shapeDirections: shapeDirections,
            betaCount: betaCount,
            poseCorrectives: .dense(blocks.dense(vertexCount: vertexCount), features: poseCorrectives.features),
            skinning: skinning, regressor: regressor)
    }
}

extension BodyModel {
    /// The same model with correctives that do nothing, as programs pose it that know none: for tests.
    package func withoutCorrectives() -> BodyModel {
        let features = poseCorrectives.features
        return BodyModel(
            file: file, layout: layout, triangles: triangles, parents: parents, template: template, shapeDirections: shapeDirections,
            betaCount: betaCount, poseCorrectives: .dense([Float](repeating: 0, count: template.count * features), features: features),
            skinning: skinning, regressor: regressor)
    }
}

/// How the open CC0 body is told from licensed ones.
package enum OpenBody {
    /// FNV-1a over the vertex numbers of the triangles of `open_body_*.npz` and of `open_body_fine.npz`.
    private static let fingerprints: Set<UInt64> = [5_412_440_562_534_379_145, 14_675_467_412_868_051_778]

    package static func isTopology(_ triangles: [UInt32]) -> Bool { fingerprints.contains(fingerprint(triangles)) }

    package static func fingerprint(_ triangles: [UInt32]) -> UInt64 {
        triangles.withUnsafeBufferPointer { triangles in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for i in 0..<triangles.count { hash = (hash ^ UInt64(triangles[i])) &* 0x100_0000_01b3 }
            return hash
        }
    }
}
