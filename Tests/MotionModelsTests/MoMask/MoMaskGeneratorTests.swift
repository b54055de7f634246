// MoMask through the seam that all engines share: independence, seams of long motions, KIT's skeleton, Motius's folder.
import Arrays
import CLIP
import Foundation
import Learning
import MotionModels
import Motions
import TestSupport
import Testing

@Suite struct MoMaskGeneratorTests {
    private let tower = TextTower(heads: 1) {
        try CLIPModel(
            CLIPConfiguration(
                embedding: 32, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 1), seed: 5)
    }

    private func generator(_ path: String = Fixtures.path("momask/checkpoints/t2m")) throws -> MoMaskGenerator {
        MoMaskGenerator(try MoMask(try MoMaskFiles(path)), clip: tower)
    }

    private func request(_ prompts: [MotionPrompt], repeats: Int = 1) -> GenerationRequest {
        GenerationRequest(prompts: prompts, repeats: repeats, options: GenerationOptions(own: [MoMaskGenerator.steps: .integer(4)]))
    }

    @Test func `trees, folders of parts and files of parts are found to be one model`() throws {
        let tree = Fixtures.path("momask/checkpoints/t2m")
        for path in [
            tree, tree + "/", Fixtures.path("momask/checkpoints"), tree + "/length_estimator",
            tree + "/rvq_nq6_dc512_nc512_noshare_qdp0.2/model/net_best_fid.tar",
        ] {
            let found = try FoundModel.at(path, folders: [])
            #expect(found.engine == .moMask, "\(path)")
            #expect(try areSame(MoMaskFiles(found.path).folder, tree), "\(path)")
        }
    }

    private func areSame(_ a: String, _ b: String) -> Bool {
        URL(fileURLWithPath: a).standardizedFileURL.path == URL(fileURLWithPath: b).standardizedFileURL.path
    }

    @Test func `a motion is the same to the last bit, whatever else is asked for`() throws {
        let generator = try generator()
        let walk = MotionPrompt("a person walks", length: .frames(43))
        let alone = try generator.generate(request([walk]))
        let among = try generator.generate(
            request([MotionPrompt("jump", length: .seconds(7)), walk, MotionPrompt("wave"), walk], repeats: 2))
        #expect(alone[0].motion?.frameCount == 40)
        #expect(among.map(\.prompt) == [0, 0, 1, 1, 2, 2, 3, 3] && among.map(\.repetition) == [0, 1, 0, 1, 0, 1, 0, 1])
        #expect(among[2].motion?.poses.elements.map(\.bitPattern) == alone[0].motion?.poses.elements.map(\.bitPattern))
        // Repeats, and the same words again, are other motions.
        let kept = among.filter { $0.caption == "a person walks" }.map { $0.fittedJoints?.elements ?? [] }
        #expect(Set(kept).count == 4)
        #expect(among[0].motion?.frameCount == 140)
    }

    @Test func `what makes no sense is refused in a line`() throws {
        let generator = try generator()
        func said(_ prompt: MotionPrompt, own: [String: Double] = [:]) -> String {
            problem {
                _ = try generator.generate(
                    GenerationRequest(prompts: [prompt], options: GenerationOptions(own: own.mapValues { .number($0) })))
            }
        }
        #expect(said(MotionPrompt("walk", length: .frames(5))).contains("#5s asks for seconds"))
        #expect(said(MotionPrompt("walk", length: .seconds(601))).contains("600 seconds at most"))
        #expect(said(MotionPrompt("walk"), own: ["temperature": 0]).contains("temperature"))
        #expect(said(MotionPrompt("walk"), own: ["ae_after_generation": 1]).contains("no option ae_after_generation"))
    }

    /// Speeds and changes of speed of all joints, the largest of each frame.
    private func unrest(_ joints: NDArray<Float>) -> [Float] {
        let (frames, width) = (joints.shape[0], joints.shape[1] * 3)
        return (1..<frames - 1).map { frame in
            (0..<width).reduce(Float(0)) { most, k in
                let (a, b, c) = (
                    joints.elements[(frame - 1) * width + k], joints.elements[frame * width + k], joints.elements[(frame + 1) * width + k]
                )
                return max(most, abs(c - 2 * b + a))
            }
        }
    }

    @Test func `where passes of a long motion meet, joints jump no more than elsewhere`() throws {
        let story = MotionPrompt(parts: [
            .init("a person walks", length: .seconds(12)), .init("sits down", length: .seconds(5)), .init("jumps", length: .seconds(13)),
        ])
        let made = try generator().generate(request([story]))
        let joints = try #require(made[0].fittedJoints)
        #expect(joints.shape == [600, 22, 3])
        let all = unrest(joints)
        // Passes end where texts do, and where one has been as long as a pass can be: every one of these frames is a seam.
        let seams = [124, 240, 340, 472].flatMap { ($0 - 4..<$0 + 4).map { $0 - 1 } }
        let atSeams = seams.map { all[$0] }.reduce(0, +) / Float(seams.count)
        let elsewhere = all.indices.filter { !seams.contains($0) }.map { all[$0] }
        let usual = elsewhere.reduce(0, +) / Float(elsewhere.count)
        #expect(atSeams < usual * 1.5, "\(atSeams) at seams, \(usual) elsewhere")
        #expect(seams.map { all[$0] }.max() ?? 9 <= elsewhere.max() ?? 0)
    }

    @Test func `Motius's folder gives the same motions as the tree`() throws {
        let folder = Fixtures.path("momask/motius")
        guard FileManager.default.fileExists(atPath: folder) else { return }
        let prompt = MotionPrompt("a person walks", length: .frames(40))
        let found = try FoundModel.at(folder, folders: [])
        #expect(found.engine == .moMask)
        let motius = try generator(found.path).generate(request([prompt]))
        let tree = try generator().generate(request([prompt]))
        #expect(motius[0].motion?.frameCount == 40)
        let (a, b) = (try generator(found.path).model, try generator().model)
        if a.mean == b.mean, a.std == b.std {
            #expect(motius[0].fittedJoints?.elements == tree[0].fittedJoints?.elements)
        }
    }

    @Test func `joints of KIT's skeleton become a body of the right size that looks ahead`() throws {
        // A figure that stands, in millimetres, looking along +Z: its right at -x.
        var places = [SIMD3<Float>](repeating: .zero, count: 21)
        places[0] = [0, 950, 0]
        for (joint, y) in [(1, 1050), (2, 1250), (3, 1450), (4, 1560)] { places[joint] = [0, Float(y), 0] }
        for (first, x) in [(5, Float(-180)), (8, Float(180))] {
            for k in 0..<3 { places[first + k] = [x, 1400 - Float(k) * 260, Float(k) * 20] }
        }
        for (first, x) in [(11, Float(-90)), (16, Float(90))] {
            places[first] = [x, 900, 0]
            places[first + 1] = [x, 480, 10]
            places[first + 2] = [x, 80, 0]
            places[first + 3] = [x, 30, 80]
            places[first + 4] = [x, 20, 130]
        }
        let numbers = (0..<3).flatMap { _ in places.flatMap { [$0.x, $0.y, $0.z] } }
        let motion = Motion(
            fittedToJointsWithYUp: NDArray(shape: [3, 21, 3], elements: numbers), frameRate: 12.5, name: "kit",
            source: MotionSource(file: "kit", format: "KIT"))
        let root = SIMD3(motion.poses[0, 0, 0], motion.poses[0, 0, 1], motion.poses[0, 0, 2])
        // Standing upright and looking along -Y: a quarter turn about x.
        #expect(abs(root.x - .pi / 2) < 0.1 && abs(root.y) < 0.1 && abs(root.z) < 0.1, "\(root)")
        let pelvis = motion.translations[0, 2] + Float(RestSkeleton.average.joints[0].y)
        #expect(pelvis > 0.8 && pelvis < 1.05 || motion.translations[0, 2] > 0.8, "\(pelvis)")
    }
}
