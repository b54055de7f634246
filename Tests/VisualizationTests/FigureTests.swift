// Bodies in their looks: garments where they belong, rods where the bones are, and the same form whatever the look.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering
import Rotations
import Testing
import Visualization

@Suite(.serialized) struct FigureTests {
    /// One body at a moment of the walk.
    private func scene(_ look: Look, paint: BodyPaint? = nil, clip: String = "02/02_01", frame: Int = 100) throws -> (
        scene: Scene, motion: Motion
    ) {
        let motion = try Samples.motion(clip)
        var options = ShotOptions()
        options.settles = false
        let shot = Shot([Performer(motion, figure: Figure(try Samples.body(), look: look), paint: paint)], aspect: 1, options: options)
        return (shot.scenes(frame..<frame + 1)[0], motion)
    }

    @Test(arguments: [Look.clay, .parts, .skeleton])
    func theSkinIsTheBodysOwn(look: Look) throws {
        let (scene, motion) = try scene(look)
        let posed = try Samples.body().pose(axisAngles: motion.poses.rows(100..<101), translations: motion.translations.rows(100..<101))
        let isSame = scene.surfaces.last?.positions == posed.vertices.elements
        #expect(isSame)
    }

    @Test func clothesAreAFingerThickNotMore() throws {
        let bare = try scene(.clay).scene.surfaces[0], dressed = try scene(.clothed).scene.surfaces[0]
        let distances = stride(from: 0, to: bare.positions.count, by: 3).map { i -> Float in
            let away = SIMD3(0, 1, 2).map { dressed.positions[i + $0] - bare.positions[i + $0] }
            return (away * away).sum().squareRoot()
        }
        let sorted = distances.sorted()
        #expect(
            sorted[sorted.count / 2] < 0.012 && sorted[sorted.count * 95 / 100] < 0.03 && (sorted.last ?? 1) < 0.06, "\(sorted.last ?? 0)")
        // Hands and face are bare.
        #expect(distances.count { $0 == 0 } > 1500)
    }

    @Test func everyGarmentIsWhereOneWearsIt() throws {
        let body = try Samples.body()
        let (scene, _) = try scene(.clothed)
        guard case .regions(let colors, _, _) = scene.surfaces[0].paint else {
            Issue.record("no garments")
            return
        }
        let fields = scene.surfaces[0].topology.regions
        func garment(at place: SIMD3<Float>) -> Int {
            var best = 0, distance = Float.infinity
            for v in 0..<body.model.vertexCount {
                let away = SIMD3(body.restVertices[v * 3], body.restVertices[v * 3 + 1], body.restVertices[v * 3 + 2]) - place
                if (away * away).sum() < distance { (best, distance) = (v, (away * away).sum()) }
            }
            return (0..<colors.count - 1).first { fields[best * 8 + $0] > 0 } ?? colors.count - 1
        }
        func joint(_ j: Int, _ offset: SIMD3<Float> = .zero) -> SIMD3<Float> {
            SIMD3(body.restJoints[j * 3], body.restJoints[j * 3 + 1], body.restJoints[j * 3 + 2]) + offset
        }
        // Hair, eyes, lips, shoes, shirt, trousers, skin.
        #expect(garment(at: joint(15, [0, 0.2, -0.02])) == 0, "the crown")
        #expect(garment(at: joint(15, [0, 0.05, -0.2])) == 0, "the back of the head")
        #expect(garment(at: joint(15, [0, 0, 0.2])) == 6, "the nose")
        for side in [0, 1] {
            #expect(garment(at: joint(10 + side)) == 3, "a foot")
            #expect(garment(at: joint(16 + side)) == 4, "a shoulder")
            #expect(garment(at: joint(18 + side)) == 6, "an elbow")
            #expect(garment(at: joint(20 + side)) == 6, "a wrist")
            #expect(garment(at: joint(4 + side)) == 5, "a knee")
        }
        #expect(garment(at: joint(6, [0, 0, 0.2])) == 4, "the belly")
        #expect(garment(at: joint(0, [0, 0.06, -0.2])) == 4, "the small of the back")
        #expect(garment(at: joint(12, [0, 0.02, 0.1])) == 6, "the throat")
    }

    @Test func garmentsAreAsSymmetricAsTheBody() throws {
        let body = try Samples.body()
        let fields = try scene(.clothed).scene.surfaces[0].topology.regions
        func share(_ field: Int, left: Bool) -> Int {
            (0..<body.model.vertexCount).count {
                fields[$0 * 8 + field] > 0 && (left ? body.restVertices[$0 * 3] > 0.002 : body.restVertices[$0 * 3] < -0.002)
            }
        }
        for field in 0..<6 {
            let left = share(field, left: true), right = share(field, left: false)
            #expect(left > 4 && abs(left - right) <= max(6, left / 10), "field \(field): \(left), \(right)")
        }
    }

    @Test func rodsRunAlongTheBones() throws {
        let (stick, motion) = try scene(.stick)
        let posed = try Samples.body().pose(axisAngles: motion.poses.rows(100..<101), translations: motion.translations.rows(100..<101))
        func joint(_ j: Int) -> SIMD3<Float> { [posed.joints[0, j, 0], posed.joints[0, j, 1], posed.joints[0, j, 2]] }
        let bones = [[0, 1, 4, 7, 10], [0, 2, 5, 8, 11], [0, 3, 6, 9, 12, 15], [9, 13, 16, 18, 20, 25], [9, 14, 17, 19, 21, 40]]
            .flatMap { chain in zip(chain, chain.dropFirst()).map { (joint($0), joint($1)) } }
        let surface = stick.surfaces[0]
        var worst: Float = 0
        for i in stride(from: 0, to: surface.positions.count, by: 3) {
            let p = SIMD3(surface.positions[i], surface.positions[i + 1], surface.positions[i + 2])
            let distance =
                bones.map { a, b -> Float in
                    let span = b - a
                    let along = min(max(dot(p - a, span) / dot(span, span), 0), 1)
                    let away = p - a - span * along
                    return dot(away, away).squareRoot()
                }.min() ?? 1
            worst = max(worst, abs(distance - 0.023))
        }
        #expect(worst < 0.024, "every point is on a rod, or inside one where two meet")
        // Outwards, not inside out.
        let normals = surface.topology.normals(of: surface.positions)
        func normal(_ values: [Float], _ i: Int) -> SIMD3<Float> { [values[i], values[i + 1], values[i + 2]] }
        let agreeing = stride(from: 0, to: normals.count, by: 3).count { dot(normal(normals, $0), normal(surface.normals, $0)) > 0.5 }
        #expect(agreeing == normals.count / 3)
    }

    @Test func aStickFigureHasTheFieldsFiveColours() throws {
        guard case .parts(let blues) = try scene(.stick).scene.surfaces[0].paint else {
            Issue.record("no chains")
            return
        }
        #expect(blues.count == 5 && blues[0] == SRGB.linear(Color(0x4d, 0x84, 0xaa)))
        guard case .parts(let oranges) = try scene(.stick, paint: .chainOranges).scene.surfaces[0].paint else {
            Issue.record("no chains")
            return
        }
        #expect(oranges[3] == SRGB.linear(Color(0xff, 0x6d, 0x00)))
    }

    @Test func partsAreThoseOfSMPLAndEveryOneIsThere() throws {
        let body = try Samples.body()
        let parts = BodyParts.numbers(of: body.model)
        #expect(Set(parts) == Set(0..<24))
        for (part, name) in BodyParts.names.enumerated() where name.hasPrefix("left") {
            let x = zip(parts, stride(from: 0, to: body.restVertices.count, by: 3)).filter { $0.0 == part }.map { body.restVertices[$0.1] }
            #expect(x.allSatisfy { $0 > -0.02 }, "\(name) is on the left")
        }
    }

    @Test func speedColoursTheFastFootAndNotTheStandingOne() throws {
        // A front kick of karate.
        let motion = try Samples.motion("135/135_04")
        let body = try Samples.body()
        let posed = body.pose(axisAngles: motion.poses, translations: motion.translations).joints
        func speed(_ joint: Int, _ frame: Int) -> Float {
            let a = SIMD3(0, 1, 2).map { posed[frame - 4, joint, $0] }, b = SIMD3(0, 1, 2).map { posed[frame + 4, joint, $0] }
            return dot(b - a, b - a).squareRoot() / Float(8 / motion.frameRate)
        }
        let frame = try #require((10..<motion.frameCount - 10).max { speed(10, $0) < speed(10, $1) })
        let colored = try scene(.clay, paint: .bySpeed(.greys, upTo: 5), clip: "135/135_04", frame: frame).scene.surfaces[0]
        guard case .vertices(let colors) = colored.paint else {
            Issue.record("no colours of vertices")
            return
        }
        let owners = body.model.dominantJoints
        func mean(_ joint: Int) -> Float {
            let values = owners.indices.filter { owners[$0] == joint }.map { colors[$0 * 3] }
            return values.reduce(0, +) / Float(values.count)
        }
        // Greys run from white to black.
        #expect(mean(10) < mean(11) - 0.3, "\(speed(10, frame)) m/s against \(speed(11, frame))")
    }
}

extension SIMD3<Int> {
    fileprivate func map(_ value: (Int) -> Float) -> SIMD3<Float> { [value(x), value(y), value(z)] }
}
