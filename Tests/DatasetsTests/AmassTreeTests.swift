// What counts as a clip of a tree, and what is wrong with some.
import Datasets
import Foundation
import Motions
import TestSupport
import Testing

extension TestFolder {
    /// A file that holds nothing of use.
    func add(_ name: String, _ text: String = "x") throws { try write(text, name) }
}

@Suite struct AmassTreeTests {
    @Test func clipsLieTwoFoldersDeepAndComeInTheOrderOfTheirBytes() throws {
        let folder = try TestFolder()
        for name in [
            "CMU/10/a_poses.npz", "CMU/02/b c_poses.npz", "CMU/02/B_poses.npz", "ACCAD/x/y_stageii.npz", "CMU/02/shape.npz",
            "CMU/02/female_shape.npz",
            "CMU/02/neutral_stagei.npz", "CMU/02/LICENCE.txt", "CMU/02/._b_poses.npz", ".git/02/a.npz", "CMU/.x/a.npz", "CMU/02/a.NPZ",
        ] { try folder.add(name) }
        let tree = try AmassTree(folder.path)
        #expect(tree.clips.map(\.path) == ["ACCAD/x/y_stageii.npz", "CMU/02/B_poses.npz", "CMU/02/b c_poses.npz", "CMU/10/a_poses.npz"])
        #expect(tree.clips.map(\.stem) == ["ACCAD_x_y_stageii", "CMU_02_B_poses", "CMU_02_b c_poses", "CMU_10_a_poses"])
        #expect(tree.misplaced.count == 0)
        #expect(try AmassTree(folder.path + "/").clips == tree.clips)
    }

    @Test func motionsElsewhereAreNotedAndPipesAreNone() throws {
        let folder = try TestFolder()
        for name in ["top.npz", "CMU/flat.npz", "CMU/01/deep/d.npz", "CMU/01/a.npz"] { try folder.add(name) }
        mkfifo(folder.path + "/CMU/01/pipe.npz", 0o600)
        try FileManager.default.createDirectory(atPath: folder.path + "/CMU/01/folder.npz", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/CMU/01/z.npz", withDestinationPath: "nowhere.npz")
        let tree = try AmassTree(folder.path)
        // A link to nowhere is a clip that cannot be read.
        #expect(tree.clips.map(\.file) == ["a.npz", "z.npz"])
        #expect(tree.misplaced.count == 3 && tree.misplaced.example == "CMU/01/deep/d.npz")
    }

    @Test func twoClipsWhoseImagesWouldHaveTheSameNamesAreNotBothDrawn() throws {
        let folder = try TestFolder()
        for name in ["A/B_C/D.npz", "A_B/C/D.npz"] { try folder.add(name) }
        let clips = try AmassTree(folder.path).clips
        #expect(clips[0].problem == nil)
        #expect(clips[1].problem?.contains("A/B_C/D.npz") == true)
    }

    @Test func namesThatBeginWithAnothersAreFound() throws {
        let folder = try TestFolder()
        for name in ["S/1/run.npz", "S/1/run2.npz", "S/1/run22.npz", "S/1/sit.npz", "S/11/x.npz"] { try folder.add(name) }
        let clashes = AmassTree.prefixClashes(try AmassTree(folder.path).clips)
        #expect(clashes.map { "\($0.shorter) \($0.longer)" } == ["S/1/run.npz S/1/run2.npz", "S/1/run2.npz S/1/run22.npz"])
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may read everything")) func aFolderThatCannotBeReadIsAClipWithAProblem() throws {
        let folder = try TestFolder()
        try folder.add("A/b/c.npz")
        try folder.add("A/d/e.npz")
        chmod(folder.path + "/A/b", 0)
        defer { chmod(folder.path + "/A/b", 0o700) }
        let clips = try AmassTree(folder.path).clips
        #expect(clips.map(\.path) == ["A/b", "A/d/e.npz"] && clips[0].problem?.contains("cannot be listed") == true)
    }

    /// A link to the parent, a set under two names, and two links to one clip.
    @Test func whatLinksLeadToIsOneClip() throws {
        let folder = try TestFolder()
        for name in ["CMU/01/a_poses.npz", "CMU/02/b_poses.npz"] { try folder.add(name) }
        for (name, target) in [
            ("CMU/up", ".."), ("Again", "CMU"), ("CMU/01/c_poses.npz", "a_poses.npz"), ("CMU/02/d_poses.npz", "../01/a_poses.npz"),
            ("CMU/01/round", "../01"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        let tree = try AmassTree(folder.path)
        #expect(tree.clips.map(\.path) == ["CMU/01/a_poses.npz", "CMU/02/b_poses.npz"] && tree.misplaced.count == 0)
        let files = try MotionFileList.files(in: [folder.path, folder.path + "/CMU", folder.path + "/Again/02/b_poses.npz"])
        #expect(files == [folder.path + "/CMU/01/a_poses.npz", folder.path + "/CMU/02/b_poses.npz"])
    }

    @Test func filesThatHoldNoMotionAreKnownByTheirNames() {
        for name in ["a.npz", "a_poses.NPZ", "walk.bvh", "x.glb", "m.smpl", "results.npy", "a.pkl"] {
            #expect(MotionFileNames.mayHoldMotion(name), "\(name)")
        }
        for name in [
            "shape.npz", "female_shape.npz", "a_stagei.npz", "Mean.npy", "std.npy", "cond.npy", "results_len.npy", ".a.npz", "a.txt", "npz",
        ] {
            #expect(!MotionFileNames.mayHoldMotion(name), "\(name)")
        }
        #expect(MotionFileNames.endingsText == ".npz, .npy, .bvh, .glb, .smpl or .pkl")
    }

    @Test func aFileInPlaceOfATreeIsRefused() throws {
        let folder = try TestFolder()
        try folder.add("file")
        #expect(throws: (any Error).self) { try AmassTree(folder.path + "/file") }
        #expect(throws: (any Error).self) { try AmassTree(folder.path + "/none") }
    }
}
