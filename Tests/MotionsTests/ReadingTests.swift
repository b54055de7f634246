// Motion files of each kind are read as what they are.
import Files
import Foundation
import Motions
import TestSupport
import Testing

@Suite struct ReadingTests {
    /// What `make.py` puts into a column of a pose table.
    func written(_ frame: Int, _ column: Int) -> Float { 0.25 * Float(frame) + Float(column) / 1024 }

    func expectWrittenPoses(_ motion: Motion, columns: Int? = nil) {
        let columns = columns ?? motion.layout.jointCount * 3
        for frame in 0..<motion.frameCount {
            for column in 0..<motion.layout.jointCount * 3 {
                let expected = column < columns ? written(frame, column) : 0
                #expect(motion.poses[frame, column / 3, column % 3] == expected, "frame \(frame), column \(column)")
            }
        }
    }

    @Test func `an AMASS SMPL+H file is read whole`() throws {
        let motion = try MotionFiles.read("smplh.npz")
        #expect(motion.name == "smplh")
        #expect(motion.layout == .smplh)
        #expect(motion.frameRate == 120)
        #expect(motion.poses.shape == [6, 52, 3])
        expectWrittenPoses(motion)
        #expect(Array(motion.translations.row(2)) == [1, -0.5, 1.25])
        #expect(motion.betas == (0..<16).map { Float($0) / 8 })
        #expect(motion.gender == .female)
        #expect(motion.source == MotionSource(file: MotionFiles.path("smplh.npz"), format: "AMASS SMPL+H"))
        #expect(motion.notes.isEmpty)
        #expect(motion.hasHandPose)
        #expect(motion.frameCount == 6)
        #expect(motion.duration == 0.05)
    }

    @Test func `single precision, and joints on an axis of their own, read the same`() throws {
        for name in ["smplh_float32.npz", "smplh_joints.npz"] {
            let motion = try MotionFiles.read(name)
            expectWrittenPoses(motion)
            #expect(motion.frameRate == 120 && motion.layout == .smplh)
        }
    }

    @Test func `a stageii file in parts is read in SMPL-X's joint order, as is one in a single table`() throws {
        for name in ["smplx_parts.npz", "smplx_whole.npz"] {
            let motion = try MotionFiles.read(name)
            #expect(motion.layout == .smplx)
            #expect(motion.frameRate == 60)
            #expect(motion.gender == .male)
            #expect(motion.source.format == "AMASS SMPL-X")
            #expect(motion.notes.isEmpty)
            expectWrittenPoses(motion)
        }
    }

    @Test func `a stageii file of SMPL+H has its hands right after the body`() throws {
        let motion = try MotionFiles.read("smplh_parts.npz")
        #expect(motion.layout == .smplh)
        expectWrittenPoses(motion)
    }

    @Test func `parts that are missing stay at rest, with a note about the hands`() throws {
        let motion = try MotionFiles.read("smplx_body_parts.npz")
        #expect(motion.layout == .smplx)
        expectWrittenPoses(motion, columns: 66)
        #expect(!motion.hasHandPose)
        #expect(motion.notes == ["the file has no hand rotations"])
    }

    @Test func `72 columns are SMPL, 66 the body of SMPL+H`() throws {
        let smpl = try MotionFiles.read("smpl.npz")
        #expect(smpl.layout == .smpl)
        expectWrittenPoses(smpl)
        let body = try MotionFiles.read("body.npz")
        #expect(body.layout == .smplh)
        expectWrittenPoses(body, columns: 66)
        #expect(body.notes.count == 1)
        #expect(!body.hasHandPose)
    }

    @Test(arguments: ["smplh_bytes_gender.npz", "smplh_quoted_gender.npz", "smplh_one_element_gender.npz"])
    func `every way of writing a gender is understood`(name: String) throws {
        let motion = try MotionFiles.read(name)
        #expect(motion.gender == .male)
        #expect(motion.notes.isEmpty)
    }

    @Test func `an unknown gender is neutral, with a note`() throws {
        let motion = try MotionFiles.read("smplh_unknown_gender.npz")
        #expect(motion.gender == .neutral)
        #expect(motion.notes == ["the file's gender is 'unknown'; the neutral body is used"])
    }

    @Test func `betas in a row or repeated per frame become one list`() throws {
        #expect(try MotionFiles.read("smplh_row_betas.npz").betas == (0..<10).map { Float($0) / 8 })
        let changing = try MotionFiles.read("smplh_frame_betas.npz")
        #expect(changing.betas == (0..<16).map { Float($0) / 8 })
        #expect(changing.notes.count == 1)
    }

    @Test func `what is missing is made up and told`() throws {
        let motion = try MotionFiles.read("bare.npz")
        #expect(motion.translations.elements == [Float](repeating: 0, count: 18))
        #expect(motion.betas.isEmpty)
        #expect(motion.gender == .neutral)
        #expect(
            motion.notes == [
                "the file has no translations ('trans'); the body stays in place",
                "the file has no body shape ('betas'); the average body is used",
                "the file has no gender; the neutral body is used",
            ])
    }

    @Test func `either spelling of the frame rate is read, and single precision as it was meant`() throws {
        #expect(try MotionFiles.read("smplh_single_rate.npz").frameRate == 59.94)
        #expect(try MotionFiles.read("smplh_other_spelling.npz").frameRate == 100)
    }

    @Test func `conflicting frame rates and lengths are told`() throws {
        let rates = try MotionFiles.read("two_rates.npz")
        #expect(rates.frameRate == 120)
        #expect(
            rates.notes == [
                "'mocap_framerate' says 120 frames per second, 'mocap_frame_rate' 100; the first is used (--source-fps decides otherwise)"
            ])
        let length = try MotionFiles.read("wrong_length.npz")
        #expect(length.frameRate == 60)
        #expect(
            length.notes == [
                "the file says it lasts 0.2 s, but its 6 frames at 60 frames per second last 0.1 s (--source-fps 30 would fit)"
            ])
    }

    @Test func `the user's frame rate wins over the file's, over a wrong one and over none`() throws {
        let motion = try MotionFiles.read("smplh.npz", assumedFrameRate: 60)
        #expect(motion.frameRate == 60)
        #expect(motion.notes == ["the file says 120 frames per second; 60 used as asked"])
        #expect(try MotionFiles.read("smplh.npz", assumedFrameRate: 120).notes.isEmpty)
        #expect(try MotionFiles.read("bad_rate_nan.npz", assumedFrameRate: 60).frameRate == 60)
        #expect(try MotionFiles.read("bad_no_rate.npz", assumedFrameRate: 60).notes.isEmpty)
    }

    @Test func `angles that look like degrees are remarked upon`() throws {
        let motion = try MotionFiles.read("degrees.npz")
        #expect(motion.notes.count == 1)
        #expect(motion.notes.first?.contains("degrees") == true)
    }

    @Test func `a single frame is a motion`() throws {
        let motion = try MotionFiles.read("one_frame.npz")
        #expect(motion.frameCount == 1)
        #expect(try motion.resampled(to: 30).frameCount == 1)
    }

    @Test func `every sample clip is read without remarks and stands above the floor`() throws {
        let folder = Project.root + "/data/sample/"
        let labels = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "labels.json")))
        #expect(labels.count >= 10)
        for clip in labels.keys.sorted() {
            let motion = try Motion.read(path: folder + clip)
            #expect(motion.layout == .smplh && motion.frameRate == 120 && motion.betas.count == 16, "\(clip)")
            #expect(motion.notes.isEmpty, "\(clip): \(motion.notes)")
            #expect(!motion.hasHandPose)
            let heights = (0..<motion.frameCount).map { motion.translations[$0, 2] }
            #expect((heights.min() ?? 0) > 0.05 && (heights.max() ?? 9) < 2.5, "\(clip)")
        }
    }
}
