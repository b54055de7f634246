// Writes a motion as Meshcapade's `.smpl` files are (https://pypi.org/project/smplcodec).
import ArrayFiles
import Arrays
public import BodyModels
import Rotations

extension Motion {
    /// Writes a `.smpl` archive as version 2 of smplcodec writes it, which appears whole or not at all.
    ///
    /// `bodyPose`, `headPose`, `leftHandPose`, `rightHandPose`, `bodyTranslation`, `shapeParameters`, `frameCount`, `frameRate`,
    /// `smplVersion`, `gender`. The world has Y up. Name, label and notes have no place there.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there is replaced.
    ///   - body: who moves. Translations are added to a body that turns about its pelvis, so in another world they depend on where
    ///     that is at rest.
    /// - Throws: `FileProblem` if the file cannot be written.
    public func writeSmplCodec(to path: String, body: ShapedBody) throws {
        let archive = try NPZWriter(path, compression: .deflated)
        try archive.add("codecVersion", number: 2)
        try archive.add("smplVersion", number: JointLayout.allCases.firstIndex(of: layout) ?? 0)
        try archive.add("gender", number: [Gender.neutral, .male, .female].firstIndex(of: gender) ?? 0)
        if !betas.isEmpty { try archive.add("shapeParameters", NDArray(shape: [betas.count], elements: betas)) }
        try archive.add("frameCount", number: frameCount)
        try archive.add("frameRate", number: frameRate)
        let upright = worldYUp(pelvis: body.restJoint(0))
        try archive.add("bodyTranslation", upright.translations)
        let bodyJoints = layout == .smpl ? layout.jointCount : JointLayout.bodyJointCount
        try archive.add("bodyPose", upright.poses(of: 0..<bodyJoints))
        if !layout.face.isEmpty { try archive.add("headPose", upright.poses(of: layout.face)) }
        if layout != .smpl {
            try archive.add("leftHandPose", upright.poses(of: layout.leftHand))
            try archive.add("rightHandPose", upright.poses(of: layout.rightHand))
        }
        try archive.finish()
    }

    /// The motion in a world with Y up.
    private func worldYUp(pelvis: Point) -> Motion {
        var result = self
        for frame in 0..<frameCount {
            let vector = localTurnYUp(frame, 0).standardized.axisAngle
            let shift = pelvisYUp(frame, rest: pelvis) - pelvis
            for axis in 0..<3 {
                result.poses[frame, 0, axis] = Float(vector[axis])
                result.translations[frame, axis] = Float(shift[axis])
            }
        }
        return result
    }

    /// The rotations of neighbouring joints, (frames, joints, 3).
    private func poses(of joints: Range<Int>) -> NDArray<Float> {
        let width = layout.jointCount * 3
        var part: [Float] = []
        part.reserveCapacity(frameCount * joints.count * 3)
        for frame in 0..<frameCount {
            part += poses.elements[frame * width + joints.lowerBound * 3..<frame * width + joints.upperBound * 3]
        }
        return NDArray(shape: [frameCount, joints.count, 3], elements: part)
    }
}
