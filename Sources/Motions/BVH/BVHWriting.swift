// Writes a motion as BVH, for animation programs.
public import BodyModels
import Files
import Rotations

extension Motion {
    /// Writes a BVH file, which appears whole or not at all.
    ///
    /// Joints have SMPL's names and hang on each other as SMPL's do, their offsets are the body's at rest. Joints beyond the 22 of the
    /// body (fingers, jaw, eyes) are left out where none of them is ever turned. The world has Y up; lengths are centimetres, as in
    /// Mixamo's and LaFAN1's files. The root has six channels and no offset (some programs add it to its positions, others do not),
    /// every other joint the three of its rotation, `Zrotation Xrotation Yrotation`; angles run on beyond 180 degrees rather than
    /// jump.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there is replaced.
    ///   - body: who moves: its joints at rest are the skeleton.
    /// - Throws: `FileProblem` if the file cannot be written, or holds a number that is not finite.
    /// - Precondition: body and motion have the same layout.
    public func writeBVH(to path: String, body: ShapedBody) throws {
        precondition(body.model.layout == layout, "\(body.model.layout) for \(layout)")
        try BVHWriting(self, body, path: path).write()
    }
}

private struct BVHWriting {
    private let motion: Motion
    private let body: ShapedBody
    private let path: String
    /// Joints that are written, in the order of the file: each followed by what hangs on it.
    private let order: [Int]
    private let children: [[Int]]

    private static let unitsInMetre = 100.0
    private static let turning = EulerOrder.zxy

    init(_ motion: Motion, _ body: ShapedBody, path: String) {
        (self.motion, self.body, self.path) = (motion, body, path)
        let parents = motion.layout.parents
        let all = motion.layout.jointCount
        let isWhole = (BodyJoint.count..<all).contains { motion.turns($0) }
        let used = isWhole ? all : BodyJoint.count
        var children = [[Int]](repeating: [], count: all)
        for joint in 1..<used { children[parents[joint]].append(joint) }
        var order: [Int] = []
        var open = [0]
        while let joint = open.popLast() {
            order.append(joint)
            open += children[joint].reversed()
        }
        self.children = children
        self.order = order
    }

    func write() throws {
        let file = try OutputFile(path)
        var text = FixedText()
        text.add("HIERARCHY\n")
        hierarchy(&text)
        text.add("MOTION\nFrames: \(motion.frameCount)\nFrame Time: ")
        text.add(1 / motion.frameRate, decimals: 10)
        text.add("\n")
        try file.write(text.bytes)
        var angles = [Point](repeating: .zero, count: motion.layout.jointCount)
        let rest = body.restJoint(0)
        for frame in 0..<motion.frameCount {
            text.bytes.removeAll(keepingCapacity: true)
            let place = motion.pelvisYUp(frame, rest: rest) * BVHWriting.unitsInMetre
            text.add(place, decimals: 5)
            for joint in order {
                let turn = motion.localTurnYUp(frame, joint)
                angles[joint] = BVHWriting.angles(turn, near: angles[joint])
                let degrees = angles[joint] * (180 / .pi)
                guard degrees.x.isFinite, degrees.y.isFinite, degrees.z.isFinite, place.x.isFinite, place.y.isFinite, place.z.isFinite
                else {
                    throw FileProblem(path, "cannot be written: frame \(frame) of the motion has numbers that are not finite")
                }
                text.add(" ")
                text.add(degrees, decimals: 5)
            }
            text.add("\n")
            try file.write(text.bytes)
        }
        try file.commit()
    }

    private func hierarchy(_ text: inout FixedText) {
        let names = motion.layout.jointNames
        let parents = motion.layout.parents
        let rotations = BVHWriting.turning.rawValue.uppercased().map { "\($0)rotation" }.joined(separator: " ")
        let dominant = body.model.dominantJoints
        func open(_ joint: Int, _ depth: Int) {
            let margin = String(repeating: "\t", count: depth)
            text.add("\(margin)\(joint == 0 ? "ROOT" : "JOINT") \(names[joint])\n\(margin){\n\(margin)\tOFFSET ")
            text.add(joint == 0 ? .zero : (body.restJoint(joint) - body.restJoint(parents[joint])) * BVHWriting.unitsInMetre, decimals: 5)
            text.add("\n\(margin)\tCHANNELS \(joint == 0 ? "6 Xposition Yposition Zposition" : "3") \(rotations)\n")
            for child in children[joint] { open(child, depth + 1) }
            if children[joint].isEmpty {
                text.add("\(margin)\tEnd Site\n\(margin)\t{\n\(margin)\t\tOFFSET ")
                text.add(tip(joint, dominant) * BVHWriting.unitsInMetre, decimals: 5)
                text.add("\n\(margin)\t}\n")
            }
            text.add("\(margin)}\n")
        }
        open(0, 0)
    }

    /// How far a chain goes on behind its last joint: as far as the skin that it moves, in the direction of the bone before.
    private func tip(_ joint: Int, _ dominant: [Int]) -> Point {
        let parents = motion.layout.parents
        let place = body.restJoint(joint)
        guard let along = direction(place - body.restJoint(parents[joint])) else { return Point(0, 0.05, 0) }
        // With the skin of joints that are left out.
        func belongs(_ moved: Int) -> Bool {
            var at = moved
            while at > joint { at = parents[at] }
            return at == joint
        }
        var reach = 0.02
        for (vertex, moved) in dominant.enumerated() where belongs(moved) {
            let at = vertex * 3
            let skin = Point(Double(body.restVertices[at]), Double(body.restVertices[at + 1]), Double(body.restVertices[at + 2]))
            reach = max(reach, dot(skin - place, along))
        }
        return along * reach
    }

    /// The three turns, of the many that mean the same, that are nearest to those of the frame before.
    private static func angles(_ turn: Turn, near last: Point) -> Point {
        let first = turn.eulerAngles(order: turning)
        let second = Point(first.x + .pi, .pi - first.y, first.z + .pi)
        func unwrapped(_ angles: Point) -> Point {
            let rounds = (angles - last) / (2 * .pi)
            return angles - Point(rounds.x.rounded(), rounds.y.rounded(), rounds.z.rounded()) * (2 * .pi)
        }
        let (a, b) = (unwrapped(first), unwrapped(second))
        return magnitude(b - last) < magnitude(a - last) ? b : a
    }
}
