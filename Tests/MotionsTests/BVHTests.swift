// BVH files: written here from motions whose every joint is known, in the ways programs write them, and read back.
import Arrays
import BodyModels
import Files
import Foundation
import Motions
import Rotations
import Testing

/// Writes motions of the body's 22 joints as BVH.
struct BVHWriter {
    var names = JointLayout.smplh.jointNames.prefix(22).map { $0 }
    var order = EulerOrder.zxy
    var scale = 100.0
    var lineEnd = "\n"
    var upright = true
    /// A constant turn of each joint's own axes: what makes a rest pose other than the body's.
    var axes = [Quaternion<Double>](repeating: .identity, count: 22)
    var frameTime = "0.0333333"
    var tellsFrames: Int?

    func text(_ motion: Motion) -> String {
        let parents = JointLayout.smplh.parents
        let rest = RestSkeleton.average.joints
        // From Z up to Y up, as most programs have it.
        let world = upright ? Quaternion(axisAngle: SIMD3<Double>(-.pi / 2, 0, 0)) : .identity
        var lines = ["HIERARCHY"]
        var channelled: [Int] = []
        func list(_ v: SIMD3<Double>) -> String { "\(v.x) \(v.y) \(v.z)" }
        let rotations = order.rawValue.uppercased().map { "\($0)rotation" }.joined(separator: " ")
        func write(_ joint: Int, _ depth: Int) {
            let indent = String(repeating: "\t", count: depth)
            channelled.append(joint)
            lines.append("\(indent)\(joint == 0 ? "ROOT" : "JOINT") \(names[joint])")
            lines.append("\(indent){")
            let offset = joint == 0 ? .zero : axes[parents[joint]].conjugate.turning(rest[joint] - rest[parents[joint]]) * scale
            lines.append("\(indent)\tOFFSET \(list(offset))")
            lines.append("\(indent)\tCHANNELS \(joint == 0 ? "6 Xposition Yposition Zposition" : "3") \(rotations)")
            let children = (1..<22).filter { parents[$0] == joint }
            for child in children { write(child, depth + 1) }
            if children.isEmpty { lines += ["\(indent)\tEnd Site", "\(indent)\t{", "\(indent)\t\tOFFSET 0 1e-1 0.0E+00", "\(indent)\t}"] }
            lines.append("\(indent)}")
        }
        write(0, 0)
        lines += ["MOTION", "Frames: \(tellsFrames ?? motion.frameCount)", "Frame Time: \(frameTime)"]
        for frame in 0..<motion.frameCount {
            var turns = [Quaternion<Double>](repeating: .identity, count: 22)
            for joint in 0..<22 {
                let local = Quaternion(axisAngle: rotation(motion, frame, joint))
                turns[joint] = joint == 0 ? world * local : turns[parents[joint]] * local
            }
            let shift = motion.translations.row(frame).map(Double.init)
            let place = world.turning(SIMD3(shift[0], shift[1], shift[2]) + rest[0]) * scale
            var row = [list(place)]
            for joint in channelled {
                let own = turns[joint] * axes[joint]
                let local = joint == 0 ? own : (turns[parents[joint]] * axes[parents[joint]]).conjugate * own
                row.append(list(local.normalized.eulerAngles(order: order) * (180 / .pi)))
            }
            lines.append(row.joined(separator: " "))
        }
        return lines.joined(separator: lineEnd) + lineEnd
    }
}

@Suite struct BVHTests {
    static let mixamo = [
        "Hips", "LeftUpLeg", "RightUpLeg", "Spine", "LeftLeg", "RightLeg", "Spine1", "LeftFoot", "RightFoot", "Spine2", "LeftToeBase",
        "RightToeBase", "Neck", "LeftShoulder", "RightShoulder", "Head", "LeftArm", "RightArm", "LeftForeArm", "RightForeArm", "LeftHand",
        "RightHand",
    ].map { "mixamorig:\($0)" }
    static let poser = [
        "hip", "lThigh", "rThigh", "abdomen", "lShin", "rShin", "waist", "lFoot", "rFoot", "chest", "lToe", "rToe", "neck", "lCollar",
        "rCollar", "head", "lShldr", "rShldr", "lForeArm", "rForeArm", "lHand", "rHand",
    ]
    static let short = [
        "m_avg_Pelvis", "L_Hip", "R_Hip", "Spine1", "L_Knee", "R_Knee", "Spine2", "L_Ankle", "R_Ankle", "Spine3", "L_Foot", "R_Foot",
        "Neck",
        "L_Collar", "R_Collar", "Head", "L_Shoulder", "R_Shoulder", "L_Elbow", "R_Elbow", "L_Wrist", "R_Wrist",
    ]

    func read(_ text: String, up: UpAxis? = nil) throws -> Motion { try readMotion(ScratchFile("clip.bvh").text(text), up: up) }

    func clip(_ name: String = "49/49_14") throws -> Motion { try Clips.read(name).resampled(to: 30).trimmed(from: 0, to: 2) }

    /// The largest angle in radians between the same joints of two motions.
    func largestAngle(_ a: Motion, _ b: Motion) -> Double {
        var largest = 0.0
        for frame in 0..<min(a.frameCount, b.frameCount) {
            for joint in 0..<22 {
                let p = Quaternion(axisAngle: rotation(a, frame, joint))
                let q = Quaternion(axisAngle: rotation(b, frame, joint))
                largest = max(largest, length((p.conjugate * q).standardized.axisAngle))
            }
        }
        return largest
    }

    @Test func `what was written is read back, in every order of turns, unit, spelling and line end`() throws {
        let motion = try clip()
        var writers = EulerOrder.allCases.map { order in
            var writer = BVHWriter()
            writer.order = order
            return writer
        }
        for names in [BVHTests.mixamo, BVHTests.poser, BVHTests.short] {
            var writer = BVHWriter()
            writer.names = names
            writer.lineEnd = "\r\n"
            writers.append(writer)
        }
        for scale in [1, 1000, 1 / 0.0254, 0.45 / 0.0254] {
            var writer = BVHWriter()
            writer.scale = scale
            writer.lineEnd = "\r"
            writers.append(writer)
        }
        var flat = BVHWriter()
        flat.upright = false
        writers.append(flat)
        for writer in writers {
            let again = try read(writer.text(motion))
            #expect(again.frameCount == motion.frameCount && again.frameRate == 30 && again.layout == .smplh)
            #expect(largestAngle(motion, again) < 1e-3, "\(writer.names[1]) \(writer.order) \(writer.scale)")
            #expect(largestDistance(motion.translations, again.translations) < 1e-4)
        }
    }

    @Test func `a rest pose with hanging arms and spread legs makes no difference to where the bones point`() throws {
        let motion = try clip()
        var writer = BVHWriter()
        let turned: [(joints: [Int], angle: Double)] = [
            ([16, 18, 20], 0.9), ([17, 19, 21], -0.9), ([1, 4, 7, 10], -0.2), ([2, 5, 8, 11], 0.2),
        ]
        for (joint, angle) in turned.flatMap({ pair in pair.joints.map { ($0, pair.angle) } }) {
            writer.axes[joint] = Quaternion(axisAngle: SIMD3(0, 0, angle))
        }
        let again = try read(writer.text(motion))
        #expect(largestDistance(try OpenBody.joints(motion), try OpenBody.joints(again)) < 0.005)
        #expect(largestAngle(motion, again) < 0.05)
    }

    @Test func `a rest pose that is no figure is made up for by the motion`() throws {
        let motion = try clip()
        var writer = BVHWriter()
        writer.names = BVHTests.mixamo
        for joint in 0..<22 { writer.axes[joint] = Quaternion(axisAngle: SIMD3(Double(joint % 5) - 2, 1.2, Double(joint % 3))) }
        let again = try read(writer.text(motion))
        #expect(again.notes.contains { $0.contains("rest pose") })
        let distance = largestDistance(try OpenBody.joints(motion), try OpenBody.joints(again))
        #expect(distance < 0.06, "\(distance)")
    }

    static let small = """
        HIERARCHY
        ROOT Hips
        {
          OFFSET 0 0 0
          CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
          End Site
          {
            OFFSET 0 1 0
          }
        }
        MOTION
        Frames: 2
        Frame Time: 0.05
        0 0 0 0 0 0
        0 0 0 0 0 0
        """

    /// What to replace by what, and what the message says then; an empty replacement cuts the file there.
    @Test(arguments: [
        ("x", "x", "has no joint that could be the left hip (its joints are 'Hips')"),
        ("Frames: 2", "Frames: 3", "line 12 says there are 3 frames, but there are 2; expected the same"),
        ("Frames: 2", "Frames: 1000000000", "line 12 says there are 1000000000 frames, but there are 2"),
        ("Frames: 2", "Frames: 99999999999999999999", "line 12 has '99999999999999999999'"),
        ("Frames: 2", "Frames: 1", "line 12 says there are 1 frames, but there are 2"),
        ("Frames: 2", "Frames: 0", "line 12 says there are no frames"),
        ("\n0 0 0 0 0 0", "\n0 0 0 0 0", "but there are 1 and 4 of the 6 numbers of another"),
        ("OFFSET 0 0 0", "", "ends in line 4; expected OFFSET, CHANNELS, JOINT, End Site or '}'. Is the file complete?"),
        (" 0 0\n  CHANNELS", "", "ends in line 4; expected three numbers after OFFSET. Is the file complete?"),
        ("0 0 0 0 0 0", "0 0 0 x 0 0", "line 14 has 'x'; expected a finite number"),
        ("0 0 0 0 0 0", "0 0 0 nan 0 0", "line 14 has 'nan'; expected a finite number"),
        ("Zrotation", "Wrotation", "line 5 has 'Wrotation'; expected Xposition"),
        ("ROOT Hips\n{", "ROOT Hips\n", "line 4 has 'OFFSET'; expected '{'"),
        ("Frame Time: 0.05", "Frame Time: soon", "line 13 has 'soon'; expected the time of a frame"),
        ("Frame Time:", "Frame Rate:", "line 13 has 'Rate:'; expected 'Frame Time:'"),
        ("\nROOT", "", "ends in line 1; expected 'ROOT'"),
    ])
    func `damaged files are refused in one line that names theirs`(old: String, new: String, words: String) throws {
        let small = BVHTests.small
        let text =
            new.isEmpty ? String(small[..<(small.firstRange(of: old)?.lowerBound ?? small.endIndex)]) : small.replacing(old, with: new)
        let problem = #expect(throws: FileProblem.self) { try read(text) }
        #expect(problem.map(String.init(describing:))?.contains(words) == true, "\(String(describing: problem))")
    }

    @Test func `a file cut anywhere is refused, never misread`() throws {
        let text = BVHWriter().text(try clip().trimmed(from: 0, to: 0.07))
        for length in stride(from: 0, to: text.utf8.count - 40, by: 37) {
            #expect(throws: FileProblem.self) { try read(String(text.prefix(length))) }
        }
    }

    @Test func `a deep tree and one of very many joints are no trouble`() throws {
        let deep = "HIERARCHY\nROOT a\n{\n" + String(repeating: "JOINT b\n{\n", count: 200_000)
        #expect(throws: FileProblem.self) { try read(deep) }
    }

    @Test func `frame times of few digits mean the usual rates`() throws {
        let motion = try clip().trimmed(from: 0, to: 0.1)
        for (time, rate) in [("0.0333", 30), ("0.008333", 120), ("0.05", 20), ("0.033367", 29.97), ("0.01", 100), ("4.1666666e-02", 24)] {
            var writer = BVHWriter()
            writer.frameTime = time
            #expect(abs(try read(writer.text(motion)).frameRate - rate) < 1e-9, "\(time)")
        }
        var still = BVHWriter()
        still.frameTime = "0"
        let text = still.text(motion)
        #expect(throws: FileProblem.self) { try read(text) }
    }

    @Test func `ten thousand frames are read in a second or two`() throws {
        let motion = try clip()
        let text = BVHWriter().text(motion)
        let rows = text.split(separator: "\n").suffix(motion.frameCount)
        let copies = 10_000 / motion.frameCount
        let head = text.split(separator: "\n").dropLast(motion.frameCount).joined(separator: "\n")
            .replacing("Frames: \(motion.frameCount)", with: "Frames: \(motion.frameCount * copies)")
        let many = try ScratchFile("many.bvh").text(head + "\n" + String(repeating: rows.joined(separator: "\n") + "\n", count: copies))
        let time = try ContinuousClock().measure { _ = try readMotion(many) }
        print("BVH of \(motion.frameCount * copies) frames:", time)
        // Generous, for a busy machine: half a second is usual.
        #expect(time < .seconds(30))
    }
}
