// A body in one of the looks: from posed joints and vertices to surfaces.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering

/// A body and what it looks like; made once, and shared by all motions that show it.
public struct Figure: Sendable {
    public let body: ShapedBody
    public let look: Look
    /// What is posed: the body in its clothes, or next to nothing of it where only its joints are seen.
    private let posing: ShapedBody
    /// A few of the body's vertices: to find out cheaply where it will be.
    let outline: ShapedBody
    private let limbs: Limbs
    private let skin: Topology?
    private let rods: RodMesh?
    /// The colours of the vertices where they are always the same.
    private let tints: [Float]

    public init(_ body: ShapedBody, look: Look = .clay) {
        self.body = body
        self.look = look
        limbs = Limbs(of: body)
        outline = body.outline()
        tints = look == .parts ? BodyParts.tints(body.model) : []
        switch look {
        case .clay, .parts:
            posing = body
            skin = body.topology()
            rods = nil
        case .clothed:
            let clothing = Clothes(for: body)
            posing = body.moved(by: clothing.offsets)
            skin = posing.topology(regions: clothing.fields)
            rods = nil
        case .wire:
            posing = body
            skin = body.edgeTopology()
            rods = nil
        case .skeleton:
            posing = body
            skin = body.topology()
            rods = RodMesh(Bones.skeleton(body.model.layout), layout: body.model.layout)
        case .stick:
            posing = body.outline(vertices: 1)
            skin = nil
            rods = RodMesh(Bones.chains(body.model.layout), layout: body.model.layout)
        }
    }

    func pose(_ motion: Motion, _ range: Range<Int>) -> PosedFrames {
        posing.pose(axisAngles: motion.poses.rows(range), translations: motion.translations.rows(range))
    }

    /// What there is to draw of one posed frame.
    func surfaces(_ posed: PosedFrames, frame: Int, _ coloring: Coloring) -> [Surface] {
        var surfaces: [Surface] = []
        if let rods { surfaces.append(rods.surface(posed, frame: frame, paint: rodPaint(coloring, rods))) }
        guard let skin else { return surfaces }
        let positions = Array(posed.vertices.row(frame))
        switch look {
        case .wire:
            let normals = Topology(triangles: body.model.triangles, vertexCount: body.model.vertexCount).normals(of: positions)
            func corners(_ values: [Float]) -> [Float] {
                body.model.triangles.flatMap { values[Int($0) * 3..<Int($0) * 3 + 3] }
            }
            let line = plain(coloring) ?? SRGB.linear(Color(0x2f, 0x4b, 0x6e))
            surfaces.append(
                Surface(
                    topology: skin, positions: corners(positions), normals: corners(normals),
                    paint: .wire(line: line, fill: SIMD3(repeating: 0.82) + line * 0.1, width: 0.8)))
        case .skeleton:
            surfaces.append(
                Surface(
                    topology: skin, positions: positions, paint: .plain(SRGB.linear(Color(0x7f, 0x9c, 0xc0))), opacity: 0.36))
        default:
            surfaces.append(Surface(topology: skin, positions: positions, paint: skinPaint(coloring)))
        }
        return surfaces
    }

    /// The limbs of one posed frame; none for rods, which hide next to nothing.
    func occluders(_ posed: PosedFrames, frame: Int) -> [Capsule] { look == .stick ? [] : limbs.capsules(posed, frame: frame) }

    private func skinPaint(_ coloring: Coloring) -> Paint {
        if case .joints(let colors) = coloring { return .vertices(body.model.spread(colors)) }
        switch look {
        case .parts: return .vertices(tints)
        case .clothed: return Clothes.paint(shirt: plain(coloring))
        default: return .plain(plain(coloring) ?? SRGB.linear(BodyPaint.clay.color(at: 0)))
        }
    }

    private func rodPaint(_ coloring: Coloring, _ rods: RodMesh) -> Paint {
        if case .joints(let colors) = coloring { return .vertices(rods.tints(colors)) }
        if look == .stick {
            switch coloring {
            case .chains(let colors): return .parts(colors)
            case .plain(let color): return .plain(color)
            default: return .parts(BodyPaint.chainBlueColors)
            }
        }
        let joints = plain(coloring) ?? SRGB.linear(Color(0xd9, 0x63, 0x3b))
        return .parts([SRGB.linear(Color(0xf1, 0xec, 0xe0)), joints])
    }

    private func plain(_ coloring: Coloring) -> SIMD3<Float>? {
        switch coloring {
        case .plain(let color): color
        case .chains(let colors): colors.count > 2 ? colors[2] : colors.first
        default: nil
        }
    }
}

extension BodyPaint {
    fileprivate static var chainBlueColors: [SIMD3<Float>] {
        guard case .chains(let colors) = BodyPaint.chainBlues else { return [] }
        return colors.map(SRGB.linear)
    }
}
