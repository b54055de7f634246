// Writes a motion as AMASS would have, for every tool that reads AMASS.
import ArrayFiles
import Arrays
import BodyModels
import Files

extension Motion {
    /// Writes an `.npz` archive with AMASS's keys, which appears whole or not at all.
    ///
    /// SMPL and SMPL+H are written as AMASS's first generation (`poses`, `trans`, `betas`, `dmpls`, `gender`, `mocap_framerate`),
    /// SMPL-X as "stageii" (`root_orient`, `pose_body`, … beside `poses`; `mocap_frame_rate`). Numbers are single precision, the
    /// frame rate double; the average body is written as sixteen zero betas; name, label and notes have no place in AMASS.
    /// Reading the file gives the same frames back, bit for bit.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there is replaced.
    ///   - isCompact: true to lay `poses` and `trans` out column by column, which makes the file a sixth smaller; but then a few
    ///     frames cannot be read without the others.
    /// - Throws: `FileProblem` if the file cannot be written.
    public func writeAmass(to path: String, isCompact: Bool = false) throws {
        let archive = try NPZWriter(path, compression: .deflated)
        let betas = betas.isEmpty ? [Float](repeating: 0, count: 16) : betas
        let rows = poses.reshaped([frameCount, layout.jointCount * 3])
        if isCompact {
            try archive.add(columnMajor: "poses", rows)
            try archive.add(columnMajor: "trans", translations)
        } else {
            try archive.add("poses", rows)
            try archive.add("trans", translations)
        }
        try archive.add("betas", NDArray(shape: [betas.count], elements: betas))
        try archive.add("gender", string: gender.rawValue)
        if layout == .smplx {
            try archive.add("surface_model_type", string: layout.rawValue)
            try archive.add("mocap_frame_rate", number: frameRate)
            try archive.add("mocap_time_length", number: duration)
            try archive.add("num_betas", number: betas.count)
            try archive.add("root_orient", rotations(of: 0..<1))
            try archive.add("pose_body", rotations(of: 1..<JointLayout.bodyJointCount))
            try archive.add("pose_hand", rotations(of: layout.leftHand.lowerBound..<layout.rightHand.upperBound))
            try archive.add("pose_jaw", rotations(of: 22..<23))
            try archive.add("pose_eye", rotations(of: 23..<25))
        } else {
            try archive.add("dmpls", NDArray(repeating: 0 as Float, shape: [frameCount, 8]))
            try archive.add("mocap_framerate", number: frameRate)
        }
        try archive.finish()
    }

    /// The rotations of neighbouring joints, (frames, 3 · joints).
    private func rotations(of joints: Range<Int>) -> NDArray<Float> {
        let width = layout.jointCount * 3
        var part: [Float] = []
        part.reserveCapacity(frameCount * joints.count * 3)
        for frame in 0..<frameCount {
            part += poses.elements[frame * width + joints.lowerBound * 3..<frame * width + joints.upperBound * 3]
        }
        return NDArray(shape: [frameCount, joints.count * 3], elements: part)
    }
}
