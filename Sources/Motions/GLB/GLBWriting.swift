// Writes a motion as a .glb file: a skinned body, its skeleton and its animation, for Blender, game engines and web pages.
public import BodyModels
import Files
import Rotations

extension Motion {
    /// Writes a binary glTF 2.0 file, which appears whole or not at all.
    ///
    /// One mesh, the shaped body at rest with smooth normals and a plain material; one skin, whose joints have SMPL's names; one
    /// animation with a rotation for each joint that moves and a translation for the pelvis, at the motion's own times. glTF's world
    /// has Y up and its bodies look along +Z, as SMPL's at rest do: the pelvis's rotations and translations are turned into it, no
    /// extra node is. A joint that is turned but keeps still has one key, one that is never turned none.
    ///
    /// Rotations are stored as 16-bit whole numbers (within 0.004°), weights likewise, the four strongest joints for each vertex. What
    /// SMPL adds to the skin in each pose (its pose blend shapes) has no place in glTF; elbows and knees are a little thinner
    /// without. Shape, gender and frame rate are noted in `asset.extras.smog`, where reading the file finds them again.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there is replaced.
    ///   - body: who moves.
    ///   - color: of the body; red, green and blue, 0 to 1, linear.
    /// - Throws: `FileProblem` if the file cannot be written, or a number is not finite.
    /// - Precondition: body and motion have the same layout.
    public func writeGLB(to path: String, body: ShapedBody, color: SIMD3<Double> = SIMD3(0.337, 0.456, 0.624)) throws {
        precondition(body.model.layout == layout, "\(body.model.layout) for \(layout)")
        guard poses.isFinite, translations.isFinite else {
            throw FileProblem(path, "cannot be written: the motion has numbers that are not finite")
        }
        var builder = GLTFBuilder()
        builder.members = [
            ("asset", .object([("version", .string("2.0")), ("generator", .string("smog")), ("extras", .object([("smog", glbFacts)]))])),
            ("scene", 0.json),
            ("scenes", .array([.object([("nodes", [0, layout.jointCount].json)])])),
            ("nodes", .array(glbNodes(body))),
            (
                "materials",
                .array([
                    .object([
                        ("name", .string("body")),
                        (
                            "pbrMetallicRoughness",
                            .object([
                                ("baseColorFactor", .array([color.x, color.y, color.z, 1].map { .number($0) })), ("metallicFactor", 0.json),
                                ("roughnessFactor", .number(0.8)),
                            ])
                        ),
                    ])
                ])
            ),
        ]
        builder.addMesh(body)
        builder.addSkin(body)
        builder.addAnimation(self, pelvis: body.restJoint(0))
        try builder.write(to: path)
    }

    /// What a motion has that glTF has no place for.
    private var glbFacts: JSONValue {
        .object([
            ("layout", .string(layout.rawValue)), ("gender", .string(gender.rawValue)), ("frameRate", .number(frameRate)),
            ("betas", .array(betas.map { .number(Double($0)) })),
        ])
    }

    /// The joints at rest, then the mesh.
    private func glbNodes(_ body: ShapedBody) -> [JSONValue] {
        let parents = layout.parents
        return layout.jointNames.enumerated().map { joint, name in
            let children = parents.indices.filter { parents[$0] == joint }
            let place = body.restJoint(joint) - (joint == 0 ? .zero : body.restJoint(parents[joint]))
            return .object(
                [("name", .string(name))] + (children.isEmpty ? [] : [("children", children.json)])
                    + [("translation", .array([place.x, place.y, place.z].map { .number(Double(Float($0))) }))])
        } + [.object([("name", .string("body")), ("mesh", 0.json), ("skin", 0.json)])]
    }
}

extension GLTFBuilder {
    fileprivate mutating func addMesh(_ body: ShapedBody) {
        let skin = GLBSkin(body)
        let attributes = [
            ("POSITION", add(body.restVertices, type: "VEC3", width: 3, target: .vertices, hasBounds: true)),
            ("NORMAL", add(skin.normals, type: "VEC3", width: 3, target: .vertices)),
            ("JOINTS_0", add(skin.joints, type: "VEC4", width: 4, target: .vertices)),
            ("WEIGHTS_0", add(skin.weights, type: "VEC4", width: 4, target: .vertices, isNormalized: true)),
        ]
        // The largest number of a type means something else.
        let triangles = body.model.triangles
        let indices =
            body.model.vertexCount <= Int(UInt16.max)
            ? add(triangles.map { UInt16(truncatingIfNeeded: $0) }, type: "SCALAR", width: 1, target: .triangles)
            : add(triangles, type: "SCALAR", width: 1, target: .triangles)
        members.append(
            (
                "meshes",
                .array([
                    .object([
                        ("name", .string("body")),
                        (
                            "primitives",
                            .array([
                                .object([
                                    ("attributes", .object(attributes.map { ($0.0, $0.1.json) })), ("indices", indices.json),
                                    ("material", 0.json),
                                ])
                            ])
                        ),
                    ])
                ])
            ))
    }

    fileprivate mutating func addSkin(_ body: ShapedBody) {
        let count = body.model.jointCount
        // Nothing is turned at rest; each matrix, column by column, only takes a joint to the origin.
        let matrices = (0..<count).flatMap { joint -> [Float] in
            let place = body.restJoint(joint)
            return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, Float(-place.x), Float(-place.y), Float(-place.z), 1]
        }
        let inverse = add(matrices, type: "MAT4", width: 16)
        members.append(
            (
                "skins",
                .array([
                    .object([
                        ("name", .string(body.model.layout.title)), ("inverseBindMatrices", inverse.json), ("skeleton", 0.json),
                        ("joints", Array(0..<count).json),
                    ])
                ])
            ))
    }

    fileprivate mutating func addAnimation(_ motion: Motion, pelvis: Point) {
        let frames = motion.frameCount
        let times = (0..<frames).map { Float(Double($0) / motion.frameRate) }
        var samplers: [JSONValue] = []
        var channels: [JSONValue] = []
        // Made when first needed, shared by all channels with the same times.
        var inputs: [Int: Int] = [:]
        func input(_ builder: inout GLTFBuilder, keys: Int) -> Int {
            if let known = inputs[keys] { return known }
            let made = builder.add(Array(times.prefix(keys)), type: "SCALAR", width: 1, hasBounds: true)
            inputs[keys] = made
            return made
        }
        func connect(_ node: Int, _ path: String, _ input: Int, _ output: Int) {
            channels.append(
                .object([("sampler", samplers.count.json), ("target", .object([("node", node.json), ("path", .string(path))]))]))
            samplers.append(.object([("input", input.json), ("output", output.json)]))
        }
        let places = (0..<frames).flatMap { frame -> [Float] in
            let place = motion.pelvisYUp(frame, rest: pelvis)
            return [Float(place.x), Float(place.y), Float(place.z)]
        }
        // With all keys, even of somebody who stands still: they say how long the motion lasts.
        let placeInput = input(&self, keys: frames)
        connect(0, "translation", placeInput, add(places, type: "VEC3", width: 3))
        for joint in 0..<motion.layout.jointCount {
            var last = Turn.identity
            let numbers = (0..<frames).flatMap { frame -> [Int16] in
                // Of the two quaternions of a rotation the one nearer to the last: programs go straight from one to the next.
                let turn = motion.localTurnYUp(frame, joint).near(last).normalized
                last = turn
                return [turn.x, turn.y, turn.z, turn.w].map { Int16(min(max(($0 * 32767).rounded(), -32767), 32767)) }
            }
            let kept = GLTFBuilder.changing(numbers, width: 4)
            if kept.count == 4, kept.prefix(3).allSatisfy({ $0 == 0 }) { continue }
            let turnInput = input(&self, keys: kept.count / 4)
            connect(joint, "rotation", turnInput, add(kept, type: "VEC4", width: 4, isNormalized: true))
        }
        members.append(
            (
                "animations",
                .array([.object([("name", .string(motion.name)), ("channels", .array(channels)), ("samplers", .array(samplers))])])
            ))
    }

    /// All rows, or the first alone where all are the same.
    private static func changing<Number: Equatable>(_ rows: [Number], width: Int) -> [Number] {
        rows.indices.allSatisfy { rows[$0] == rows[$0 % width] } ? Array(rows.prefix(width)) : rows
    }
}

extension [Int] { fileprivate var json: JSONValue { .array(map { $0.json }) } }
