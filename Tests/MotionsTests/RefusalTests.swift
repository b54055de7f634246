// Files that hold no motion, or a damaged one, are refused in one line.
import Files
import Motions
import Testing

@Suite struct RefusalTests {
    /// File, and what the message says after the file's name.
    static let refusals: [(String, String)] = [
        (
            "bad_no_rate.npz",
            "does not say its frame rate (no key 'mocap_framerate' or 'mocap_frame_rate'). Pass the rate it was captured at: "
                + "--source-fps 120, for example."
        ),
        ("bad_rate_zero.npz", "key 'mocap_framerate' is 0; expected 0.1 to 1000 frames per second. " + passRate),
        ("bad_rate_negative.npz", "key 'mocap_framerate' is -120; expected 0.1 to 1000 frames per second. " + passRate),
        ("bad_rate_nan.npz", "key 'mocap_framerate' is nan; expected 0.1 to 1000 frames per second. " + passRate),
        ("bad_rate_huge.npz", "key 'mocap_framerate' is 12000; expected 0.1 to 1000 frames per second. " + passRate),
        ("bad_rate_infinite.npz", "key 'mocap_framerate' is inf; expected 0.1 to 1000 frames per second. " + passRate),
        (
            "bad_shape.npz",
            "has no poses: it describes the shape of a body, not a motion. In AMASS the motions lie beside it, in files whose names "
                + "end in _poses.npz or _stageii.npz."
        ),
        ("bad_no_poses.npz", "has no key 'poses' (its keys are 'a', 'b'); expected AMASS's 'poses', or 'root_orient' and 'pose_body'"),
        ("bad_width.npz", "key 'poses' has shape (6, 150); expected " + widths),
        ("bad_rank.npz", "key 'poses' has shape (156,); expected " + widths),
        ("bad_no_frames.npz", "key 'poses' has no frames (shape (0, 156)); expected at least one frame"),
        ("bad_nan_pose.npz", "key 'poses' holds NaN in frame 4; expected finite numbers. " + repair),
        ("bad_infinite_trans.npz", "key 'trans' holds an infinite number in frame 2; expected finite numbers. " + repair),
        ("bad_distant_trans.npz", "key 'trans' holds the number 1e+30 in frame 5; expected numbers of a moving body. " + repair),
        ("bad_nan_part.npz", "key 'pose_hand' holds NaN in frame 3; expected finite numbers. " + repair),
        ("bad_nan_betas.npz", "key 'betas' holds a number that is not finite"),
        ("bad_betas_rank.npz", "key 'betas' has shape (2, 2, 2); expected (coefficients)"),
        ("bad_trans_frames.npz", "key 'trans' has 5 frames but 'poses' has 6; expected the same number of frames"),
        ("bad_trans_width.npz", "key 'trans' has shape (6, 2); expected (6, 3)"),
        ("bad_part_missing.npz", "has the key 'pose_body' but not 'root_orient'; expected both, or 'poses'"),
        ("bad_part_frames.npz", "key 'pose_jaw' has 7 frames but 'pose_body' has 6; expected the same number of frames"),
        ("bad_part_width.npz", "key 'pose_hand' has shape (6, 24); expected (6, 90)"),
    ]
    static let passRate = "Pass the rate it was captured at: --source-fps 120, for example."
    static let repair = "Repair the file, or cut it before that frame."
    static let widths = "(frames, 156) for SMPL+H, (frames, 165) for SMPL-X, (frames, 72) for SMPL or (frames, 66) for the body alone"

    @Test(arguments: refusals)
    func `a file that cannot be a motion is refused in one line that says why`(name: String, message: String) throws {
        let path = MotionFiles.path(name)
        let problem = #expect(throws: FileProblem.self) { try MotionFiles.read(name) }
        #expect(problem.map(String.init(describing:)) == "\(path): \(message)")
    }

    /// The words are those of the room that reads archives; what counts here is that they arrive, and name the file.
    @Test(arguments: ["bad_empty.npz", "bad_text.npz", "bad_cut.npz", "not_there.npz"])
    func `a file that is no archive at all is refused by name`(name: String) throws {
        let problem = #expect(throws: FileProblem.self) { try MotionFiles.read(name) }
        #expect(problem?.file.hasPrefix(MotionFiles.path(name)) == true)
    }

    @Test(arguments: [0, -30, .nan, .infinity, 1001, 0.01])
    func `a frame rate the user cannot mean is refused`(rate: Double) throws {
        #expect(throws: FileProblem.self) { try MotionFiles.read("smplh.npz", assumedFrameRate: rate) }
        #expect(throws: FileProblem.self) { try MotionFiles.read("smplh.npz").resampled(to: rate) }
    }
}
