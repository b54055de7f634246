// What `smog convert` writes, read back and held against the posed body.
import ArrayFiles
import Arrays
import BodyModels
import Foundation
import Motions
import TestSupport
import Testing

struct ConvertTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func convert(_ options: [String] = [], to name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let run = try Program.run(["convert", Project.clip, folder.file(name), "--quiet"] + options, sourceLocation: sourceLocation)
        #expect(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
        #expect(
            run.errors.isEmpty && run.output.isEmpty, "--quiet prints nothing, but: \(run.output)\(run.errors)",
            sourceLocation: sourceLocation)
        #expect(folder.unfinished.isEmpty, sourceLocation: sourceLocation)
        return folder.file(name)
    }

    /// The clip on the open body, posed by the library.
    private func posed(_ change: (Motion) throws -> Motion = { $0 }) throws -> (frames: PosedFrames, model: BodyModel) {
        let motion = try change(Motion.read(path: Project.clip))
        let model = try BodyModel(contentsOf: Project.openBody)
        return (model.shaped().pose(axisAngles: motion.poses, translations: motion.translations), model)
    }

    @Test func anArchiveHoldsEveryFrameOfTheMotionItself() throws {
        let file = try NamedArrays(contentsOf: convert(to: "out.npz"))
        #expect(Set(file.keys) == ["vertices", "faces", "joints"])
        let (frames, model) = try posed()
        for key in ["vertices", "joints"] { #expect("\(try file.array(key).dtype)" == "float32") }
        let vertices = try file.float32("vertices", shape: [251, model.vertexCount, 3])
        let joints = try file.float32("joints", shape: [251, model.jointCount, 3])
        let faces = try file.int64("faces", shape: [model.triangles.count / 3, 3])
        expectNear(vertices.elements, frames.vertices.elements)
        expectNear(joints.elements, frames.joints.elements)
        #expect(faces.elements == model.triangles.map { Int($0) })
    }

    @Test func anArrayHoldsTheJoints() throws {
        let joints = try array(convert(to: "out.npy"))
        let (frames, _) = try posed()
        #expect(joints.shape == frames.joints.shape)
        expectNear(joints.elements, frames.joints.elements)
    }

    @Test func aWavefrontFileHoldsOneFrame() throws {
        let (frames, model) = try posed()
        var vertices: [Float] = [], faces: [UInt32] = []
        for line in try String(contentsOfFile: convert(["--frame", "70"], to: "out.obj"), encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "v" { vertices += words.dropFirst().compactMap { Float($0) } }
            if words.first == "f" { faces += words.dropFirst().compactMap { UInt32($0) }.map { $0 - 1 } }
        }
        expectNear(vertices, Array(frames.vertices.row(70)))
        #expect(faces == model.triangles)
    }

    @Test func aPolygonFileHoldsOneFrame() throws {
        let (frames, model) = try posed()
        let bytes = try Project.bytes(convert(["--frame", "70"], to: "out.ply"))
        let headerEnd = try #require(bytes.firstRange(of: Array("end_header\n".utf8))).upperBound
        let header = String(decoding: bytes[..<headerEnd], as: UTF8.self)
        #expect(header.contains("element vertex \(model.vertexCount)\n") && header.contains("element face \(model.triangles.count / 3)\n"))
        let vertices = (0..<model.vertexCount * 3).map { Float(bitPattern: number(bytes, headerEnd + 4 * $0)) }
        expectNear(vertices, Array(frames.vertices.row(70)))
        let firstFace = headerEnd + 12 * model.vertexCount
        #expect(bytes.count == firstFace + 13 * model.triangles.count / 3)
        let faces = (0..<model.triangles.count / 3).flatMap { face in (0..<3).map { number(bytes, firstFace + 13 * face + 1 + 4 * $0) } }
        #expect(faces == model.triangles)
    }

    @Test func withoutAFrameAMeshIsTheFirst() throws {
        #expect(try Project.bytes(convert(to: "a.obj")) == Project.bytes(convert(["--frame", "0"], to: "b.obj")))
    }

    @Test func anotherRateOrPartIsConvertedOnlyWhenAskedFor() throws {
        #expect(try array(convert(["--fps", "30"], to: "a.npy")).shape[0] == 63)
        #expect(try array(convert(["--fps", "240"], to: "b.npy")).shape[0] == 501)
        #expect(try array(convert(["--start", "1"], to: "c.npy")).shape[0] == 131)
        #expect(try array(convert(["--end", "0.5"], to: "d.npy")).shape[0] == 60)
        let part = try array(convert(["--start", "0.5", "--end", "1.25", "--fps", "60"], to: "e.npy"))
        let (frames, _) = try posed { try $0.trimmed(from: 0.5, to: 1.25).resampled(to: 60) }
        #expect(part.shape == frames.joints.shape)
        expectNear(part.elements, frames.joints.elements)
    }

    @Test func theShapeAskedForIsWritten() throws {
        let motion = try Motion.read(path: Project.clip), model = try BodyModel(contentsOf: Project.openBody)
        let shaped = model.shaped(by: [-2, 1.5]).pose(axisAngles: motion.poses.rows(0..<1), translations: motion.translations.rows(0..<1))
        let joints = try array(convert(["--betas", "-2,1.5"], to: "out.npy"))
        expectNear(Array(joints.row(0)), shaped.joints.elements)
    }

    /// The largest difference of rotations, as vectors, and of places.
    private func difference(_ a: Motion, _ b: Motion) -> Float {
        #expect(a.frameCount == b.frameCount && a.frameRate == b.frameRate && a.layout == b.layout)
        func largest(_ a: NDArray<Float>, _ b: NDArray<Float>) -> Float {
            zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
        }
        return max(largest(a.poses, b.poses), largest(a.translations, b.translations))
    }

    @Test func animationFilesBecomeAMASSAgain() throws {
        let own = try Motion.read(path: convert(["--as", "amass", "--fps", "30"], to: "own.npz"))
        #expect(own.source.format == "AMASS SMPL+H" && own.frameCount == 63)
        for name in ["walk.bvh", "walk.glb", "walk.smpl"] {
            let file = try convert(["--fps", "30"], to: name)
            let run = try Program.run(["convert", file, folder.file(name + ".npz"), "--as", "amass", "--quiet"])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let back = try Motion.read(path: folder.file(name + ".npz"))
            // 16-bit rotations of a .glb add up to thousandths of a degree.
            #expect(difference(own, back) < (name == "walk.glb" ? 2e-3 : 1e-5), "\(name): \(difference(own, back))")
        }
    }

    @Test func whatGeneratorsReadIsAtTheirRateAndUpright() throws {
        let joints = try array(convert(["--as", "joints"], to: "joints.npy"))
        let features = try array(convert(["--as", "humanml3d"], to: "features.npy"))
        #expect(joints.shape == [42, 22, 3] && features.shape == [41, 263])
        // The head is above the feet, along the second axis.
        #expect(joints[0, 15, 1] > joints[0, 10, 1] + 1)
        let heights = try array(convert(["--as", "humanml3d", "--skeleton", folder.file("joints.npy")], to: "same.npy"))
        #expect(zip(heights.elements, features.elements).allSatisfy { abs($0 - $1) < 1e-5 })
        for name in ["joints", "features"] {
            let run = try Program.run(["convert", folder.file(name + ".npy"), folder.file(name + ".npz"), "--as", "amass", "--quiet"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Motion.read(path: folder.file(name + ".npz")).frameRate == 20)
        }
    }

    @Test func animationFilesAreDrawnAndDescribed() throws {
        for name in ["walk.glb", "walk.bvh"] {
            let file = try convert(["--end", "0.2"], to: name)
            let run = try Program.run(["render", file, "-o", folder.file("out.png"), "--frame", "5", "--size", "48x48"])
            #expect(run.status == 0, "\(run.errors)")
            let told = try Program.run(["info", file])
            #expect(told.status == 0 && told.errors.isEmpty)
            for word in ["pelvis, left_hip", "24 frames at 120 a second"] { #expect(told.output.contains(word), "\(told.output)") }
        }
        try expectRefused(
            ["info", folder.write(Array("glTF".utf8) + [2, 0, 0, 0, 99, 0, 0, 0], "cut.glb")], in: folder,
            saying: ["cut.glb", "99 bytes", "complete?"])
        try expectRefused(["convert", folder.file("cut.glb"), "OUT/x.npy"], in: folder, saying: ["cut.glb", "99 bytes"])
    }

    @Test func whatDoesNotGoTogetherIsSaidInOneLine() throws {
        for (name, form, right) in [
            ("a.npy", "amass", ".npz"), ("a.npz", "joints", ".npy"), ("a.glb", "humanml3d", ".npy"), ("a.bvh", "mesh", ".obj"),
        ] {
            try expectRefused(
                ["convert", Project.clip, "OUT/" + name, "--as", form], in: folder, saying: ["--as \(form)", right], status: 64)
        }
        try expectRefused(["convert", Project.clip, "OUT/a.npy", "--as", "gltf"], in: folder, saying: ["--as", "humanml3d"], status: 64)
        for name in ["a.glb", "a.bvh", "a.smpl"] {
            try expectRefused(
                ["convert", Project.clip, "OUT/" + name, "--frame", "3"], in: folder, saying: ["--frame", ".obj"], status: 64)
        }
        try expectRefused(
            ["convert", Project.clip, "OUT/a.glb", "--skeleton", Project.clip], in: folder, saying: ["--skeleton", "humanml3d"], status: 64)
        try expectRefused(
            [
                "convert", Project.clip, "OUT/a.npy", "--as", "humanml3d", "--skeleton",
                folder.write(Bytes.npy(shape: "(5, 2)", content: Array(repeating: 0, count: 80)), "s.npy"),
            ], in: folder, saying: ["s.npy", "22, 3"])
        try expectRefused(
            ["convert", Project.clip, "OUT/a.npy", "--as", "humanml3d", "--end", "0.02"], in: folder, saying: ["1 frame", "need two"])
    }

    @Test func theSameCommandGivesTheSameBytes() throws {
        for name in ["npz", "npy", "obj", "ply", "glb", "bvh", "smpl"] {
            #expect(
                try Project.bytes(convert(["--end", "0.2"], to: "a." + name)) == Project.bytes(convert(["--end", "0.2"], to: "b." + name)),
                "\(name)")
        }
    }

    /// An `.npy` file holds no names: its values begin after the header.
    private func array(_ path: String) throws -> NDArray<Float> {
        let bytes = try Project.bytes(path)
        let headerLength = Int(bytes[8]) + 256 * Int(bytes[9])
        let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
        #expect(header.contains("'<f4'") && header.contains("False"), "\(header)")
        let shape = try #require(header.firstMatch(of: /\(([0-9, ]+)\)/)).1.split(separator: ",").compactMap {
            Int($0.trimmingCharacters(in: .whitespaces))
        }
        let values = stride(from: 10 + headerLength, to: bytes.count, by: 4).map { Float(bitPattern: number(bytes, $0)) }
        return NDArray(shape: shape, elements: values)
    }

    private func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }

    /// Equal to a hundredth of a millimetre: the size of a batch may change the order of summation.
    private func expectNear(_ found: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        let farthest = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(farthest <= 1e-5, sourceLocation: sourceLocation)
    }
}
