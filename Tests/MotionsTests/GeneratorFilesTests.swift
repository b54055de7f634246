// Files of motion generators and of avatar programs, written by `make.py`.
import ArrayFiles
import Arrays
import Files
import Motions
import TestSupport
import Testing

@Suite struct GeneratorFilesTests {
    @Test func `results of MDM are as many motions as were made, with texts and lengths`() throws {
        let all = try Motion.readAll(path: MotionFiles.path("mdm_places.npy"))
        #expect(all.map(\.frameCount) == [6, 5, 4, 1])
        #expect(all.map(\.label) == ["a person walks", "a person, standing", nil, "jumps"])
        #expect(
            all.map(\.name) == [
                "mdm_places_sample00_rep00", "mdm_places_sample01_rep00", "mdm_places_sample00_rep01", "mdm_places_sample01_rep01",
            ])
        for motion in all {
            #expect(motion.frameRate == 20)
            #expect(motion.notes.last == "joint positions fitted with a mean error of 0.0 cm, at most 0.0 cm")
        }
        // A step along the file's +Z is a step along our -Y, which is where the body looks.
        let motion = all[0]
        #expect(abs(motion.translations[5, 1] - motion.translations[0, 1] + 0.5) < 1e-5)
        #expect(length(rotation(motion, 3, 0) - SIMD3(.pi / 2, 0, 0)) < 1e-3)
        #expect(try Motion.read(path: MotionFiles.path("mdm_places.npy")).notes.last == "the file holds 4 motions; this is the first")
    }

    @Test func `texts and numbers of samples that cannot be read are told`() throws {
        let folder = try TestFolder()
        let motion = NDArray<Float>(repeating: 0.1, shape: [2, 25, 6, 3])
        let path = folder.file("results.npy")
        try DictionaryNPYWriter.write([("motion", .array(motion)), ("text", .integer(7)), ("num_samples", .integer(-2))], to: path)
        let all = try Motion.readAll(path: path)
        #expect(all.count == 2 && all.allSatisfy { $0.label == nil })
        #expect(all[0].notes.contains { $0.hasPrefix("its texts are left out") }, "\(all[0].notes)")
        #expect(all[0].notes.contains { $0.contains("'num_samples' is -2") }, "\(all[0].notes)")
    }

    @Test func `rotations of MDM are read as rows of matrices, and set upright`() throws {
        let all = try Motion.readAll(path: MotionFiles.path("mdm_rotations.npy"))
        #expect(all.map(\.frameCount) == [6, 3] && all.map(\.layout) == [.smpl, .smpl])
        #expect(all.map(\.name) == ["mdm_rotations_sample00_rep00", "mdm_rotations_sample00_rep01"])
        let motion = all[0]
        #expect(motion.label == "kneel")
        #expect(length(rotation(motion, 2, 4) - SIMD3(.pi / 2, 0, 0)) < 1e-5)
        #expect(length(rotation(motion, 2, 0) - SIMD3(.pi / 2, 0, 0)) < 1e-5)
        let joints = try OpenBody.joints(motion.converted(to: .smplh))
        #expect(joints[0, 15, 2] - joints[0, 8, 2] > 1.2, "the head is above the foot")
        #expect(abs(joints[5, 0, 1] - joints[0, 0, 1] + 0.5) < 1e-5, "forward is forward")
        #expect(joints[0, 7, 1] > joints[0, 4, 1] + 0.3, "the shin is folded backward")
    }

    @Test func `avatars are read with hands, face, shape and gender`() throws {
        let motion = try MotionFiles.read("avatar.smpl")
        #expect(motion.layout == .smplx && motion.gender == .female && motion.frameRate == 59.94 && motion.frameCount == 6)
        #expect(motion.betas == (0..<10).map { Float($0) / 8 })
        #expect(motion.poses[2, 23, 1] == 0.25 && motion.poses[2, 30, 0] == 0.5 && motion.poses[2, 50, 0] == -0.5)
        #expect(length(rotation(motion, 2, 0) - SIMD3(.pi / 2, 0, 0)) < 1e-5)
        #expect(motion.source.format == ".smpl SMPL-X" && motion.notes.isEmpty)
        #expect(try MotionFiles.read("avatar_smpl.smpl").layout == .smpl)
        let asked = try Motion.read(path: MotionFiles.path("avatar.smpl"), assumedFrameRate: 30, up: .z)
        #expect(asked.frameRate == 30 && length(rotation(asked, 2, 0)) < 1e-6)
    }

    @Test(arguments: [
        ("bad_mdm_length.npy", "key 'lengths' says 7 frames for motion 2; expected 1 to 6"),
        ("bad_mdm_lengths.npy", "key 'lengths' has 2 lengths for 4 motions; expected one each"),
        (
            "bad_mdm_kit.npy",
            "key 'motion' has shape (4, 21, 3, 6): motions of KIT-ML, whose 21 joints are not those of SMPL; expected (motions, 22, 3, "
                + "frames) joint positions or (motions, 25, 6, frames) rotations and translation"
        ),
        ("bad_mdm_nan.npy", "motion 0 holds NaN in frame 2; expected finite numbers. Repair the file, or cut it before that frame."),
        ("bad_codec_shape.smpl", "has no poses ('bodyPose'): it describes the shape of a body, not a motion"),
        (
            "bad_codec_rate.smpl",
            "does not say its frame rate (no key 'frameRate'). Pass the rate it was captured at: --source-fps 120, for example."
        ),
        ("bad_codec_hand.smpl", "key 'leftHandPose' has shape (6, 3, 3); expected (6, 15, 3)"),
    ])
    func `damaged ones are refused in one line`(name: String, message: String) throws {
        let problem = #expect(throws: FileProblem.self) { try MotionFiles.read(name) }
        #expect(problem.map(String.init(describing:)) == "\(MotionFiles.path(name)): \(message)")
    }

    @Test func `Y up can be asked for in AMASS files too`() throws {
        let plain = try MotionFiles.read("one_frame.npz")
        let turned = try Motion.read(path: MotionFiles.path("one_frame.npz"), up: .y)
        let pelvis = RestSkeleton.average.joints[0]
        let (a, b) = (plain.translations.row(0).map(Double.init), turned.translations.row(0).map(Double.init))
        let expected = SIMD3(a[0] + pelvis.x, -(a[2] + pelvis.z), a[1] + pelvis.y) - pelvis
        #expect(length(expected - SIMD3(b[0], b[1], b[2])) < 1e-5)
    }
}
