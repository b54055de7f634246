// Turns a motion into the encoder's input.
import Arrays
import BodyModels
import Learning
import Motions
import Rotations

extension MotionModel {
    /// A motion as the encoder's input: its first frames at the rate of the training data.
    ///
    /// Hands are the first joints of the index fingers, as the Python code takes them. The path is the pelvis's or, for models of the
    /// Python code, the right ankle's around a pelvis that stays where it is; either relative to the first frame. For models trained so,
    /// the motion is turned to face -Y in that frame.
    ///
    /// - Returns: `(1, joints, features, frames)`; a shorter motion stays as it ends.
    /// - Throws: what resampling throws.
    public func input(_ motion: Motion) throws -> Tensor {
        let sampled = motion.frameRate == options.frameRate ? motion : try motion.resampled(to: options.frameRate)
        let frames = options.frameCount
        let (joints, features) = (network.configuration.joints, network.configuration.features)
        let used = Array(0..<22) + [sampled.layout.leftHand.lowerBound, sampled.layout.rightHand.lowerBound]
        let first = options.hasRootOrientation ? 0 : 1
        let width = sampled.layout.jointCount * 3
        var numbers = [Float](repeating: 0, count: joints * features * frames)
        var path: [SIMD3<Float>] = []
        let turn =
            options.facesFront
            ? MotionModel.turnToFront(SIMD3(sampled.poses.elements[0], sampled.poses.elements[1], sampled.poses.elements[2])) : nil
        for frame in 0..<frames {
            let shown = min(frame, sampled.frameCount - 1)
            var pose = Array(sampled.poses.elements[shown * width..<(shown + 1) * width])
            if let turn {
                let root = (turn * Quaternion(axisAngle: SIMD3(pose[0], pose[1], pose[2]))).axisAngle
                (pose[0], pose[1], pose[2]) = (root.x, root.y, root.z)
            }
            let vectors = used[first...].flatMap { joint in pose[joint * 3..<joint * 3 + 3] }
            let values: [Float]
            if let form = options.poseRepresentation.rotations {
                values = RotationForm.axisAngle.convert(vectors, to: form)
            } else {
                values = RestSkeleton.average.places(pose: pose).flatMap { [$0.x, $0.y, $0.z] }
            }
            let rotated = options.rotatedJoints(of: joints) * features
            for (i, value) in values.prefix(rotated).enumerated() { numbers[i * frames + frame] = value }
            if options.pathIsRoot {
                let at = shown * 3
                let place = SIMD3(sampled.translations[at], sampled.translations[at + 1], sampled.translations[at + 2])
                path.append(turn.map { RotationMatrix($0) * place } ?? place)
            } else if options.hasTranslation {
                path.append(RestSkeleton.average.places(pose: pose)[8])
            }
        }
        if options.hasTranslation, let start = path.first {
            let row = options.rotatedJoints(of: joints) * features
            for (frame, place) in path.enumerated() {
                for axis in 0..<3 { numbers[(row + axis) * frames + frame] = place[axis] - start[axis] }
            }
        }
        return Tensor(numbers, shape: [1, joints, features, frames])
    }

    /// About the vertical, from where a body looks to -Y; nil where it looks straight up or down.
    private static func turnToFront(_ root: SIMD3<Float>) -> Quaternion<Float>? {
        let matrix = RotationMatrix(axisAngle: root)
        let facing = SIMD2(matrix.row0.z, matrix.row1.z)
        let length = (facing * facing).sum().squareRoot()
        guard length > 1e-3 else { return nil }
        let (cosine, sine) = (-facing.y / length, -facing.x / length)
        return Quaternion(RotationMatrix(row0: SIMD3(cosine, -sine, 0), row1: SIMD3(sine, cosine, 0), row2: SIMD3(0, 0, 1)))
    }
}

extension RestSkeleton {
    /// Where the body's 22 joints are in a pose, the pelvis staying where it is at rest.
    ///
    /// - Parameter pose: axis times angle of the joints, the 22 of the body first.
    func places(pose: [Float]) -> [SIMD3<Float>] {
        let parents = JointLayout.smpl.parents
        var turns: [RotationMatrix<Float>] = [], places: [SIMD3<Float>] = []
        for joint in 0..<JointLayout.bodyJointCount {
            let own = RotationMatrix(axisAngle: SIMD3(pose[joint * 3], pose[joint * 3 + 1], pose[joint * 3 + 2]))
            let rest = SIMD3<Float>(joints[joint])
            if joint == 0 {
                turns.append(own)
                places.append(rest)
            } else {
                let parent = parents[joint]
                turns.append(turns[parent] * own)
                places.append(places[parent] + turns[parent] * (rest - SIMD3<Float>(joints[parent])))
            }
        }
        return places
    }
}
