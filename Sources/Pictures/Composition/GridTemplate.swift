// A grid with its captions drawn once, into which the cells of every frame are laid.

/// The part of a composed picture that does not change from frame to frame: background and captions.
public struct GridTemplate: Sendable {
    public let grid: Grid
    /// Background and captions, cells empty.
    public let empty: Image

    /// Draws the captions.
    /// - Parameters:
    ///   - captions: the caption of each cell in turn; missing ones stay empty, those beyond the last cell are left out.
    ///   - style: how captions look; one that does not fit its band is made smaller down to the style's smallest size,
    ///     then cut.
    ///   - padding: pixels kept free left and right of a caption.
    ///   - format: of the composed pictures.
    /// - Throws: ``PictureProblem`` if the picture would be too large for the format.
    public init(
        _ grid: Grid, captions: [String] = [], style: TextStyle = TextStyle(smallestSize: 11), padding: Int = 6,
        background: Color = .white, format: PixelFormat = .rgb8, font: Font = .standard
    ) throws {
        self.grid = grid
        var picture = try Image(width: grid.width, height: grid.height, format: format, fill: background)
        let side = min(max(0, padding), (grid.cellWidth - 1) / 2)
        var cache = GlyphCache(font: font)
        if grid.captionHeight > 0 {
            for (index, caption) in captions.prefix(grid.count).enumerated() where !caption.isEmpty {
                let (x, y) = grid.captionOrigin(index)
                let width = grid.cellWidth - 2 * side
                let layout = TextLayout(caption, fitting: width, height: grid.captionHeight, style: style, font: font)
                picture.draw(
                    layout, x: x + side, y: y, width: width, height: grid.captionHeight, style: style, cache: &cache)
            }
        }
        empty = picture
    }

    /// A frame with its cells in place.
    ///
    /// See-through cells are blended over the background of a template without alpha; otherwise they replace it.
    /// - Parameter cells: in turn, each as large as the grid says; places for which there are none stay empty.
    /// - Throws: ``PictureProblem`` if there are more cells than places or one has another size.
    public func compose(_ cells: [Image]) throws -> Image {
        var frame = empty
        try compose(cells, into: &frame)
        return frame
    }

    /// Lays the cells of the next frame over those of the last, which saves making a new picture.
    ///
    /// - Parameter frame: what ``compose(_:)`` gave, or ``empty``. Cells that are missing keep what the frame shows there;
    ///   a picture of another size or format is first replaced by ``empty``.
    /// - Throws: ``PictureProblem`` if there are more cells than places or one has another size; `frame` is then unchanged.
    public func compose(_ cells: [Image], into frame: inout Image) throws {
        guard cells.count <= grid.count else {
            throw PictureProblem("a grid of \(grid.count) was given \(cells.count) pictures", expected: "at most \(grid.count)")
        }
        for (index, cell) in cells.enumerated() where cell.width != grid.cellWidth || cell.height != grid.cellHeight {
            throw PictureProblem(
                "picture \(index + 1) of a grid is \(cell.width)×\(cell.height)", expected: "\(grid.cellWidth)×\(grid.cellHeight)")
        }
        if frame.width != empty.width || frame.height != empty.height || frame.format != empty.format { frame = empty }
        for (index, cell) in cells.enumerated() {
            let (x, y) = grid.cellOrigin(index)
            if cell.format == .rgba8, frame.format == .rgb8 {
                lay(cell, over: &frame, x, y)
            } else if cell.format.hasAlpha, !frame.format.hasAlpha {
                var ground = empty
                if let part = try? ground.cropped(x: x, y: y, width: cell.width, height: cell.height) { ground = part }
                ground.draw(cell, x: 0, y: 0)
                frame.paste(ground, x: x, y: y)
            } else {
                frame.paste(cell, x: x, y: y)
            }
        }
    }

    /// The usual case, a rendered cell on an opaque picture, without the pictures in between that other cases make.
    private func lay(_ cell: Image, over frame: inout Image, _ x: Int, _ y: Int) {
        let width = grid.cellWidth, stride = frame.rowBytes
        frame.withPixels { out in
            cell.pixels.withUnsafeBufferPointer { source in
                empty.pixels.withUnsafeBufferPointer { ground in
                    for row in 0..<grid.cellHeight {
                        var i = row * width * 4
                        var o = (y + row) * stride + x * 3
                        for _ in 0..<width {
                            let a = source[i + 3]
                            if a == 255 {
                                (out[o], out[o + 1], out[o + 2]) = (source[i], source[i + 1], source[i + 2])
                            } else {
                                for c in 0..<3 { out[o + c] = PixelConversion.blend(source[i + c], ground[o + c], a) }
                            }
                            i += 4
                            o += 3
                        }
                    }
                }
            }
        }
    }
}
