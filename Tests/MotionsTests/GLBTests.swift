// Binary glTF: what is written, held against the posed body by skinning it here; skeletons of others; files that lie.
import Arrays
import BodyModels
import Files
import Foundation
import Motions
import Rotations
import Testing

@Suite struct GLBTests {
    func clip(_ name: String = "49/49_14") throws -> Motion { try Clips.read(name).resampled(to: 30).trimmed(from: 0, to: 1) }

    func read(_ bytes: [UInt8]) throws -> Motion { try readMotion(ScratchFile("clip.glb").bytes(bytes)) }

    /// The largest angle in degrees between the same joints.
    func largestAngle(_ a: Motion, _ b: Motion, joints: Int = 22) -> Double {
        var largest = 0.0
        for frame in 0..<min(a.frameCount, b.frameCount) {
            for joint in 0..<joints {
                let (p, q) = (Quaternion(axisAngle: rotation(a, frame, joint)), Quaternion(axisAngle: rotation(b, frame, joint)))
                largest = max(largest, length((p.conjugate * q).standardized.axisAngle) * 180 / .pi)
            }
        }
        return largest
    }

    @Test func `a written motion is read back: joints, fingers, shape, gender, rate`() throws {
        var motion = try clip()
        for joint in [22, 30, 40] { for frame in 0..<motion.frameCount { motion.poses[frame, joint, 1] = Float(frame) * 0.01 } }
        for frame in 0..<motion.frameCount { motion.poses[frame, 25, 2] = 0.5 }
        (motion.gender, motion.betas) = (.female, [0.5, -1])
        let file = try ScratchFile("out.glb")
        try motion.writeGLB(to: file.path, body: OpenBody.shaped.get())
        let again = try Motion.read(path: file.path, skeleton: OpenBody.skeleton.get())
        #expect(again.frameCount == motion.frameCount && again.frameRate == 30 && again.layout == .smplh)
        #expect(again.gender == .female && again.betas == [0.5, -1] && again.notes.isEmpty, "\(again.notes)")
        #expect(largestAngle(motion, again, joints: 52) < 0.01)
        #expect(largestDistance(motion.translations, again.translations) < 1e-5)
        let size = try Data(contentsOf: URL(fileURLWithPath: file.path)).count
        #expect(size < 380_000, "\(size)")
        let other = try ScratchFile("other.glb")
        try motion.writeGLB(to: other.path, body: OpenBody.shaped.get())
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == Data(contentsOf: URL(fileURLWithPath: other.path)))
    }

    @Test func `somebody who stands still does so for as long as before`() throws {
        let still = madeUpMotion(frames: 40, rate: 20) { _, _ in .zero }
        var motion = still
        motion.translations = NDArray(repeating: 1, shape: [40, 3])
        let file = try ScratchFile("still.glb")
        try motion.writeGLB(to: file.path, body: OpenBody.shaped.get())
        #expect(try Motion.read(path: file.path).frameCount == 40)
    }

    @Test(arguments: ["LINEAR", "STEP", "CUBICSPLINE"])
    func `skeletons of other programs are read`(interpolation: String) throws {
        let motion = try clip()
        var writers = [TinyGLB()]
        for hasArmature in [false, true] {
            var writer = TinyGLB()
            writer.names = BVHTests.mixamo
            writer.hasArmature = hasArmature
            writers.append(writer)
        }
        // Bones with axes of their own at rest, as exporters make them.
        var turned = TinyGLB()
        turned.names = BVHTests.mixamo.map { $0.replacingOccurrences(of: ":", with: "") }
        for joint in 0..<22 { turned.axes[joint] = Quaternion(axisAngle: SIMD3(Double(joint % 5) - 2, 1.2, Double(joint % 3))) }
        writers.append(turned)
        for (index, writer) in writers.enumerated() {
            var writer = writer
            writer.interpolation = interpolation
            let again = try read(writer.bytes(motion))
            #expect(again.frameCount == motion.frameCount && again.frameRate == 30, "\(index)")
            #expect(largestAngle(motion, again) < 0.06, "\(index): \(largestAngle(motion, again))")
            #expect(largestDistance(motion.translations, again.translations) < 1e-4, "\(index)")
        }
    }

    @Test func `another rate looks at the curves between the keys`() throws {
        let motion = try clip()
        let file = try ScratchFile("clip.glb").bytes(TinyGLB().bytes(motion))
        let fine = try Motion.read(path: file.path, assumedFrameRate: 60)
        let wanted = try motion.resampled(to: 60)
        #expect(fine.frameCount == wanted.frameCount)
        #expect(largestAngle(wanted, fine) < 0.05)
    }

    @Test func `a skeleton without animation is shown at rest`() throws {
        var tiny = TinyGLB()
        tiny.replacing = ("\"animations\"", "\"animation\"")
        let rest = try read(tiny.bytes(clip()))
        #expect(rest.frameCount == 1 && rest.notes.contains { $0.contains("no animation") })
    }

    /// What to replace in the document by what, and what the message says then.
    @Test(arguments: [
        ("\"count\":10,", "\"count\":1000000000,", "reaches beyond the file's numbers"),
        ("\"count\":10,", "\"count\":-1,", "has no elements"),
        ("\"byteOffset\":0,", "\"byteOffset\":9223372036854775807,", "reaches beyond"),
        ("\"byteOffset\":0,", "\"byteOffset\":1e300,", "reaches beyond"),
        ("\"byteOffset\":0,", "\"byteStride\":1,", "reaches beyond"),
        ("\"bufferView\":3,", "\"bufferView\":999,", "names 999 in 'bufferViews', which has 24 elements"),
        ("\"bufferView\":3,", "", "names nothing in 'bufferViews'"),
        ("\"componentType\":5126", "\"componentType\":99", "component type"),
        ("\"type\":\"VEC4\"", "\"type\":\"VEC3\"", "has the type 'VEC3'; expected 'VEC4'"),
        ("\"buffer\":0,", "\"buffer\":0,\"extensions\":{\"EXT_meshopt_compression\":{}},", "meshopt"),
        ("\"buffers\":[{", "\"buffers\":[{\"uri\":\"walk.bin\",", "lies in another file"),
        ("\"count\":10,", "\"count\":10,\"sparse\":{},", "sparse"),
        ("\"children\":[4]", "\"children\":[1]", "hangs on two others"),
        ("\"children\":[4]", "\"children\":[0]", "hang"),
        ("\"children\":[4]", "\"children\":[2]", "hangs on two others"),
        ("\"children\":[4]", "\"children\":[4444]", "names 4444 in 'nodes', which has 22 elements"),
        ("\"name\":\"left_hip\"", "\"name\":\"x\"", "no joint that could be the left hip"),
        ("\"rotation\":[0.0,0.0,0.0,1.0]", "\"rotation\":[0,0,1]", "the rotation of node 0 ('pelvis') is not a list of 4"),
        ("\"rotation\":[0.0,0.0,0.0,1.0]", "\"rotation\":[NaN,0,0,1]", "the rotation of node 0 ('pelvis') is not a list of 4"),
        ("\"path\":\"rotation\"", "\"path\":\"translation\"", "has the type 'VEC4'; expected 'VEC3'"),
        ("\"sampler\":3,", "\"sampler\":300,", "names 300 in 'samplers'"),
        ("\"input\":0,", "\"input\":1,", "has the type 'VEC3'; expected 'SCALAR'"),
        ("\"interpolation\":\"LINEAR\"", "\"interpolation\":\"SOON\"", "an interpolation that is not known"),
        ("\"interpolation\":\"LINEAR\"", "\"interpolation\":\"CUBICSPLINE\"", "has 10 values for 10 times; expected 30"),
        ("\"nodes\":[", "\"none\":[", "has no nodes"),
        ("{\"asset\"", "[\"asset\"", "is not valid JSON"),
    ])
    func `files that lie are refused in one line`(old: String, new: String, words: String) throws {
        var tiny = TinyGLB()
        tiny.replacing = (old, new)
        let motion = try clip().trimmed(from: 0, to: 10.0 / 30)
        #expect(TinyGLB().document(motion).json.contains(old))
        let problem = #expect(throws: FileProblem.self) { try read(tiny.bytes(motion)) }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    @Test func `numbers that are none, times that go back, and years are refused`() throws {
        let motion = try clip().trimmed(from: 0, to: 10.0 / 30)
        let (json, numbers) = TinyGLB().document(motion)
        func number(_ value: Float, at place: Int) throws -> FileProblem? {
            var changed = numbers
            withUnsafeBytes(of: value.bitPattern.littleEndian) { changed.replaceSubrange(place * 4..<place * 4 + 4, with: $0) }
            return #expect(throws: FileProblem.self) { try read(TinyGLB.container(Array(json.utf8), changed)) }
        }
        #expect(try number(.nan, at: 12)?.description.contains("holds NaN in element 0") == true)
        #expect(try number(.infinity, at: 50)?.description.contains("finite numbers") == true)
        #expect(try number(0.001, at: 5)?.description.contains("do not ascend") == true)
        #expect(try number(1e8, at: 9)?.description.contains("100000000 seconds") == true)
    }

    @Test func `a file cut anywhere is refused, never misread`() throws {
        let bytes = TinyGLB().bytes(try clip().trimmed(from: 0, to: 0.1))
        let json = bytes.count - 8 - 23 * 3 * 16
        for length in [0, 3, 4, 11, 12, 15, 19, 20, 21, json, json + 1] + Array(stride(from: 24, to: bytes.count, by: 211)) + [
            bytes.count - 1
        ] {
            #expect(throws: FileProblem.self, "\(length)") { try read(Array(bytes.prefix(length))) }
            // With a length that says so: the chunks do not fit.
            if length >= 12 {
                var shorter = Array(bytes.prefix(length))
                for k in 0..<4 { shorter[8 + k] = UInt8(truncatingIfNeeded: length >> (8 * k)) }
                #expect(throws: FileProblem.self, "\(length)") { try read(shorter) }
            }
        }
        #expect(throws: FileProblem.self) { try read([0x78] + bytes.dropFirst()) }
        var third = bytes
        third[4] = 3
        #expect(throws: FileProblem.self) { try read(third) }
    }
}

extension OpenBody {
    /// To the last digit, as a program reads files for a body.
    static let skeleton = Result { try #require(RestSkeleton(restJoints: OpenBody.shaped.get().restJoints)) }
}

@Suite struct BVHWritingTests {
    @Test(arguments: ["49/49_06", "49/49_14"])
    func `a written motion is read back, in shape and with its fingers`(clip: String) throws {
        var motion = try Clips.read(clip).resampled(to: 30)
        let body = try OpenBody.shaped.get().model.shaped(by: [2, -1])
        let skeleton = try #require(RestSkeleton(restJoints: body.restJoints))
        for hasFingers in [false, true] {
            if hasFingers { for frame in 0..<motion.frameCount { motion.poses[frame, 33, 1] = 0.3 } }
            let file = try ScratchFile("out.bvh")
            try motion.writeBVH(to: file.path, body: body)
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(text.contains("left_index1") == hasFingers && text.contains("Frame Time: 0.0333333333\n"))
            let again = try Motion.read(path: file.path, skeleton: skeleton)
            #expect(again.layout == .smplh && again.frameRate == 30)
            #expect(GLBTests().largestAngle(motion, again, joints: 52) < 1e-3)
            #expect(largestDistance(motion.translations, again.translations) < 1e-5)
        }
    }

    @Test func `angles run on rather than jump`() throws {
        // Three times round on the heel, with a knee that bends past a right angle.
        let motion = madeUpMotion(frames: 90, rate: 30) { joint, time in
            joint == 0
                ? (Quaternion(axisAngle: SIMD3(0, 0, time * 2 * .pi)) * Quaternion(axisAngle: SIMD3(.pi / 2, 0, 0))).standardized.axisAngle
                : joint == 4 ? SIMD3(time * 0.8, 0, 0) : .zero
        }
        let file = try ScratchFile("out.bvh")
        try motion.writeBVH(to: file.path, body: OpenBody.shaped.get())
        let rows = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n").suffix(90).map {
            $0.split(separator: " ").compactMap { Double($0) }
        }
        #expect(rows.allSatisfy { $0.count == 69 })
        for (a, b) in zip(rows, rows.dropFirst()) { #expect(zip(a, b).dropFirst(3).allSatisfy { abs($0 - $1) < 15 }) }
        #expect(abs((rows.last?[5] ?? 0) - (rows.first?[5] ?? 0)) > 900)
    }

    @Test func `a .smpl archive is read back`() throws {
        for layout in JointLayout.allCases {
            var motion = try Clips.read("49/49_14").resampled(to: 30).converted(to: layout)
            (motion.gender, motion.betas) = (.male, [1, 2, 3])
            for joint in 22..<layout.jointCount { motion.poses[3, joint, 1] = Float(joint) * 0.01 }
            let file = try ScratchFile("out.smpl")
            try motion.writeSmplCodec(to: file.path, body: OpenBody.shaped.get())
            let again = try Motion.read(path: file.path, skeleton: OpenBody.skeleton.get())
            #expect(
                again.layout == layout && again.frameRate == 30 && again.gender == .male && again.betas == [1, 2, 3] && again.notes.isEmpty)
            #expect(GLBTests().largestAngle(motion, again, joints: layout.jointCount) < 1e-3)
            #expect(largestDistance(motion.translations, again.translations) < 1e-5)
        }
    }

    /// A count and a stride of three milliards are possible in a file of that size, and their product is not.
    @Test func `the extent of an accessor never overflows`() {
        let large = 4_000_000_000
        #expect(!GLTFExtent(count: large, stride: large, element: 4).fits(at: large, within: large))
        #expect(!GLTFExtent(count: .max, stride: .max, element: .max).fits(at: .max, within: .max))
        #expect(!GLTFExtent(count: 2, stride: .max, element: .max).fits(at: 0, within: .max))
        #expect(
            !GLTFExtent(count: 0, stride: 4, element: 4).fits(at: 0, within: 8)
                && !GLTFExtent(count: 2, stride: 2, element: 4).fits(at: 0, within: 8))
        #expect(
            GLTFExtent(count: 2, stride: 4, element: 4).fits(at: 0, within: 8)
                && !GLTFExtent(count: 2, stride: 4, element: 4).fits(at: 1, within: 8))
        #expect(GLTFExtent(count: large / 4, stride: 4, element: 4).fits(at: 4, within: large + 4))
    }
}
