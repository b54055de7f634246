// Grids and strips: shapes, places of cells and captions, and that frames come out as composed by hand.
import Pictures
import Testing

@Suite("composition")
struct CompositionTests {
    @Test("grids of 1 to 1000 cells have room for all, no empty row, and a sensible shape")
    func shapes() throws {
        for count in 1...1000 {
            let grid = try Grid(count: count, cellWidth: 260, cellHeight: 232, captionHeight: 48)
            #expect(grid.columns * grid.rows >= count && grid.columns * (grid.rows - 1) < count)
            let aspect = Double(grid.width) / Double(grid.height)
            if count >= 12 { #expect(aspect > 1 && aspect < 2.4, "\(count)") }
            #expect(grid.columns * grid.rows - count < grid.columns)
        }
        func shape(_ count: Int) throws -> [Int] {
            let grid = try Grid(count: count, cellWidth: 260, cellHeight: 232, captionHeight: 48)
            return [grid.columns, grid.rows]
        }
        #expect(try shape(1) == [1, 1])
        #expect(try shape(2) == [2, 1])
        #expect(try shape(4) == [2, 2])
        #expect(try shape(6) == [3, 2])
        #expect(try shape(7) == [4, 2])
        #expect(try shape(10) == [5, 2])
        #expect(try shape(12) == [4, 3])
        #expect(try shape(24) == [6, 4])
        #expect(try Grid(count: 5, cellWidth: 10, cellHeight: 10, columns: 9).columns == 5)
        #expect(try Grid(count: 5, cellWidth: 10, cellHeight: 10, columns: 2).rows == 3)
    }

    @Test("the seeds' grid is 1560×1120")
    func seeds() throws {
        let grid = try Grid(count: 24, cellWidth: 260, cellHeight: 232, captionHeight: 48)
        #expect((grid.width, grid.height) == (1560, 1120))
        #expect(grid.cellOrigin(7) == (260, 280 + 48))
        #expect(grid.captionOrigin(7) == (260, 280))
    }

    @Test("impossible grids are refused")
    func refused() {
        #expect(throws: PictureProblem.self) { try Grid(count: 0, cellWidth: 10, cellHeight: 10) }
        #expect(throws: PictureProblem.self) { try Grid(count: 1, cellWidth: 0, cellHeight: 10) }
        #expect(throws: PictureProblem.self) { try Grid(count: 1, cellWidth: 10, cellHeight: 10, columns: 0) }
        #expect(throws: PictureProblem.self) { try Grid(count: 1, cellWidth: 10, cellHeight: 10, gap: -1) }
        #expect(throws: PictureProblem.self) { try Grid(count: .max, cellWidth: .max, cellHeight: .max) }
        #expect(throws: PictureProblem.self) { try Grid(count: 1_000_000, cellWidth: 1_000_000, cellHeight: 1_000_000) }
        #expect(throws: PictureProblem.self) { try Strip().image(of: []) }
    }

    @Test("cells lie where the grid says, gaps and captions keep their pixels", arguments: Grid.CaptionPlace.allCases)
    func cells(place: Grid.CaptionPlace) throws {
        let grid = try Grid(
            count: 5, cellWidth: 60, cellHeight: 30, columns: 3, captionHeight: 20, captionPlace: place, gap: 3, margin: 5)
        let template = try GridTemplate(grid, captions: ["one", "two", "", "four"])
        let colors = (0..<5).map { Color(UInt8(40 * $0), 90, 200) }
        for format in [PixelFormat.rgb8, .rgba8] {
            let cells = try colors.map { try Image(width: 60, height: 30, format: format, fill: $0) }
            let frame = try template.compose(cells)
            var byHand = template.empty
            for (i, cell) in cells.enumerated() { byHand.paste(cell, x: grid.cellOrigin(i).x, y: grid.cellOrigin(i).y) }
            #expect(frame == byHand)
            var again = frame
            try template.compose(cells, into: &again)
            #expect(again == frame)
        }
        let two = try template.empty.cropped(x: grid.captionOrigin(1).x, y: grid.captionOrigin(1).y, width: 60, height: 20)
        #expect(two.pixels.contains { $0 < 60 })
        let none = try template.empty.cropped(x: grid.captionOrigin(2).x, y: grid.captionOrigin(2).y, width: 60, height: 20)
        #expect(none.pixels.allSatisfy { $0 == 255 })
    }

    @Test("see-through cells show the background, in every frame anew")
    func seeThrough() throws {
        let template = try GridTemplate(try Grid(count: 1, cellWidth: 4, cellHeight: 4), background: Color(gray: 100))
        let half = try Image(width: 4, height: 4, format: .rgba8, fill: Color(200, 200, 200, 128))
        var frame = try template.compose([half])
        #expect(frame.color(x: 0, y: 0) == Color(gray: 150))
        try template.compose([half], into: &frame)
        #expect(frame.color(x: 0, y: 0) == Color(gray: 150))
        let gray = try GridTemplate(template.grid, background: Color(gray: 100), format: .gray8)
        var grayFrame = try gray.compose([half])
        try gray.compose([half], into: &grayFrame)
        #expect(grayFrame.color(x: 0, y: 0) == Color(gray: 150))
    }

    @Test("cells of another size, or too many, are refused and change nothing")
    func wrong() throws {
        let template = try GridTemplate(try Grid(count: 2, cellWidth: 4, cellHeight: 4))
        let cell = try Image(width: 4, height: 4, format: .rgb8, fill: .black)
        let wide = try Image(width: 5, height: 4, format: .rgb8, fill: .black)
        var frame = template.empty
        #expect(throws: PictureProblem.self) { try template.compose([cell, wide], into: &frame) }
        #expect(throws: PictureProblem.self) { try template.compose([cell, cell, cell], into: &frame) }
        #expect(frame == template.empty)
    }

    @Test("a thousand captions of five hundred characters stay in their bands")
    func thousand() throws {
        let caption = String(repeating: "a person walks ", count: 34)
        let grid = try Grid(count: 1000, cellWidth: 60, cellHeight: 20, captionHeight: 26, gap: 2)
        let template = try GridTemplate(grid, captions: [String](repeating: caption, count: 1000))
        for index in [0, 1, 500, 999] {
            let (x, y) = grid.cellOrigin(index)
            let cell = try template.empty.cropped(x: x, y: y, width: 60, height: 20)
            #expect(cell.pixels.allSatisfy { $0 == 255 })
            let (cx, cy) = grid.captionOrigin(index)
            #expect(try template.empty.cropped(x: cx, y: cy, width: 60, height: 26).pixels.contains { $0 < 60 })
        }
    }

    @Test("a strip has its pictures in a row and their times beneath")
    func strip() throws {
        let pictures = try (0..<4).map { try Image(width: 50, height: 40, format: .rgb8, fill: Color(gray: UInt8(50 * $0))) }
        let plain = try Strip().image(of: pictures)
        #expect((plain.width, plain.height) == (200, 40))
        let labelled = try Strip(gap: 2).image(of: pictures, labels: (0..<4).map { Strip.timeStamp(seconds: Double($0) / 2) })
        #expect(labelled.width == 4 * 52 + 2 && labelled.height > 50)
        #expect(labelled.color(x: 2 + 52, y: 2) == Color(gray: 50))
        #expect(Strip.timeStamp(seconds: 1.5) == "1.50 s")
        #expect(Strip.timeStamp(seconds: 0.999) == "1.00 s")
        #expect(Strip.timeStamp(seconds: -0.25, decimals: 1) == "−0.3 s")
        #expect(Strip.timeStamp(seconds: 12, decimals: 0) == "12 s")
        #expect(Strip.timeStamp(seconds: .nan) == "" && Strip.timeStamp(seconds: .infinity) == "")
    }

    @Test("dimming takes levels off colours and leaves alpha")
    func dimming() throws {
        let image = try Image(width: 2, height: 2, format: .rgba8, fill: Color(200, 10, 15, 90))
        #expect(image.dimmed(by: 15).color(x: 1, y: 1) == Color(185, 0, 0, 90))
        #expect(image.dimmed(by: -60).color(x: 0, y: 0) == Color(255, 70, 75, 90))
        #expect(image.dimmed(by: 0) == image)
        #expect(image.dimmed(by: .max).color(x: 0, y: 0) == Color(0, 0, 0, 90))
        let deep = try Image(width: 1, height: 1, samples: [65535])
        #expect(deep.dimmed(by: 15).samples == [65535 - 257 * 15])
    }
}
