// The files of MoMask's commands: their names, and that BVH and joints tell of the same motion.
import ArrayFiles
import Arrays
import BodyModels
import Foundation
import Motions
import TestSupport
import Testing

@Suite struct TemplateResultsTests {
    @Test func aMotionBecomesFourFilesThatCanBeReadAgain() throws {
        let folder = try TestFolder()
        let walk = try Motion.read(path: Project.sample("02/02_01")).resampled(to: 20)
        let body = try BodyModel(contentsOf: Project.openBody).shaped()
        let joints = walk.converted(to: body.model.layout).bodyJointsYUp(body)
        let name = TemplateResults.name(sample: 3, repetition: 1, frames: walk.frameCount)
        try TemplateResults(folder.file("editing/mine/")).write(joints, sample: 3, name: name, frameRate: 20)
        #expect(folder.everything.count { $0.contains("sample3_repeat1_len\(walk.frameCount)") } == 4, "\(folder.everything)")
        for ending in ["", "_ik"] {
            let places = try StoredArray(contentsOf: folder.file("editing/mine/joints/3/\(name)\(ending).npy")).float32()
            #expect(places.shape == joints.shape)
            let clip = try Motion.read(path: folder.file("editing/mine/animations/3/\(name)\(ending).bvh"))
            #expect(clip.frameCount == walk.frameCount && clip.frameRate == 20)
            // The root is where it was; other joints are a little off, since bones have the skeleton's lengths.
            for frame in [0, 20, 40] { for axis in 0..<3 { #expect(abs(places[frame, 0, axis] - joints[frame, 0, axis]) < 1e-5) } }
        }
        var broken = joints
        broken[5, 3, 1] = .nan
        #expect(problem { try TemplateResults(folder.file("b")).write(broken, sample: 0, name: "x", frameRate: 20) }.contains("not finite"))
        #expect(!folder.everything.contains { $0.hasSuffix(".bvh") && $0.contains("/x") })
    }
}
