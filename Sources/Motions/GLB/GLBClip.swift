// The skeleton of a .glb file and one of its animations, frame by frame.
import Files
import Rotations

/// A skeleton and how it moves. Its rest pose is the one in which the skin was bound to it.
struct GLBClip: SkeletonClip {
    /// What the animation is called; nil for a skeleton that rests.
    let name: String?
    let joints: [SkeletonJoint]
    let frameRate: Double
    let frameCount: Int

    private let nodes: GLTFNodes
    /// The node of each joint.
    private let nodeOfJoint: [Int]
    /// How each joint is turned back to rest.
    private let toRest: [Turn]
    private let curves: [Int: [GLTFCurve]]
    private let start: Double

    func pose(_ frame: Int, turns: inout [Turn], places: inout [Point]) {
        let time = start + Double(frame) / frameRate
        let world = nodes.world { local($0, at: time) }
        for (joint, node) in nodeOfJoint.enumerated() {
            turns[joint] = (world[node].turn * toRest[joint]).normalized
            places[joint] = world[node].origin
        }
    }

    private func local(_ index: Int, at time: Double) -> Placement {
        guard let curves = curves[index] else { return nodes.nodes[index].placement }
        var node = nodes.nodes[index]
        node.matrix = nil
        for curve in curves {
            let v = curve.value(at: time)
            switch curve.kind {
            case .rotation: node.turn = GLTFCurve.turn(v)
            case .translation: node.translation = Point(v.x, v.y, v.z)
            case .scale: node.scale = Point(v.x, v.y, v.z)
            }
        }
        return node.placement
    }
}

extension GLBClip {
    /// Longer than the longest capture, and no longer: a few bytes can claim that a motion lasts for years.
    private static let mostFrames = 200_000
    /// All numbers of all keys together.
    private static let mostNumbers = 50_000_000
    private static let mostJoints = 4096

    /// All animations that move a file's skeleton; the resting skeleton if there are none.
    /// - Parameters:
    ///   - rate: frames a second to look at; nil for the rate of the keys.
    ///   - known: the rate that the file notes for its reader.
    static func all(_ file: GLBFile, rate: Double?, known: Double?) throws -> [GLBClip] {
        let numbers = GLTFNumbers(file: file)
        let nodes = try GLTFNodes(numbers)
        let skeleton = try Skeleton(numbers, nodes)
        var clips: [GLBClip] = []
        for (index, animation) in numbers.list("animations").enumerated() {
            let curves = try curves(animation, "animation \(index)", numbers, skeleton.moving)
            guard !curves.isEmpty else { continue }
            let all = curves.values.joined()
            let start = all.compactMap(\.times.first).min() ?? 0, end = all.compactMap(\.times.last).max() ?? 0
            let rate = rate ?? known ?? keyRate(all.map(\.times).max { $0.count < $1.count } ?? [])
            let last = ((end - start) * rate).rounded(.down) + (((end - start) * rate).truncatingRemainder(dividingBy: 1) > 0.99 ? 1 : 0)
            guard last < Double(mostFrames) else {
                throw FileProblem(
                    file.path, "has an animation of \(FrameRates.text((end - start).rounded())) seconds",
                    expected: "at most \(mostFrames) frames, at \(FrameRates.text(rate)) a second")
            }
            clips.append(
                GLBClip(
                    name: animation["name"]?.text ?? "animation \(index)", joints: skeleton.joints, frameRate: rate,
                    frameCount: Int(last) + 1, nodes: nodes,
                    nodeOfJoint: skeleton.nodeOfJoint, toRest: skeleton.toRest, curves: curves, start: start))
        }
        if !clips.isEmpty { return clips }
        return [
            GLBClip(
                name: nil, joints: skeleton.joints, frameRate: rate ?? known ?? 30, frameCount: 1, nodes: nodes,
                nodeOfJoint: skeleton.nodeOfJoint,
                toRest: skeleton.toRest, curves: [:], start: 0)
        ]
    }

    private static func curves(_ animation: JSONValue, _ name: String, _ numbers: GLTFNumbers, _ moving: Set<Int>) throws -> [Int:
        [GLTFCurve]]
    {
        let samplers = animation["samplers"]?.elements ?? []
        var curves: [Int: [GLTFCurve]] = [:]
        var total = 0
        for (index, channel) in (animation["channels"]?.elements ?? []).enumerated() {
            let what = "channel \(index) of \(name)"
            let target = channel["target"]
            // Other targets, such as the weights of morph targets, move no joints.
            guard let kind = (target?["path"]?.text).flatMap(GLTFCurve.Kind.init), target?["node"] != nil else { continue }
            let node = try numbers.index(target?["node"], in: "nodes", count: numbers.list("nodes").count, of: what)
            guard moving.contains(node), curves[node]?.contains(where: { $0.kind == kind }) != true else { continue }
            let sampler = samplers[try numbers.index(channel["sampler"], in: "samplers", count: samplers.count, of: what)]
            let curve = try GLTFCurve(sampler, kind: kind, numbers: numbers, name: what)
            total += curve.times.count * (kind.width + 1)
            guard total <= mostNumbers else {
                throw FileProblem(numbers.file.path, "has \(name) with more than \(mostNumbers) numbers", expected: "fewer keys")
            }
            curves[node, default: []].append(curve)
        }
        return curves
    }

    /// The rate at which most keys follow each other; 30 where they follow no beat.
    private static func keyRate(_ times: [Double]) -> Double {
        let steps = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
        guard steps.count >= 2 else { return 30 }
        let step = steps[steps.count / 2]
        let regular = steps.filter { abs($0 - step) <= 0.05 * step }.count
        guard regular * 10 >= steps.count * 9, FrameRates.allowed.contains(1 / step) else { return 30 }
        let mean = Double(regular) / steps.filter { abs($0 - step) <= 0.05 * step }.reduce(0, +)
        // Times in single precision, of hours.
        for usual in [mean.rounded(), 23.976, 29.97, 59.94, 119.88] where abs(usual - mean) < 2e-3 * mean && usual > 0 { return usual }
        return mean
    }

    /// The joints of a file, at rest.
    private struct Skeleton {
        var joints: [SkeletonJoint] = []
        var nodeOfJoint: [Int] = []
        var toRest: [Turn] = []
        /// Joints, and what they hang on: nodes whose animation matters.
        var moving: Set<Int> = []

        init(_ numbers: GLTFNumbers, _ nodes: GLTFNodes) throws {
            let path = numbers.file.path
            let resting = nodes.world { nodes.nodes[$0].placement }
            var bound: [Int: Placement] = [:]
            let skins = numbers.list("skins")
            // Clothes may have skins of their own, with fewer joints.
            let skin = skins.indices.max { (skins[$0]["joints"]?.elements.count ?? 0, $1) < (skins[$1]["joints"]?.elements.count ?? 0, $0) }
            var chosen: [Int] = []
            if let skin, let listed = skins[skin]["joints"]?.elements, !listed.isEmpty {
                guard listed.count <= mostJoints else {
                    throw FileProblem(path, "has \(listed.count) joints", expected: "at most \(mostJoints)")
                }
                for (place, joint) in listed.enumerated() {
                    chosen.append(try numbers.index(joint, in: "nodes", count: nodes.nodes.count, of: "joint \(place) of skin \(skin)"))
                }
                if skins[skin]["inverseBindMatrices"] != nil {
                    let matrices = try numbers.numbers(skins[skin]["inverseBindMatrices"], type: "MAT4", for: "inverse bind matrices")
                    guard matrices.count >= chosen.count * 16 else {
                        throw FileProblem(
                            path, "has \(matrices.count / 16) inverse bind matrices for \(chosen.count) joints", expected: "one for each")
                    }
                    for (place, node) in chosen.enumerated() { bound[node] = Placement(matrices[place * 16..<place * 16 + 16]).inverse }
                }
            } else {
                chosen = nodes.nodes.indices.filter { !nodes.nodes[$0].showsSomething }
                guard chosen.count <= mostJoints else {
                    throw FileProblem(path, "has \(chosen.count) nodes and no skin", expected: "a skeleton")
                }
            }
            let isJoint = Set(chosen)
            var numberOf: [Int: Int] = [:]
            var restPlaces: [Point] = []
            for node in nodes.order where isJoint.contains(node) {
                var above = nodes.nodes[node].parent
                while above >= 0, !isJoint.contains(above) { above = nodes.nodes[above].parent }
                let parent = numberOf[above] ?? -1
                let rest = bound[node] ?? resting[node]
                joints.append(
                    SkeletonJoint(
                        name: nodes.nodes[node].name, parent: parent, offset: rest.origin - (parent < 0 ? .zero : restPlaces[parent])))
                numberOf[node] = nodeOfJoint.count
                nodeOfJoint.append(node)
                restPlaces.append(rest.origin)
                toRest.append(rest.turn.conjugate)
            }
            guard !joints.isEmpty else { throw FileProblem(path, "has no joints", expected: "a skeleton") }
            for node in nodeOfJoint {
                var at = node
                while at >= 0, moving.insert(at).inserted { at = nodes.nodes[at].parent }
            }
        }
    }
}
