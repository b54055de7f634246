// What surfaces are painted with: where each colour must be found in the picture.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct PaintTests {
    /// Light that shows colours as they are on faces that look at the camera.
    private let even: Lighting = {
        var light = Lighting.flat
        light.groundColor = [1, 1, 1]
        return light
    }()

    /// A square of two triangles that faces the camera, 1 m wide, at the height of its eyes.
    private func square(parts: [UInt8] = [], regions: [Float] = [], y: Float = 0, half: Float = 0.5, paint: Paint, opacity: Float = 1)
        -> Surface
    {
        let positions: [Float] = [-half, y, 1 - half, half, y, 1 - half, half, y, 1 + half, -half, y, 1 + half]
        return Surface(
            topology: Topology(triangles: [0, 1, 2, 0, 2, 3], vertexCount: 4, parts: parts, regions: regions), positions: positions,
            paint: paint,
            opacity: opacity)
    }

    private func draw(_ surfaces: [Surface], background: Background = .color([1, 1, 1]), antialiasing: Antialiasing = .four) throws -> Image
    {
        var scene = TestScenes.scene(surfaces, background: background)
        scene.lighting = even
        return try withRenderer { try $0.draw(scene, width: 100, height: 100, antialiasing: antialiasing) }
    }

    private let red: SIMD3<Float> = [1, 0, 0], green: SIMD3<Float> = [0, 1, 0], blue: SIMD3<Float> = [0, 0, 1]

    @Test func partsHaveTheirColoursWithoutMixtures() throws {
        // The last corner of a triangle says whose it is: of the lower right one corner 2, of the upper left corner 3.
        let image = try draw([square(parts: [9, 9, 1, 2], paint: .parts([red, green, blue]))], antialiasing: .none)
        #expect(image.at(60, 60) == Color(0, 255, 0))
        #expect(image.at(40, 40) == Color(0, 0, 255))
        let colors = Set((0..<100).flatMap { y in (0..<100).map { image.at($0, y) } })
        #expect(colors == [.white, Color(0, 255, 0), Color(0, 0, 255)])
    }

    @Test func coloursOfVerticesAreBlended() throws {
        let image = try draw([square(paint: .vertices([1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]))])
        let left = image.at(36, 50), middle = image.at(50, 50), right = image.at(64, 50)
        #expect(left.red > middle.red && middle.red > right.red && left.blue < middle.blue && middle.blue < right.blue)
        // Half of each in linear light.
        #expect(abs(Int(middle.red) - 188) <= 4 && abs(Int(middle.blue) - 188) <= 4)
    }

    @Test func garmentsCoverEachOtherInOrderAndEndWhereTheirFieldsDo() throws {
        // Field 0 is positive left of the middle, field 1 everywhere below the middle, none in the upper right.
        func fields(_ first: Float, _ second: Float) -> [Float] { [first, second, -1, -1, -1, -1, -1, -1] }
        let regions = fields(1, 1) + fields(-1, 1) + fields(-1, -1) + fields(1, -1)
        let image = try draw([square(regions: regions, paint: .regions([red, green, blue], far: [], coarse: 1))])
        #expect(image.at(40, 40) == Color(255, 0, 0) && image.at(40, 60) == Color(255, 0, 0))
        #expect(image.at(60, 60) == Color(0, 255, 0))
        #expect(image.at(60, 40) == Color(0, 0, 255))
        // The border runs straight through both triangles.
        #expect(image.at(48, 35) == Color(255, 0, 0) && image.at(52, 65) == Color(0, 255, 0))
    }

    @Test func smallDetailsFadeWithDistance() throws {
        let regions = [Float](repeating: 1, count: 32)
        func color(coarse: Float) throws -> Color {
            try draw([square(regions: regions, paint: .regions([red, blue], far: [green, blue], coarse: coarse))]).at(50, 50)
        }
        // A pixel covers 29 mm.
        try #expect(color(coarse: 0.08) == Color(255, 0, 0))
        try #expect(color(coarse: 0.01) == Color(0, 255, 0))
        let between = try color(coarse: 0.04)
        #expect(between.red > 100 && between.green > 100)
    }

    @Test func wiresAreTheEdgesOfTriangles() throws {
        let corners: [Float] = [-0.5, 0, 0.5, 0.5, 0, 0.5, 0, 0, 1.5]
        let barycentric: [Float] = (0..<3).flatMap { corner in (0..<8).map { $0 == corner ? 1 : 0 } }
        let triangle = Surface(
            topology: Topology(triangles: [0, 1, 2], vertexCount: 3, regions: barycentric), positions: corners,
            paint: .wire(line: .zero, fill: [1, 0, 0], width: 2))
        let image = try draw([triangle])
        #expect(image.at(50, 58) == Color(255, 0, 0), "the middle is filled")
        let row = (0..<100).filter { image.gray($0, 58) < 60 }
        #expect(row.count >= 2 && row.count <= 8, "two thin lines across: \(row)")
        #expect((row.first ?? 0) < 45 && (row.last ?? 0) > 55)
    }

    @Test func oneSeesThroughTheNearestLayerOnly() throws {
        let back = square(y: 0.3, paint: .plain(blue))
        let pane = square(y: 0, half: 0.3, paint: .plain(red), opacity: 0.5)
        let image = try draw([pane, back], background: .color([1, 1, 1]))
        let seen = image.at(50, 50)
        #expect(abs(Int(seen.red) - 128) <= 2 && abs(Int(seen.blue) - 128) <= 2 && seen.green == 0)
        // Two panes of one surface: the second one does not show.
        let two = Surface(
            topology: Topology(triangles: [0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7], vertexCount: 8),
            positions: pane.positions + square(y: 0.1, half: 0.3, paint: .plain(red)).positions, paint: .plain(red), opacity: 0.5)
        try #expect(draw([two, back]).at(50, 50) == seen)
    }

    @Test func overNothingATranslucentSurfaceKeepsItsColourAndItsShareOfAlpha() throws {
        let pane = square(paint: .plain(red), opacity: 0.25)
        for antialiasing in Antialiasing.allCases {
            let seen = try draw([pane], background: .transparent, antialiasing: antialiasing).at(50, 50)
            #expect(abs(Int(seen.alpha) - 64) <= 1 && seen.red >= 250 && seen.green <= 2, "\(seen)")
        }
        let onWhite = try draw([pane]).at(50, 50)
        #expect(onWhite.red >= 254 && abs(Int(onWhite.green) - 191) <= 2)
    }
}
