// Where vertices are in the picture and in the shadow map, and what light arrives at them: what `body.vert` and `lights.glsl` say of
// bodies whose light is worked out at their corners.
import Rotations

/// Numbers of a mesh's vertices, one array for each kind.
final class CornerLight {
    /// What is known of a vertex.
    enum Kind: Int, CaseIterable {
        /// Place in the world, metres, and unit normal.
        case x, y, z, normalX, normalY, normalZ
        /// Place among the samples of the drawn part of the picture, from its lower left; depth from 0 to 1.
        case column, row, depth
        /// Place in the shadow map, texels from its corner; depth from 0 to 1.
        case shadowColumn, shadowRow, shadowDepth
        /// As in `lights.glsl`; the share of the sky that limbs leave open.
        case direct, gloss, softRed, softGreen, softBlue, rim, open
    }

    private var memory: UnsafeMutablePointer<Float>
    private var capacity = 0
    private(set) var count = 0

    init() { memory = .allocate(capacity: 1) }

    deinit { memory.deallocate() }

    /// The numbers of one kind.
    subscript(kind: Kind) -> UnsafeMutablePointer<Float> { memory + kind.rawValue * capacity }

    /// The numbers as they are, for reading.
    struct Numbers {
        fileprivate let memory: UnsafePointer<Float>
        fileprivate let capacity: Int

        @inline(__always)
        subscript(kind: Kind, vertex: Int) -> Float { memory[kind.rawValue &* capacity &+ vertex] }
    }

    /// What is known now; not to be used after the next ``load(_:_:)``.
    var numbers: Numbers { Numbers(memory: memory, capacity: capacity) }

    /// Takes in the places of some vertices.
    /// - Parameter vertices: numbers of the surface's vertices.
    func load(_ surface: Surface, _ vertices: [Int32]) {
        count = vertices.count
        if capacity < count {
            memory.deallocate()
            capacity = count
            memory = .allocate(capacity: capacity * Kind.allCases.count)
            memory.initialize(repeating: 0, count: capacity * Kind.allCases.count)
        }
        let (x, y, z, nx, ny, nz) = (self[.x], self[.y], self[.z], self[.normalX], self[.normalY], self[.normalZ])
        vertices.withUnsafeBufferPointer { vertices in
            surface.positions.withUnsafeBufferPointer { p in
                surface.normals.withUnsafeBufferPointer { n in
                    for i in vertices.indices {
                        let v = Int(vertices[i]) * 3
                        x[i] = p[v]
                        y[i] = p[v + 1]
                        z[i] = p[v + 2]
                        nx[i] = n[v]
                        ny[i] = n[v + 1]
                        nz[i] = n[v + 2]
                    }
                }
            }
        }
    }

    /// Finds out where the vertices are in the picture.
    /// - Parameters:
    ///   - width: samples in a row of the whole picture.
    ///   - corner: the lower left sample of the part that is drawn.
    func project(_ m: Matrix4, width: Int, height: Int, corner: (x: Int, y: Int)) {
        let (x, y, z, column, row, depth) = (self[.x], self[.y], self[.z], self[.column], self[.row], self[.depth])
        let (c0, c1, c2, c3) = m.columns
        let (halfWidth, halfHeight) = (Float(width) / 2, Float(height) / 2)
        let (left, low) = (halfWidth - Float(corner.x), halfHeight - Float(corner.y))
        for i in 0..<count {
            let share = 1 / (c0.w * x[i] + c1.w * y[i] + c2.w * z[i] + c3.w)
            column[i] = (c0.x * x[i] + c1.x * y[i] + c2.x * z[i] + c3.x) * share * halfWidth + left
            row[i] = (c0.y * x[i] + c1.y * y[i] + c2.y * z[i] + c3.y) * share * halfHeight + low
            depth[i] = (c0.z * x[i] + c1.z * y[i] + c2.z * z[i] + c3.z) * share * 0.5 + 0.5
        }
    }

    /// Finds out where the vertices are in the shadow map, moved along their normals against acne.
    func project(into map: ShadowMap, offset: Float) {
        let (x, y, z, nx, ny, nz) = (self[.x], self[.y], self[.z], self[.normalX], self[.normalY], self[.normalZ])
        let (column, row, depth) = (self[.shadowColumn], self[.shadowRow], self[.shadowDepth])
        let (c0, c1, c2, c3) = map.worldToMap.columns
        for i in 0..<count {
            let (px, py, pz) = (x[i] + nx[i] * offset, y[i] + ny[i] * offset, z[i] + nz[i] * offset)
            column[i] = c0.x * px + c1.x * py + c2.x * pz + c3.x
            row[i] = c0.y * px + c1.y * py + c2.y * pz + c3.y
            depth[i] = c0.z * px + c1.z * py + c2.z * pz + c3.z
        }
    }

    /// Finds out what light arrives.
    func light(_ lighting: Lighting, eye: SIMD3<Float>, floorHeight: Float, limbs: Occlusion) {
        let (x, y, z, nx, ny, nz) = (self[.x], self[.y], self[.z], self[.normalX], self[.normalY], self[.normalZ])
        let (direct, gloss, rim) = (self[.direct], self[.gloss], self[.rim])
        let (red, green, blue) = (self[.softRed], self[.softGreen], self[.softBlue])
        let (key, fillDirection, fillColor) = (lighting.keyDirection, lighting.fillDirection, lighting.fillColor)
        let (sky, ground) = (lighting.skyColor, lighting.groundColor)
        for i in 0..<count {
            let (wayX, wayY, wayZ) = (eye.x - x[i], eye.y - y[i], eye.z - z[i])
            let near = inverseRoot(wayX * wayX + wayY * wayY + wayZ * wayZ + 1e-12)
            let (viewX, viewY, viewZ) = (wayX * near, wayY * near, wayZ * near)
            // The key light is wide: it lights surfaces a little past the edge that a point light would leave.
            direct[i] = (nx[i] * key.x + ny[i] * key.y + nz[i] * key.z + LightModel.keyWrap) * (1 / LightModel.keyReach)
            let toFill = nx[i] * fillDirection.x + ny[i] * fillDirection.y + nz[i] * fillDirection.z
            let fill = min(1, max(0, (toFill + LightModel.fillWrap) * (1 / LightModel.fillReach)))
            let edge = 1 - min(1, max(0, nx[i] * viewX + ny[i] * viewY + nz[i] * viewZ))
            rim[i] = edge * edge * edge * min(1, max(0, LightModel.rimSideways + LightModel.rimUpwards * nz[i]))
            let (midX, midY, midZ) = (key.x + viewX, key.y + viewY, key.z + viewZ)
            let h = max(0, nx[i] * midX + ny[i] * midY + nz[i] * midZ) * inverseRoot(midX * midX + midY * midY + midZ * midZ + 1e-12)
            let h2 = h * h, h4 = h2 * h2, h8 = h4 * h4
            gloss[i] = h8 * h8 * LightModel.gloss
            let up = 0.5 + 0.5 * nz[i]
            // Near the floor the body's own feet hide the sky.
            let above = LightModel.skyOnFloor + LightModel.skyAboveFloor * min(1, max(0, (z[i] - floorHeight) * LightModel.skyPerMetre))
            red[i] = fill * fillColor.x + (ground.x + (sky.x - ground.x) * up) * above
            green[i] = fill * fillColor.y + (ground.y + (sky.y - ground.y) * up) * above
            blue[i] = fill * fillColor.z + (ground.z + (sky.z - ground.z) * up) * above
        }
        look(past: limbs)
    }

    /// How much soft light reaches the vertices past limbs: see `occlusion.glsl`.
    private func look(past occlusion: Occlusion) {
        let (x, y, z, nx, ny, nz, open) = (self[.x], self[.y], self[.z], self[.normalX], self[.normalY], self[.normalZ], self[.open])
        for i in 0..<count { open[i] = 0 }
        for limb in occlusion.capsules {
            let span = limb.end - limb.start, start = limb.start, radius = limb.radius * occlusion.strength
            let perSquare = 1 / max(dot(span, span), 1e-6), half = 0.25 / perSquare
            for i in 0..<count {
                let (fromX, fromY, fromZ) = (x[i] - start.x, y[i] - start.y, z[i] - start.z)
                let along = min(1, max(0, (fromX * span.x + fromY * span.y + fromZ * span.z) * perSquare))
                let (towardX, towardY, towardZ) = (along * span.x - fromX, along * span.y - fromY, along * span.z - fromZ)
                let square = towardX * towardX + towardY * towardY + towardZ * towardZ + 1e-6
                let inverse = inverseRoot(square)
                let near = min(1, radius * inverse)
                let broad = half * inverseRoot(half * (half + square))
                let above = max(0, (towardX * nx[i] + towardY * ny[i] + towardZ * nz[i]) * inverse)
                open[i] += above * near * max(near, broad)
            }
        }
        for i in 0..<count { open[i] = 1 / (1 + open[i]) }
    }
}
