// A motion on MoMask's skeleton as the BVH text that the released code writes.
import Files
import LibC
import Rotations

extension TemplateFit {
    /// Writes a BVH file of 20 frames a second (or another rate), which appears whole or not at all.
    ///
    /// Metres, Y up; the root has its place at rest as offset and six channels, other joints `Zrotation Yrotation Xrotation`, degrees.
    ///
    /// - Throws: `FileProblem` if the file cannot be written or a number is not finite.
    public func writeBVH(to path: String, frameRate: Double = 20) throws {
        try OutputFile.write(try bvh(path: path, frameRate: frameRate).bytes, to: path)
    }

    private func bvh(path: String, frameRate: Double) throws -> FixedText {
        var text = FixedText()
        text.add("HIERARCHY\n")
        TemplateFit.addHierarchy(to: &text, joint: 0, depth: 0)
        text.add("MOTION\nFrames: \(rotations.count)\nFrame Time: ")
        text.add(1 / frameRate, decimals: 6)
        text.add("\n")
        for (frame, turns) in rotations.enumerated() {
            let place = root[frame]
            guard place.x.isFinite, place.y.isFinite, place.z.isFinite, turns.allSatisfy({ $0.w.isFinite }) else {
                throw FileProblem(path, "cannot be written: frame \(frame) of the motion has numbers that are not finite")
            }
            text.add(place, decimals: 6)
            for turn in turns {
                text.add(" ")
                text.add(TemplateFit.angles(turn) * (180 / .pi), decimals: 6)
            }
            text.add("\n")
        }
        return text
    }

    /// About z, y and x, radians, of a rotation that is z's, then y's, then x's matrix.
    private static func angles(_ q: Quaternion<Double>) -> SIMD3<Double> {
        let x = atan2(2 * (q.w * q.x + q.y * q.z), 1 - 2 * (q.x * q.x + q.y * q.y))
        let y = asin(min(1, max(-1, 2 * (q.w * q.y - q.z * q.x))))
        let z = atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z))
        return SIMD3(z, y, x)
    }

    private static func addHierarchy(to text: inout FixedText, joint: Int, depth: Int) {
        let bone = TemplateSkeleton.bones[joint]
        let margin = String(repeating: "\t", count: depth)
        text.add("\(margin)\(joint == 0 ? "ROOT" : "JOINT") \(bone.name)\n\(margin){\n\(margin)\tOFFSET ")
        text.add(bone.offset, decimals: 6)
        text.add(
            "\n\(margin)\tCHANNELS \(joint == 0 ? "6 Xposition Yposition Zposition " : "3 ")Zrotation Yrotation Xrotation\(joint == 0 ? " " : "")\n"
        )
        for child in TemplateSkeleton.children[joint] { addHierarchy(to: &text, joint: child, depth: depth + 1) }
        if TemplateSkeleton.children[joint].isEmpty {
            text.add("\(margin)\tEnd Site\n\(margin)\t{\n\(margin)\t\tOFFSET ")
            text.add(SIMD3<Double>.zero, decimals: 6)
            text.add("\n\(margin)\t}\n")
        }
        text.add("\(margin)}\n")
    }
}
