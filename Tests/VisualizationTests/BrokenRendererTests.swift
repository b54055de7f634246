// Proof that recorded pictures guard the renderer: shaders and scenes are broken, one at a time, and a picture must differ.
import Pictures
import Rendering
import Rotations
import Testing
import Visualization

@Suite(.serialized) struct BrokenRendererTests {
    /// A mistake in a shader.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let right: String
        let wrong: String
        /// Recorded pictures of which one must notice.
        let seenIn: [String]
        var testDescription: String { name }

        init(_ name: String, _ right: String, _ wrong: String, _ seenIn: String...) {
            (self.name, self.right, self.wrong, self.seenIn) = (name, right, wrong, seenIn)
        }
    }

    static let mistakes = [
        Mistake("the key light comes from the other side", "dot(n, keyDirection)", "dot(n, -keyDirection)", "walk"),
        Mistake("the fill light is out", "fill * fillColor", "0.0 * fillColor", "walk", "parts-flat"),
        Mistake("the sky is below", "mix(groundColor, skyColor,", "mix(skyColor, groundColor,", "walk"),
        Mistake("limbs hide no sky from each other", "soft * open *", "soft *", "walk", "sit-dark"),
        Mistake("no body has a shadow on itself", "key * lit()", "key", "walk", "sit-dark"),
        Mistake("sRGB's curve is a little off", "0.65392164", "0.62392164", "run-one-sample", "walk"),
        Mistake("colours are in the wrong order", "encodeSRGB(radiance)", "encodeSRGB(radiance.bgr)", "clothed-outdoor"),
        Mistake("the squares of the floor are inverted", "integral.x * integral.y", "-integral.x * integral.y", "clothed-outdoor"),
        Mistake("the floor does not fade away", "clamp(1.0 - dot(away, away), 0.0, 1.0)", "1.0", "clothed-outdoor"),
        Mistake("the path has hard edges", "float soft = max(fwidth(across), 1e-4)", "float soft = 1e-4", "stick-path"),
        Mistake("trousers are shirts", "palette[5] : c", "palette[4] : c", "clothed-outdoor"),
        Mistake("wires miss a side", "min(min(away.x, away.y), away.z)", "min(away.x, away.y)", "wire"),
        Mistake("parts have their neighbour's colour", "palette[int(part)]", "palette[int(part) + 1]", "stick-path"),
        Mistake("what is behind does not show through", "encodeSRGB(radiance) * opacity", "encodeSRGB(radiance)", "skeleton-transparent"),
    ]

    private func recorded(_ name: String) throws -> SnapshotTests.Recorded {
        try #require(SnapshotTests.all.first { $0.name == name })
    }

    @Test(arguments: mistakes)
    func aMistakeInAShaderIsSeen(_ mistake: Mistake) throws {
        let isSeen = try mistake.seenIn.contains { name in
            let picture = try recorded(name)
            // These pictures are small enough to be drawn without shaders.
            let image = try picture.drawn(rewriting: { $0.replacing(mistake.right, with: mistake.wrong) }, byOpenGL: true)
            return try !SnapshotTests.Recorded.areSame(image, picture.drawn(byOpenGL: true))
        }
        #expect(isSeen, "no picture differs; does '\(mistake.right)' still stand in a shader?")
    }

    /// A mistake in what is drawn.
    private func isSeen(in name: String, _ change: (inout Scene) -> Void) throws -> Bool {
        let picture = try recorded(name)
        return try !picture.isSame(picture.drawn(change))
    }

    @Test func whatIsWellIsNotComplainedAbout() throws {
        #expect(try !isSeen(in: "walk") { _ in })
    }

    @Test func trianglesTurnedInsideOutAreSeen() throws {
        #expect(
            try isSeen(in: "walk") { scene in
                scene.surfaces = scene.surfaces.map { surface in
                    var turned = surface
                    turned.topology = Topology(
                        triangles: Self.insideOut(surface.topology.triangles), vertexCount: surface.topology.vertexCount)
                    return turned
                }
            })
    }

    private static func insideOut(_ triangles: [UInt32]) -> [UInt32] {
        var turned = triangles
        for t in stride(from: 0, to: turned.count, by: 3) { turned.swapAt(t, t + 1) }
        return turned
    }

    @Test func normalsTurnedOverAreSeen() throws {
        #expect(
            try isSeen(in: "walk") { scene in
                for s in scene.surfaces.indices { scene.surfaces[s].normals = scene.surfaces[s].normals.map { -$0 } }
            })
    }

    @Test func aCameraALittleOffIsSeen() throws {
        // Two centimetres to the side or up, a hundredth further away, a degree of roll.
        #expect(
            try isSeen(in: "walk") {
                $0.camera.position.x += 0.02
                $0.camera.target.x += 0.02
            })
        #expect(try isSeen(in: "walk") { $0.camera.position += ($0.camera.position - $0.camera.target) * 0.01 })
        #expect(try isSeen(in: "walk") { $0.camera.up.x += 0.02 })
        #expect(try isSeen(in: "run-one-sample") { $0.camera.target.z += 0.02 })
    }

    @Test func aMirroredBodyIsSeen() throws {
        #expect(
            try isSeen(in: "walk") { scene in
                for s in scene.surfaces.indices {
                    for x in stride(from: 0, to: scene.surfaces[s].positions.count, by: 3) {
                        scene.surfaces[s].positions[x] = 2 * scene.camera.target.x - scene.surfaces[s].positions[x]
                        scene.surfaces[s].normals[x] = -scene.surfaces[s].normals[x]
                    }
                }
            })
    }

    @Test func lightsThatAreALittleOffAreSeen() throws {
        // Less than a tenth, and a few degrees. Smaller figures hide smaller changes: the close-ups of Tests/RenderSuite show those.
        #expect(try isSeen(in: "walk") { $0.lighting.keyColor *= 0.92 })
        #expect(try isSeen(in: "walk") { $0.lighting.fillColor *= 0.9 })
        #expect(try isSeen(in: "clothed-outdoor") { $0.lighting.skyColor *= 0.85 })
        #expect(try isSeen(in: "walk") { $0.lighting.rimColor = .zero })
        #expect(try isSeen(in: "sit-dark") { $0.lighting.keyDirection.x += 0.1 })
    }

    @Test func shadowsThatAreALittleOffAreSeen() throws {
        #expect(try isSeen(in: "walk") { $0.floor?.shadowStrength *= 0.93 })
        #expect(try isSeen(in: "walk") { $0.floor?.height -= 0.03 })
        #expect(try isSeen(in: "walk") { $0.lighting.keySize *= 1.3 })
        #expect(try isSeen(in: "walk") { $0.occluders = [] })
        #expect(try isSeen(in: "sit-dark") { scene in for s in scene.surfaces.indices { scene.surfaces[s].castsShadow = false } })
    }
}
