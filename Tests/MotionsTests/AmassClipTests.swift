// A few frames of a clip are those of the whole; BABEL knows which motions it has.
import Files
import Foundation
import Motions
import TestSupport
import Testing

@Suite struct AmassClipTests {
    // Compressed, and stored.
    @Test(arguments: ["02/02_05", "02/02_01", "127/127_23"]) func someFramesAreThoseOfTheWhole(name: String) throws {
        let path = Project.root + "/data/sample/CMU/\(name)_poses.npz"
        let whole = try Motion.read(path: path)
        let clip = try AmassClip(path: path)
        #expect(clip.frameCount == whole.frameCount && clip.frameRate == whole.frameRate)
        let frames = [0, 7, whole.frameCount / 2, whole.frameCount - 1]
        let some = try clip.motion(frames: frames)
        #expect(some.frameCount == 4 && some.layout == whole.layout && some.gender == whole.gender && some.betas == whole.betas)
        for (row, frame) in frames.enumerated() {
            #expect(some.poses.row(row).elementsEqual(whole.poses.row(frame)))
            #expect(some.translations.row(row).elementsEqual(whole.translations.row(frame)))
        }
    }

    @Test func framesBeyondTheEndAreAnErrorAndDamageIsNamedByItsFrameInTheFile() throws {
        let clip = try AmassClip(path: Project.root + "/data/sample/CMU/09/09_01_poses.npz")
        #expect(throws: FileProblem.self) { try clip.motion(frames: [0, clip.frameCount]) }
        let folder = try TestFolder()
        var motion = try Motion.read(path: Project.root + "/data/sample/CMU/09/09_01_poses.npz")
        motion.poses[70, 3, 1] = .nan
        try folder.write("", "made")
        try motion.writeAmass(to: folder.path + "/bad.npz")
        let bad = try AmassClip(path: folder.path + "/bad.npz")
        #expect(try bad.motion(frames: [69, 71]).frameCount == 2)
        let problem = #expect(throws: FileProblem.self) { try bad.motion(frames: [3, 70]) }
        #expect(problem?.description.contains("NaN in frame 70") == true, "\(String(describing: problem))")
    }

    @Test func whatIsNoMotionIsRefused() throws {
        #expect(throws: FileProblem.self) { try AmassClip(path: Project.root + "/models/open/open_body_neutral.npz") }
        #expect(throws: FileProblem.self) { try AmassClip(path: Project.root + "/README.md") }
    }
}

@Suite struct BabelAnnotationsTests {
    @Test func motionsAreKnownByTheirPathsWithoutTheFirstFolder() throws {
        let release = try BabelAnnotations(Project.root + "/data/sample")
        #expect(release.count > 5)
        #expect(release.contains("CMU/02/02_04_poses.npz") && !release.contains("CMU/CMU/02/02_04_poses.npz"))
        #expect(!release.contains("CMU/02/02_04_stageii.npz") && release.knows("CMU/02/02_04_stageii.npz"))
        #expect(!release.knows("CMU/02/02_99_poses.npz"))
        #expect(release.annotation(of: "CMU/02/02_04_poses.npz")?.label?.segment(at: 0.1)?.text == "stand")
        #expect(release.annotation(of: "CMU/nobody.npz") == nil)
    }

    @Test func aMotionWithoutLabelsIsAMemberAllTheSame() throws {
        let folder = try TestFolder()
        try folder.write(#"{"1": {"feat_p": "A/A/b/c_poses.npz", "seq_ann": null, "frame_ann": null}, "2": {"url": ""}}"#, "val.json")
        let release = try BabelAnnotations(folder.path)
        #expect(release.count == 1 && release.contains("A/b/c_poses.npz") && release.annotation(of: "A/b/c_poses.npz")?.label == nil)
    }

    @Test func aFolderWithoutItsFilesIsRefused() throws {
        #expect(throws: FileProblem.self) { try BabelAnnotations(Project.root + "/docs") }
    }
}
