// Bodies measured: parts, persons, looks, and the motion of a camera's own coordinates.
import Arrays
import BodyModels
import Foundation
import Motions
import Pictures
import Rendering
import TestSupport
import Testing
import Visualization

@Suite(.serialized) struct MeasuredBodyTests {
    private func shot(_ look: Look = .clay, floor: ShotOptions.FloorStyle = .none) throws -> Shot {
        var options = ShotOptions()
        options.background = .transparent
        options.floor = floor
        return Shot(
            [Performer(try Samples.motion("02/02_01"), figure: Figure(try Samples.body(), look: look))], aspect: 1, options: options)
    }

    /// A body in a picture is simplified to two fifths of a pixel; its measurements are those of the whole mesh and fit all the same.
    @Test(arguments: Look.allCases) func measurementsFitThePictureOfEveryLook(look: Look) throws {
        let scene = try shot(look).scenes(100..<101)[0]
        let renderer = try Renderer()
        let side = 320
        let image = try renderer.draw(scene, width: side, height: side)
        let seen = try renderer.measure(scene, width: side, height: side)
        var both = 0, either = 0, astray = 0
        for y in 0..<side {
            for x in 0..<side {
                let alpha = image.color(x: x, y: y)?.alpha ?? 0
                // Half of a pixel, and half of what a translucent body hides.
                let isBody = alpha > (look == .skeleton ? 46 : 127)
                both += isBody && seen.isCovered(x: x, y: y) ? 1 : 0
                either += isBody || seen.isCovered(x: x, y: y) ? 1 : 0
                if alpha == 0 && seen.isCovered(x: x, y: y) { astray += 1 }
            }
        }
        #expect(either > 1000)
        #expect(Double(both) > (look == .stick ? 0.93 : 0.96) * Double(either), "\(both) of \(either)")
        #expect(astray <= either / 200, "\(astray) measured pixels show nothing")
        // In every look the numbers are those of the body's parts.
        let parts = Set(seen.parts).subtracting([0])
        #expect(parts.isSubset(of: Set(1...24)) && parts.count >= 12, "\(parts.sorted())")
    }

    /// Small bodies are drawn with fewer triangles; measured they are not.
    @Test func theWholeMeshIsMeasuredHoweverSmallItIs() throws {
        let scene = try shot().scenes(50..<51)[0]
        var whole = scene
        whole.surfaces = scene.surfaces.map { surface in
            var surface = surface
            let own = surface.topology
            surface.topology = Topology(triangles: own.triangles, vertexCount: own.vertexCount, labels: own.labels)
            return surface
        }
        let renderer = try Renderer()
        let small = try renderer.measure(scene, width: 48, height: 48), exact = try renderer.measure(whole, width: 48, height: 48)
        #expect(small.persons.contains(1))
        #expect(small.depths == exact.depths && small.parts == exact.parts && small.normals(in: .world) == exact.normals(in: .world))
    }

    @Test func theHeadIsAboveTheFeetAndTheLabelsSaySo() throws {
        let seen = try Renderer().measure(try shot().scenes(0..<1)[0], width: 128, height: 128)
        func height(of name: String) throws -> Float {
            let number = try #require(BodyParts.labels.first { $0.name == name }).number
            let places = seen.parts.indices.filter { Int(seen.parts[$0]) == number }
            try #require(!places.isEmpty)
            return places.reduce(0) { $0 + seen.positions[3 * $1 + 2] } / Float(places.count)
        }
        #expect(try height(of: "head") > 1.3 && height(of: "left_foot") < 0.2)
        #expect(BodyParts.labels.map(\.number) == Array(0...24) && BodyParts.labels[0].name == "background")
    }

    @Test func everyPersonAndEveryMomentHasANumber() throws {
        let figure = Figure(try Samples.body())
        let performers = try ["02/02_01", "09/09_01", "49/49_06"].map {
            Performer(try Samples.motion($0).resampled(to: 30), figure: figure)
        }
        let renderer = try Renderer()
        let together = try renderer.measure(Shot(performers, aspect: 2).scenes(0..<1)[0], width: 240, height: 120)
        #expect(Set(together.persons).isSubset(of: [0, 1, 2, 3]) && Set(together.persons).count >= 3)
        let sequence = SequenceFigure(try Samples.motion("02/02_01"), body: try Samples.body(), aspect: 2, count: 5)
        #expect(Set(try renderer.measure(sequence.scene, width: 240, height: 120).persons) == [0, 1, 2, 3, 4, 5])
        #expect(try together.personPicture(of: 3).format == .gray8 && together.personPicture(of: 300).format == .gray16)
    }

    @Test func picturesOfMeasurementsSayWhatTheNumbersSay() throws {
        let seen = try Renderer().measure(try shot(floor: .plain).scenes(0..<1)[0], width: 60, height: 60)
        let depth = try seen.depthPicture().samples, mask = try seen.maskPicture().pixels, parts = try seen.partPicture().pixels
        let normals = try seen.picture(ofNormals: seen.normals(in: .camera)).pixels
        for i in seen.persons.indices {
            #expect((mask[i] == 255) == (seen.depths[i] > 0) && (mask[i] == 0) == (parts[i] == 0) && (depth[i] == 0) == (mask[i] == 0))
            #expect((Float(depth[i]) - seen.depths[i] * 1000).magnitude <= 0.51)
            // What is seen faces the viewer, or nearly.
            if mask[i] == 255 { #expect(normals[3 * i + 2] > 100) } else { #expect(normals[3 * i] == 0 && normals[3 * i + 2] == 0) }
        }
        #expect(!seen.isTooDeep)
        var far = try shot().scenes(0..<1)[0]
        far.camera = Camera(position: [0, -80, 1], target: [0, 0, 1], projection: .perspective(degrees: 3))
        let away = try Renderer().measure(far, width: 40, height: 40)
        #expect(away.isTooDeep)
        #expect(try away.depthPicture().samples.allSatisfy { $0 == 0 || $0 == 65535 })
        #expect(away.depths.contains { $0 > 70 })
    }

    /// (x, y, z) of the camera's world is (x, z, -y) of ours, for every vertex.
    @Test func aMotionInCameraCoordinatesStandsUp() throws {
        let body = try Samples.body()
        let motion = try Samples.motion("49/49_06").resampled(to: 5).converted(to: body.model.layout)
        let rest = body.restJoints
        let turned = motion.turnedUpright(fromCameraWithPelvisAt: [rest[0], rest[1], rest[2]])
        let before = body.pose(axisAngles: motion.poses, translations: motion.translations).vertices.elements
        let after = body.pose(axisAngles: turned.poses, translations: turned.translations).vertices.elements
        var worst: Float = 0
        for i in stride(from: 0, to: before.count, by: 3) {
            worst = max(
                worst, (after[i] - before[i]).magnitude, (after[i + 1] - before[i + 2]).magnitude, (after[i + 2] + before[i + 1]).magnitude)
        }
        #expect(worst < 1e-4, "\(worst) m")
    }
}

@Suite struct PhotographsTests {
    private func image(_ width: Int, _ height: Int, _ gray: UInt8) throws -> Image {
        try Image(width: width, height: height, format: .gray8, fill: Color(gray: gray))
    }

    @Test func picturesOfAFolderAreTakenByName() throws {
        let grays: [String: UInt8] = ["a.png": 10, "b.png": 20, "c.png": 30]
        let folder = try TestFolder()
        for name in ["c.png", "a.png", "b.png", ".hidden"] { try folder.write([0], name) }
        let photographs = try Photographs(path: folder.path) { path in
            try image(8, 6, grays[String(path.split(separator: "/").last ?? "")] ?? 99)
        }
        #expect(photographs.count == 3 && photographs.width == 8 && photographs.height == 6)
        for (frame, gray) in [(0, 10), (1, 20), (2, 30)] { #expect(try photographs.image(frame).pixels.allSatisfy { $0 == gray }) }
        #expect(throws: (any Error).self) { try photographs.image(3) }
        #expect(throws: (any Error).self) { try Photographs(path: folder.path + "/nothing.png") }
    }

    @Test func onePhotographServesAllFramesAndKeepsItsProportions() throws {
        let one = Photographs(path: "one", first: try image(80, 60, 200), count: nil) { _ in try image(80, 60, 200) }
        #expect(try one.image(0) == one.image(100_000))
        let small = try one.shown(width: 40, height: 30)
        #expect(try small.image(5).width == 40 && small.image(5).height == 30)
        #expect(throws: (any Error).self) { try one.shown(width: 40, height: 40) }
        // The next must be as large as the first.
        let mixed = Photographs(path: "mixed", first: try image(80, 60, 200), count: 2) { try image(80 + $0, 60, 200) }
        #expect(throws: (any Error).self) { try mixed.image(1) }
    }
}
