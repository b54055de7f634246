// The model that comes with the project: its motions are what the prompts say, in the words of its training and in others.
import BodyModels
import Foundation
import Motions
import TestSupport
import Testing

struct BundledModelTests {
    private static let checkpoint = Project.root + "/models/smog-cmu/checkpoint_0200.pth.tar"
    private static let prompts = ["walk forward", "cartwheel", "a girl does a cartwheel", "stand", "the person jumps as high as possible"]

    /// Where joints are in each frame: (frames, joints), metres, Z up.
    private func places(_ motion: Motion, _ body: ShapedBody) -> [[SIMD3<Float>]] {
        let posed = body.pose(axisAngles: motion.converted(to: body.model.layout).poses, translations: motion.translations)
        return (0..<motion.frameCount).map { frame in
            (0..<22).map { SIMD3(posed.joints[frame, $0, 0], posed.joints[frame, $0, 1], posed.joints[frame, $0, 2]) }
        }
    }

    @Test func motionsAreWhatTheirPromptsSay() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(
            ["text2motion", Self.checkpoint, "--no-grid", "--no-singles", "--save-motions", folder.file("made")]
                + Self.prompts.flatMap { ["--prompt", $0] })
        #expect(run.status == 0, "\(run.errors)")
        let body = try BodyModel(contentsOf: Project.root + "/models/open/open_body_neutral.npz").shaped()
        let made = try Self.prompts.indices.map { try places(Motion.read(path: folder.file("made/gen_\($0 / 4)_\($0 % 4).npz")), body) }
        let (pelvis, ankles, head) = (0, [7, 8], 15)
        func isUpright(_ joints: [SIMD3<Float>]) -> Bool { joints[head].z > joints[pelvis].z + 0.3 }
        func way(_ motion: [[SIMD3<Float>]]) -> SIMD3<Float> { (motion.last?[pelvis] ?? .zero) - (motion.first?[pelvis] ?? .zero) }

        // Who walks gets on, the way that all of them face at first, and puts one foot before the other in turn.
        #expect(made[0].allSatisfy(isUpright) && way(made[0]).y < -1, "\(way(made[0]))")
        let leads = made[0].map { $0[ankles[0]].y - $0[ankles[1]].y }
        #expect((leads.max() ?? 0) > 0.2 && (leads.min() ?? 0) < -0.2)
        // Whoever turns a cartwheel is on their hands for a while.
        for wheel in made[1...2] {
            #expect(
                wheel.contains { joints in joints[head].z < joints[pelvis].z - 0.2 && ankles.allSatisfy { joints[$0].z > joints[pelvis].z }
                })
        }
        #expect(made[3].allSatisfy(isUpright) && (way(made[3]) * way(made[3])).sum().squareRoot() < 0.3)
        let heights = made[4].map { $0[pelvis].z }
        #expect((heights.max() ?? 0) - (heights.min() ?? 0) > 0.5, "\(heights.min() ?? 0) to \(heights.max() ?? 0)")
    }

    @Test func itsCardsNumbersAreThoseOfTheCheckpoint() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(
            [
                "evaluate", Self.checkpoint, "--datapath", Project.root + "/data/cmu", "--sample_size", "-1", "--n_runs", "1", "--quiet",
                "-o", folder.path,
            ], limit: 120)
        #expect(run.status == 0, "\(run.errors)")
        let results = try #require(try JSONSerialization.jsonObject(with: Data(try folder.bytes("results.json"))) as? [String: Any])
        let runs = try #require(results["runs"] as? [String: [Double]])
        let more = try #require((results["more"] as? [String: Any])?["runs"] as? [String: [Double]])
        #expect((runs["R@1"]?[0] ?? 0) > 0.2 && (more["rc"]?[0] ?? 1) < 0.012 && (more["rcxyz"]?[0] ?? 1) < 0.011)
    }
}
