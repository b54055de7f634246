// Time lines under cells: what is marked, where the motion is, and that the cell is what it is without one.
import BodyModels
import Motions
import Pictures
import Rendering
import Testing
import Visualization

@Suite(.serialized) struct TimeLineTests {
    private static let accent = Color(0xe0, 0x7b, 0x2c)

    private func shots() throws -> [Shot] {
        let figure = Figure(try Samples.body(), look: .stick)
        return try ["02/02_01", "49/49_04"].map {
            Shot([Performer(try Samples.motion($0).resampled(to: 10), figure: figure)], aspect: 1)
        }
    }

    /// Columns of the band in which a colour is.
    private func columns(of color: Color, in image: Image, below top: Int) -> [Int] {
        (0..<image.width).filter { x in (top..<image.height).contains { image.color(x: x, y: $0) == color } }
    }

    @Test func aCellStaysAsItIsAndGetsABandBelow() throws {
        let shots = try shots()
        let plain = try Sheet(shots, cellWidth: 120, cellHeight: 100, columns: 2)
        let lines = [TimeLine(duration: 2.9, marks: [0.5..<1.5]), nil]
        let marked = try Sheet(shots, cellWidth: 120, cellHeight: 100, columns: 2, timeLines: lines)
        #expect(marked.width == plain.width && marked.height > plain.height && marked.height < plain.height + 40)
        let renderer = try Renderer()
        let (a, b) = (SheetRenderer(plain, renderer: renderer), SheetRenderer(marked, renderer: renderer))
        for frame in [0, 12, 28] {
            let band = try b.image(frame)
            #expect(try band.cropped(x: 0, y: 0, width: 240, height: 100) == a.image(frame))
            // Nothing under the cell that has no time line.
            let rest = try band.cropped(x: 120, y: 100, width: 120, height: band.height - 100)
            #expect(Set(rest.pixels) == [255])
        }
        #expect(try a.measurements(3).height == 100 && b.measurements(3).height == 100)
    }

    @Test func theMarkIsWhereTheStretchIsAndTheKnobWhereTheMotionIs() throws {
        let shot = try shots()[0]
        let line = TimeLine(duration: 2.9, marks: [0..<0.725, 1.45..<2.9])
        let sheet = try Sheet([shot], cellWidth: 290, cellHeight: 60, timeLines: [line])
        let artist = SheetRenderer(sheet, renderer: try Renderer())
        let image = try artist.image(0)
        let marked = columns(of: TimeLineTests.accent, in: image, below: 60)
        // The bar begins and ends some pixels inside the cell.
        #expect(!marked.contains { $0 < 10 || $0 > 280 } && marked.contains { $0 > 250 })
        #expect(!marked.contains { (90..<144).contains($0) } && marked.contains(150))
        var before = -1
        for frame in [0, 7, 14, 28] {
            let knob = columns(of: Color(gray: 0x33), in: try artist.image(frame).cropped(x: 0, y: 60, width: 290, height: 12), below: 0)
            let middle = knob.reduce(0, +) / max(knob.count, 1)
            #expect(!knob.isEmpty && middle > before)
            before = middle
        }
        // In any order the same.
        #expect(try artist.image(0) == image)
    }

    @Test func aTransparentSheetHasATransparentBand() throws {
        var options = ShotOptions()
        options.background = .transparent
        let figure = Figure(try Samples.body(), look: .stick)
        let shot = Shot([Performer(try Samples.motion("49/49_04").resampled(to: 10), figure: figure)], aspect: 1, options: options)
        let sheet = try Sheet(
            [shot], cellWidth: 100, cellHeight: 100, background: .transparent, timeLines: [TimeLine(duration: 2, marks: [0..<1])])
        let image = try SheetRenderer(sheet, renderer: Renderer()).image(3)
        #expect(image.format == .rgba8 && image.color(x: 0, y: image.height - 1)?.alpha == 0)
        #expect(!columns(of: TimeLineTests.accent, in: image, below: 100).isEmpty)
    }
}
