// Made-up motions and bodies, right in everything but what a test makes wrong.
import ArrayFiles
import Arrays
import Foundation
import TestSupport

/// A motion file as AMASS has it, small enough to be read at once.
struct MotionInput {
    var poses: NDArray<Double>? = NDArray(repeating: 0.01, shape: [4, 156])
    var translations: NDArray<Double>? = NDArray(repeating: 0, shape: [4, 3])
    var frameRate: Double? = 120

    func write(_ folder: TemporaryFolder, _ name: String = "motion.npz") throws -> String {
        let archive = try NPZWriter(folder.file(name), compression: .deflated)
        if let poses { try archive.add("poses", poses) }
        if let translations { try archive.add("trans", translations) }
        if let frameRate { try archive.add("mocap_framerate", number: frameRate) }
        try archive.add("betas", NDArray(repeating: 0.0, shape: [16]))
        try archive.add("gender", string: "neutral")
        try archive.finish()
        return folder.file(name)
    }

    static func with(_ change: (inout MotionInput) -> Void) -> MotionInput {
        var motion = MotionInput()
        change(&motion)
        return motion
    }
}

/// A body file of SMPL's kind with one small tetrahedron a joint.
struct BodyInput {
    static let joints = 24
    static let vertices = 4 * joints

    var template = NDArray<Float>(repeating: 0, shape: [vertices, 3])
    var faces = NDArray<Int>(repeating: 0, shape: [4 * joints, 3])
    var tree = NDArray<Int>(repeating: 0, shape: [2, joints])
    var weights = NDArray<Float>(repeating: 0, shape: [vertices, joints])
    var regressor = NDArray<Float>(repeating: 0, shape: [joints, vertices])
    var shapes = NDArray<Float>(repeating: 0, shape: [vertices, 3, 10])
    var correctives = NDArray<Float>(repeating: 0, shape: [vertices, 3, 9 * (joints - 1)])
    var leftOut: Set<String> = []

    init() {
        let corners: [[Float]] = [[0, 0, 0], [0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1]]
        let sides = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]]
        for joint in 0..<BodyInput.joints {
            tree[0, joint] = joint == 0 ? 4_294_967_295 : (joint - 1) / 2
            tree[1, joint] = joint
            for corner in 0..<4 {
                let vertex = 4 * joint + corner
                for axis in 0..<3 {
                    template[vertex, axis] = corners[corner][axis] + (axis == 1 ? 0.07 * Float(joint) : 0)
                    faces[vertex, axis] = 4 * joint + sides[corner][axis]
                }
                weights[vertex, joint] = 1
                regressor[joint, vertex] = 0.25
            }
        }
    }

    func write(_ folder: TemporaryFolder, _ name: String = "body.npz") throws -> String {
        let archive = try NPZWriter(folder.file(name), compression: .deflated)
        func add<Number: StorableNumber>(_ key: String, _ array: NDArray<Number>) throws {
            if !leftOut.contains(key) { try archive.add(key, array) }
        }
        try add("v_template", template)
        try add("f", faces)
        try add("kintree_table", tree)
        try add("weights", weights)
        try add("J_regressor", regressor)
        try add("shapedirs", shapes)
        try add("posedirs", correctives)
        try archive.finish()
        return folder.file(name)
    }

    static func with(_ change: (inout BodyInput) -> Void) -> BodyInput {
        var body = BodyInput()
        change(&body)
        return body
    }
}

/// Files built byte by byte, to say what no writer would.
enum Bytes {
    static func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    /// An `.npy` whose header claims a shape, over as many bytes as are given.
    static func npy(shape: String, content: [UInt8]) -> [UInt8] {
        var header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }".utf8)
        header += [UInt8](repeating: 0x20, count: 63 - (header.count + 10) % 64) + [0x0a]
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.count, 2) + header + content
    }

    /// A pickle of lists in lists in lists.
    static func nestedPickle(depth: Int) -> [UInt8] {
        [0x80, 2] + [UInt8](repeating: 0x5d, count: depth) + [UInt8](repeating: 0x61, count: depth - 1) + [0x2e]
    }

    /// A pickled dictionary whose values are the dictionary itself.
    static let endlessPickle: [UInt8] =
        [0x80, 2, 0x7d, 0x71, 0, 0x28]
        + ["poses", "v_template", "mocap_framerate"].flatMap { [0x55, UInt8($0.utf8.count)] + Array($0.utf8) + [0x68, 0] }
        + [0x75, 0x2e]
}
