// The skin of a written .glb file, moved here as glTF says (weights times joint matrices), against the posed body.
import ArrayFiles
import Arrays
import BodyModels
import Files
import Foundation
import Motions
import Rotations
import Testing

@Suite struct SkinTests {
    /// The numbers of an accessor of a file that is known to be sound.
    struct Document {
        let json: JSONValue
        let buffer: [UInt8]

        init(_ path: String) throws {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            func word(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
            #expect(word(8) == bytes.count && word(12) % 4 == 0)
            let text = 20..<20 + word(12)
            json = try JSONValue(Array(bytes[text]), name: "json")
            buffer = Array(bytes[(text.upperBound + 8)...])
        }

        func numbers(_ accessor: Int) throws -> [Double] {
            let a = try #require(json["accessors"]?.elements[accessor])
            let view = try #require(json["bufferViews"]?.elements[a["bufferView"]?.whole ?? -1])
            let start = view["byteOffset"]?.whole ?? 0, length = view["byteLength"]?.whole ?? 0
            let bytes = Array(buffer[start..<start + length])
            func value(_ k: Int) -> Int { (0..<2).reduce(0) { $0 | Int(bytes[2 * k + $1]) << (8 * $1) } }
            switch a["componentType"]?.whole {
            case 5121: return bytes.map(Double.init)
            case 5122: return (0..<length / 2).map { Double(Int16(truncatingIfNeeded: value($0))) / 32767 }
            case 5123: return (0..<length / 2).map { Double(value($0)) / (a["normalized"] == .bool(true) ? 65535 : 1) }
            default:
                return stride(from: 0, to: length, by: 4).map { at in
                    Double(Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }))
                }
            }
        }
    }

    @Test func `the skin moves as the body's without its correctives`() throws {
        let motion = try Clips.read("49/49_06").resampled(to: 10).trimmed(from: 1, to: 2)
        let body = try OpenBody.shaped.get()
        let file = try ScratchFile("skin.glb")
        try motion.writeGLB(to: file.path, body: body)
        let document = try Document(file.path)
        let attributes = try #require(document.json["meshes"]?.elements[0]["primitives"]?.elements[0]["attributes"])
        let places = try document.numbers(try #require(attributes["POSITION"]?.whole))
        let weights = try document.numbers(try #require(attributes["WEIGHTS_0"]?.whole))
        let joints = try document.numbers(try #require(attributes["JOINTS_0"]?.whole))
        let normals = try document.numbers(try #require(attributes["NORMAL"]?.whole))
        #expect(places.count == body.model.vertexCount * 3)
        for vertex in 0..<body.model.vertexCount {
            #expect(abs(weights[vertex * 4..<vertex * 4 + 4].reduce(0, +) - 1) < 1e-9)
            let normal = SIMD3(normals[vertex * 3], normals[vertex * 3 + 1], normals[vertex * 3 + 2])
            #expect(abs(length(normal) - 1) < 1e-6)
            // Joints that do nothing must be the first one.
            #expect((0..<4).allSatisfy { weights[vertex * 4 + $0] > 0 || joints[vertex * 4 + $0] == 0 })
        }
        // Nodes: every joint's rotations, if it has keys.
        let animation = try #require(document.json["animations"]?.elements[0])
        let samplers = animation["samplers"]?.elements ?? []
        var turns: [Int: [Double]] = [:]
        var path: [Double] = []
        for channel in animation["channels"]?.elements ?? [] {
            let numbers = try document.numbers(try #require(samplers[channel["sampler"]?.whole ?? -1]["output"]?.whole))
            if channel["target"]?["path"]?.text == "translation" {
                path = numbers
            } else {
                turns[channel["target"]?["node"]?.whole ?? -1] = numbers
            }
        }
        // Hands that hang still have no keys.
        #expect(turns.count <= 22 && path.count == motion.frameCount * 3)
        let parents = body.model.parents
        let rest = body.restJoints.map(Double.init)
        func restJoint(_ joint: Int) -> SIMD3<Double> { SIMD3(rest[joint * 3], rest[joint * 3 + 1], rest[joint * 3 + 2]) }
        let plain = body.model.withoutCorrectives().shaped().pose(axisAngles: motion.poses, translations: motion.translations).vertices
        var largest = 0.0
        for frame in [0, motion.frameCount / 2, motion.frameCount - 1] {
            var world: [(turn: Quaternion<Double>, place: SIMD3<Double>)] = []
            for joint in parents.indices {
                let keys = turns[joint] ?? [0, 0, 0, 1]
                let at = keys.count == 4 ? 0 : frame * 4
                let turn = Quaternion(w: keys[at + 3], x: keys[at], y: keys[at + 1], z: keys[at + 2]).normalized
                if joint == 0 {
                    world.append((turn, SIMD3(path[frame * 3], path[frame * 3 + 1], path[frame * 3 + 2])))
                } else {
                    let parent = world[parents[joint]]
                    world.append((parent.turn * turn, parent.place + parent.turn.turning(restJoint(joint) - restJoint(parents[joint]))))
                }
            }
            for vertex in stride(from: 0, to: body.model.vertexCount, by: 7) {
                let place = SIMD3(places[vertex * 3], places[vertex * 3 + 1], places[vertex * 3 + 2])
                var moved = SIMD3<Double>.zero
                for slot in vertex * 4..<vertex * 4 + 4 where weights[slot] > 0 {
                    let joint = Int(joints[slot])
                    moved += (world[joint].turn.turning(place - restJoint(joint)) + world[joint].place) * weights[slot]
                }
                // Ours has Z up.
                let ours = SIMD3(Double(plain[frame, vertex, 0]), Double(plain[frame, vertex, 2]), -Double(plain[frame, vertex, 1]))
                largest = max(largest, length(moved - ours))
            }
        }
        #expect(largest < 0.0003, "\(largest) m")
    }
}
