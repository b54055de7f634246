// From a model's rotations to joint positions or vertices: `rotation2xyz` of the Python code of MotionCLIP/SMoG.
import BodyModels
import Files
import Learning
import Rotations

/// Turns motions given as rotations into positions of a body, with gradients.
///
/// What the reference's step of the same name does: only frames that the mask counts are computed, the others are zero; all joint
/// types but `vertices` have their root at the origin of every frame; the root's path is added where wanted, from its first frame.
public struct Rotation2xyz: Sendable {
    /// What motions hold, and what is made of them.
    public struct Options: Sendable {
        /// How rotations are written (`--pose_rep`).
        public var poseRep: RotationForm
        /// True if the last joint's first three features are the root's path.
        public var translation: Bool
        /// True if the first joint is the root's rotation; else ``globRot`` takes its place.
        public var glob: Bool
        /// The root's rotation of every frame if motions have none: axis times angle, radians.
        public var globRot: SIMD3<Float>
        public var jointsType: JointsType
        /// True to move bodies along the root's path.
        public var vertstrans: Bool
        /// Shape coefficients of the body.
        public var betas: [Float]

        /// - Parameter beta: the second shape coefficient, as the reference's option of that name; the others are zero.
        public init(
            poseRep: RotationForm = .sixD, translation: Bool = true, glob: Bool = true, globRot: SIMD3<Float> = [.pi, 0, 0],
            jointsType: JointsType = .vertices, vertstrans: Bool = false, beta: Float = 0
        ) {
            self.poseRep = poseRep
            self.translation = translation
            self.glob = glob
            self.globRot = globRot
            self.jointsType = jointsType
            self.vertstrans = vertstrans
            betas = beta == 0 ? [] : [0, beta]
        }
    }

    public let options: Options
    private let layer: BodyLayer
    /// Nil for all vertices.
    private let points: BodyPoints?
    private let needsVertices: Bool

    /// - Parameters:
    ///   - model: with SMPL's 24 joints, but for joint type `vertices`.
    ///   - landmarks: for the joint types a2m, a2mpl and vibe.
    /// - Throws: ``FileProblem`` if the joint type needs what is not given.
    public init(_ model: BodyModel, landmarks: BodyLandmarks? = nil, options: Options = Options()) throws {
        self.options = options
        let type = options.jointsType
        guard type != .vertices else {
            layer = BodyLayer(model, betas: options.betas)
            points = nil
            needsVertices = true
            return
        }
        guard model.jointCount == JointLayout.smpl.jointCount else {
            throw FileProblem(
                model.file, "has \(model.jointCount) joints", expected: "SMPL's 24 for joint type \(type.rawValue)",
                advice: "Joint type vertices works with every body.")
        }
        let joints = model.jointCount
        var chosen: [Int] = [], place: [Int: Int] = [:]
        func source(ofVertex vertex: Int) -> Int {
            if let known = place[vertex] { return known }
            place[vertex] = joints + chosen.count
            chosen.append(vertex)
            return joints + chosen.count - 1
        }
        let sums: [[(source: Int, weight: Float)]] = try type.points.map { point in
            if point < joints { return [(point, 1)] }
            guard let landmarks else {
                throw FileProblem(
                    model.file, "does not say where the nose, toes and other points of joint type \(type.rawValue) are",
                    expected: "J_regressor_extra.npy beside it",
                    advice: "VIBE and SPIN distribute that file; joint types smpl and vertices need none.")
            }
            if point < joints + landmarks.vertices.count { return [(source(ofVertex: landmarks.vertices[point - joints]), 1)] }
            let row = landmarks.regressor.row(point - joints - landmarks.vertices.count)
            return row.enumerated().filter { $0.element != 0 }.map { (source(ofVertex: $0.offset), $0.element) }
        }
        if let landmarks {
            guard landmarks.regressor.shape[1] == model.vertexCount, landmarks.vertices.allSatisfy({ (0..<model.vertexCount).contains($0) })
            else {
                throw FileProblem(
                    model.file, "has \(model.vertexCount) vertices",
                    expected: "as many as the regressor of extra joints, \(landmarks.regressor.shape[1])")
            }
        }
        layer = BodyLayer(model, betas: options.betas, vertices: chosen)
        points = BodyPoints(sums: sums, root: type.root)
        needsVertices = !chosen.isEmpty
    }

    /// How many joints a motion has: those of the body, without the root if it is given from outside, and the root's path.
    public var motionJoints: Int { layer.jointCount - (options.glob ? 0 : 1) + (options.translation ? 1 : 0) }

    /// Positions of motions.
    ///
    /// - Parameters:
    ///   - x: `(items, joints, features, times)`, with ``motionJoints`` joints of as many features as ``Options/poseRep`` has.
    ///   - mask: for each item and time, whether it counts; all do if nil.
    /// - Returns: `(items, points, 3, times)`, metres.
    public func callAsFunction(_ x: Tensor, mask: [Bool]? = nil) -> Tensor {
        let map = FrameMap(items: x.shape[0], times: x.shape[3], mask: mask)
        let rotations = rotations(x, map)
        let path = path(x)
        guard let points else { return layer.vertices(rotations, betas: nil, translations: path, map: map) }
        return points(
            layer.joints(rotations), vertices: needsVertices ? layer.vertices(rotations) : nil, translations: path, map: map)
    }

    /// The reference's loss "rcxyz": the mean square of the differences between positions of predicted and true motions over the
    /// frames that count.
    ///
    /// For all vertices they are never in memory at once; see ``BodyLayer/bodyDistance(_:_:translationsA:translationsB:betas:mask:)``.
    ///
    /// - Parameters:
    ///   - predicted: that gradients flow back to, shaped as in ``callAsFunction(_:mask:)``.
    ///   - truth: of the same shape, given.
    public func distance(_ predicted: Tensor, _ truth: Tensor, mask: [Bool]? = nil) -> Tensor {
        let map = FrameMap(items: predicted.shape[0], times: predicted.shape[3], mask: mask)
        guard let points else {
            return layer.bodyDistance(
                rotations(predicted, map), rotations(truth, map), translationsA: path(predicted), translationsB: path(truth), betas: nil,
                map: map)
        }
        let rows = points.sums.count * 3
        let weights = mask.map { mask in
            (0..<map.items * rows * map.times).map { mask[$0 / (rows * map.times) * map.times + $0 % map.times] ? Float(1) : 0 }
        }
        return Tensor.meanSquaredError(self(predicted, mask: mask), self(truth, mask: mask), weights: weights)
    }

    private func path(_ x: Tensor) -> Tensor? { options.translation && options.vertstrans ? x.relativePath() : nil }

    private func rotations(_ x: Tensor, _ map: FrameMap) -> Tensor {
        precondition(
            x.shape[1] == motionJoints && x.shape[2] == options.poseRep.width,
            "motions \(x.shape), \(motionJoints) joints of \(options.poseRep.width) expected")
        let matrices = x.activeFrames(map, joints: motionJoints - (options.translation ? 1 : 0)).rotationMatrices(from: options.poseRep)
        guard !options.glob else { return matrices }
        let vector = [options.globRot.x, options.globRot.y, options.globRot.z]
        return matrices.precededByRotation(RotationForm.axisAngle.convert(vector, to: .matrix))
    }
}
