// The nodes of a glTF document: which hangs on which, and where each is.
import Files
import Rotations

/// Where a node is and how it is turned and stretched: three columns and an origin.
struct Placement {
    var x = Point(1, 0, 0), y = Point(0, 1, 0), z = Point(0, 0, 1)
    var origin = Point.zero

    static let none = Placement()

    init() {}

    init(translation: Point, turn: Turn, scale: Point) {
        x = turn.turning(Point(1, 0, 0)) * scale.x
        y = turn.turning(Point(0, 1, 0)) * scale.y
        z = turn.turning(Point(0, 0, 1)) * scale.z
        origin = translation
    }

    /// - Parameter matrix: 16 numbers, column by column.
    init(_ matrix: some RandomAccessCollection<Double>) {
        let m = Array(matrix)
        x = Point(m[0], m[1], m[2])
        y = Point(m[4], m[5], m[6])
        z = Point(m[8], m[9], m[10])
        origin = Point(m[12], m[13], m[14])
    }

    func turned(_ v: Point) -> Point { x * v.x + y * v.y + z * v.z }

    /// `inner` as seen from outside of this placement.
    static func * (outer: Placement, inner: Placement) -> Placement {
        var result = Placement()
        (result.x, result.y, result.z) = (outer.turned(inner.x), outer.turned(inner.y), outer.turned(inner.z))
        result.origin = outer.turned(inner.origin) + outer.origin
        return result
    }

    /// Back again; nil where everything is squeezed flat.
    var inverse: Placement? {
        let volume = dot(x, cross(y, z))
        guard abs(volume) > 1e-30, volume.isFinite else { return nil }
        let (a, b, c) = (cross(y, z) / volume, cross(z, x) / volume, cross(x, y) / volume)
        var result = Placement()
        result.x = Point(a.x, b.x, c.x)
        result.y = Point(a.y, b.y, c.y)
        result.z = Point(a.z, b.z, c.z)
        result.origin = -result.turned(origin)
        return result
    }

    /// How it is turned, whatever its size.
    var turn: Turn {
        func unit(_ v: Point) -> Point? {
            let length = magnitude(v)
            return length > 1e-15 && length.isFinite ? v / length : nil
        }
        guard let a = unit(x), let b = unit(y - a * dot(a, y)) else { return .identity }
        let c = cross(a, b)
        return Turn(RotationMatrix(row0: Point(a.x, b.x, c.x), row1: Point(a.y, b.y, c.y), row2: Point(a.z, b.z, c.z)))
    }
}

struct GLTFNode {
    var name: String
    /// -1 for a node that hangs on none.
    var parent = -1
    var translation = Point.zero
    var turn = Turn.identity
    var scale = Point(1, 1, 1)
    /// A matrix instead of the three.
    var matrix: Placement?
    /// True for meshes, cameras and lights, which are no joints.
    var showsSomething = false

    var placement: Placement { matrix ?? Placement(translation: translation, turn: turn, scale: scale) }
}

struct GLTFNodes {
    private(set) var nodes: [GLTFNode] = []
    /// All nodes, each after the one it hangs on.
    private(set) var order: [Int] = []

    /// More nodes than any character has.
    private static let most = 65_536

    /// - Throws: `FileProblem` where nodes hang on themselves or on two others, or have numbers that are none.
    init(_ numbers: GLTFNumbers) throws {
        let path = numbers.file.path
        let list = numbers.list("nodes")
        guard !list.isEmpty else { throw FileProblem(path, "has no nodes", expected: "a skeleton") }
        guard list.count <= GLTFNodes.most else {
            throw FileProblem(path, "has \(list.count) nodes", expected: "at most \(GLTFNodes.most)")
        }
        for (index, item) in list.enumerated() {
            let name = item["name"]?.text ?? "node \(index)"
            let what = "node \(index) ('\(name.prefix(30))')"
            var node = GLTFNode(name: name)
            if let m = try numbers.values(item["matrix"], count: 16, of: "the matrix of \(what)") { node.matrix = Placement(m) }
            if let t = try numbers.values(item["translation"], count: 3, of: "the translation of \(what)") {
                node.translation = Point(t[0], t[1], t[2])
            }
            if let s = try numbers.values(item["scale"], count: 3, of: "the scale of \(what)") { node.scale = Point(s[0], s[1], s[2]) }
            if let r = try numbers.values(item["rotation"], count: 4, of: "the rotation of \(what)") {
                node.turn = Turn(w: r[3], x: r[0], y: r[1], z: r[2]).normalized
            }
            node.showsSomething = item["mesh"] != nil || item["camera"] != nil || item["extensions"]?["KHR_lights_punctual"] != nil
            nodes.append(node)
        }
        var children = [[Int]](repeating: [], count: nodes.count)
        for (index, item) in list.enumerated() {
            for child in item["children"]?.elements ?? [] {
                let child = try numbers.index(child, in: "nodes", count: nodes.count, of: "a child of node \(index)")
                guard nodes[child].parent < 0 else { throw FileProblem(path, "has a node (\(child)) that hangs on two others") }
                nodes[child].parent = index
                children[index].append(child)
            }
        }
        var open = nodes.indices.filter { nodes[$0].parent < 0 }.reversed().map { $0 }
        while let next = open.popLast() {
            order.append(next)
            open += children[next].reversed()
        }
        guard order.count == nodes.count else { throw FileProblem(path, "has nodes that hang on themselves", expected: "a tree") }
    }

    /// Where everything is, each in the scene's world.
    /// - Parameter local: where a node is on the one it hangs on.
    func world(_ local: (Int) -> Placement) -> [Placement] {
        var world = [Placement](repeating: .none, count: nodes.count)
        for node in order {
            let parent = nodes[node].parent
            world[node] = parent < 0 ? local(node) : world[parent] * local(node)
        }
        return world
    }
}
