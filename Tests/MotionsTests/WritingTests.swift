// Motions written for other programs are read back as they were.
import ArrayFiles
import Files
import Foundation
import Motions
import TestSupport
import Testing

@Suite struct WritingTests {
    /// Runs the closure with the path of a file in a folder of its own.
    func withTemporaryFile(_ body: (String) throws -> Void) throws {
        let folder = try TestFolder()
        try body(folder.file("written.npz"))
    }

    @Test(arguments: ["smplh.npz", "smplx_parts.npz", "smpl.npz", "one_frame.npz", "smplh_other_spelling.npz"])
    func `a written motion is read back bit for bit`(name: String) throws {
        let motion = try MotionFiles.read(name)
        try withTemporaryFile { path in
            try motion.writeAmass(to: path)
            let back = try Motion.read(path: path)
            #expect(back.poses == motion.poses && back.translations == motion.translations)
            #expect(back.layout == motion.layout && back.frameRate == motion.frameRate)
            #expect(back.betas == motion.betas && back.gender == motion.gender)
            #expect(back.notes.isEmpty, "\(back.notes)")
        }
    }

    @Test func `an SMPL-X file has its parts beside the whole, and they agree`() throws {
        let motion = try MotionFiles.read("smplx_parts.npz")
        try withTemporaryFile { path in
            try motion.writeAmass(to: path)
            let (written, original) = (try NamedArrays(contentsOf: path), try NamedArrays(contentsOf: MotionFiles.path("smplx_parts.npz")))
            for key in ["root_orient", "pose_body", "pose_hand", "pose_jaw", "pose_eye"] {
                #expect(try written.array(key).float32() == original.array(key).float32(), "\(key)")
            }
        }
    }

    @Test func `the average body is written as zeros, for tools that insist on betas`() throws {
        try withTemporaryFile { path in
            try MotionFiles.read("bare.npz").writeAmass(to: path)
            #expect(try Motion.read(path: path).betas == [Float](repeating: 0, count: 16))
        }
    }

    @Test func `a folder that is not there is named`() throws {
        let motion = try MotionFiles.read("smplh.npz")
        let problem = #expect(throws: FileProblem.self) { try motion.writeAmass(to: "/nowhere at all/x.npz") }
        #expect(problem?.description.contains("/nowhere at all") == true)
    }
}
