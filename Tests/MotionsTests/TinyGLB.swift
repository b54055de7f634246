// Binary glTF written byte by byte: skeletons as other programs export them, and files that lie.
import Arrays
import BodyModels
import Foundation
import Motions
import Rotations

/// The body's 22 joints and an animation, without a mesh.
struct TinyGLB {
    var names = JointLayout.smplh.jointNames.prefix(22).map { $0 }
    /// As Mixamo's files are: lengths in centimetres and Z up, within a node that makes them metres and Y up.
    var hasArmature = false
    /// A constant turn of each joint's own axes at rest, told by the nodes' rotations.
    var axes = [Quaternion<Double>](repeating: .identity, count: 22)
    var interpolation = "LINEAR"
    /// Replaced in the document, for files that lie.
    var replacing: (old: String, new: String)?

    func bytes(_ motion: Motion) -> [UInt8] {
        var (json, numbers) = document(motion)
        if let replacing { json = json.replacingOccurrences(of: replacing.old, with: replacing.new) }
        while numbers.count % 4 != 0 { numbers.append(0) }
        return TinyGLB.container(Array(json.utf8), numbers)
    }

    static func container(_ json: [UInt8], _ numbers: [UInt8]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let text = json + [UInt8](repeating: 0x20, count: (4 - json.count % 4) % 4)
        let chunks = word(text.count) + Array("JSON".utf8) + text + word(numbers.count) + [0x42, 0x49, 0x4e, 0] + numbers
        return Array("glTF".utf8) + word(2) + word(12 + chunks.count) + chunks
    }

    /// The times come first, then the pelvis's places, then each joint's rotations.
    func document(_ motion: Motion) -> (json: String, numbers: [UInt8]) {
        let parents = JointLayout.smplh.parents
        let rest = RestSkeleton.average.joints
        let scale = hasArmature ? 100.0 : 1
        let world = hasArmature ? Quaternion.identity : Quaternion(axisAngle: SIMD3<Double>(-.pi / 2, 0, 0))
        let frames = motion.frameCount
        var numbers: [UInt8] = []
        var views: [String] = [], accessors: [String] = []
        func add(_ values: [Double], _ type: String, _ width: Int) {
            views.append("{\"buffer\":0,\"byteOffset\":\(numbers.count),\"byteLength\":\(values.count * 4)}")
            accessors.append(
                "{\"bufferView\":\(views.count - 1),\"componentType\":5126,\"count\":\(values.count / width),\"type\":\"\(type)\"}")
            for value in values { withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { numbers += $0 } }
        }
        /// Cubic curves have a tangent on either side of each value; these are not flat, so that a reader must know which is which.
        func keys(_ values: [[Double]]) -> [Double] {
            guard interpolation == "CUBICSPLINE" else { return values.flatMap { $0 } }
            return values.flatMap { value in value.map { _ in 0.3 } + value + value.map { _ in -0.2 } }
        }
        add((0..<frames).map { Double($0) / motion.frameRate }, "SCALAR", 1)
        add(
            keys(
                (0..<frames).map { frame in
                    let shift = motion.translations.row(frame).map(Double.init)
                    let place = world.turning(SIMD3(shift[0], shift[1], shift[2]) + rest[0]) * scale
                    return [place.x, place.y, place.z]
                }), "VEC3", 3)
        for joint in 0..<22 {
            add(
                keys(
                    (0..<frames).map { frame in
                        let turn = Quaternion(axisAngle: rotation(motion, frame, joint)) * axes[joint]
                        let local = (joint == 0 ? world : axes[parents[joint]].conjugate) * turn
                        return [local.x, local.y, local.z, local.w]
                    }), "VEC4", 4)
        }
        let nodes =
            (0..<22).map { joint in
                let children = (1..<22).filter { parents[$0] == joint }
                let offset =
                    joint == 0 ? rest[0] * scale : axes[parents[joint]].conjugate.turning(rest[joint] - rest[parents[joint]]) * scale
                let own = joint == 0 ? axes[0] : axes[parents[joint]].conjugate * axes[joint]
                return "{\"name\":\"\(names[joint])\"" + (children.isEmpty ? "" : ",\"children\":\(children)")
                    + ",\"translation\":[\(offset.x),\(offset.y),\(offset.z)],\"rotation\":[\(own.x),\(own.y),\(own.z),\(own.w)]}"
            }
            + (hasArmature
                ? [
                    "{\"name\":\"Armature\",\"children\":[0],\"scale\":[0.01,0.01,0.01],\"rotation\":[-0.7071067811865476,0,0,0.7071067811865476]}"
                ] : [])
        let channels = (0..<23).map {
            "{\"sampler\":\($0),\"target\":{\"node\":\(max($0 - 1, 0)),\"path\":\"\($0 == 0 ? "translation" : "rotation")\"}}"
        }
        let samplers = (0..<23).map { "{\"input\":0,\"output\":\($0 + 1),\"interpolation\":\"\(interpolation)\"}" }
        let json = """
            {"asset":{"version":"2.0"},"nodes":[\(nodes.joined(separator: ","))],
            "animations":[{"name":"dance","channels":[\(channels.joined(separator: ","))],"samplers":[\(samplers.joined(separator: ","))]}],
            "accessors":[\(accessors.joined(separator: ","))],
            "bufferViews":[\(views.joined(separator: ","))],"buffers":[{"byteLength":\(numbers.count)}]}
            """
        return (json, numbers)
    }
}

extension ScratchFile {
    func bytes(_ bytes: [UInt8]) throws -> ScratchFile {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return self
    }
}
