// Equal cells in rows and columns, each with room for a caption: the arithmetic of a composed picture.

/// Where the cells and captions of a composed picture lie, in pixels.
///
/// Around and between the cells lies ``gap``. A cell is the picture itself; its caption has a band of its own above or
/// below. Cells are numbered from 0, row by row from the top left.
public struct Grid: Sendable, Equatable {
    /// On which side of its cell a caption stands.
    public enum CaptionPlace: String, Sendable, CaseIterable {
        case above, below
    }

    /// Number of cells, at least 1; the last row need not be full.
    public let count: Int
    public let columns: Int
    public let rows: Int
    /// Pixels.
    public let cellWidth: Int
    /// Pixels, without the caption.
    public let cellHeight: Int
    /// Height of the captions' band in pixels; 0 for none.
    public let captionHeight: Int
    public let captionPlace: CaptionPlace
    /// Pixels between neighbours.
    public let gap: Int
    /// Pixels around everything.
    public let margin: Int

    /// A grid of `count` cells.
    /// - Parameters:
    ///   - columns: cells in a row, at most `count` are used; nil chooses them so that the picture is about as wide as
    ///     `aspect` says and few places stay empty.
    ///   - aspect: the width of the picture divided by its height to aim at; three to two if nil.
    /// - Throws: ``PictureProblem`` if a number is out of range or the picture would be larger than a picture may be.
    public init(
        count: Int, cellWidth: Int, cellHeight: Int, columns: Int? = nil, captionHeight: Int = 0,
        captionPlace: CaptionPlace = .above, gap: Int = 0, margin: Int = 0, aspect: Double? = nil
    ) throws {
        let sides = 1...Image.maximumSide
        guard sides.contains(count), sides.contains(cellWidth), sides.contains(cellHeight) else {
            throw PictureProblem(
                "cannot lay out \(count) cells of \(cellWidth)×\(cellHeight) pixels", expected: "numbers from 1 to \(Image.maximumSide)")
        }
        for (name, value) in [("caption height", captionHeight), ("gap", gap), ("margin", margin)]
        where !(0...Image.maximumSide).contains(value) {
            throw PictureProblem("a \(name) of \(value) pixels cannot be", expected: "0 to \(Image.maximumSide)")
        }
        if let columns, columns < 1 { throw PictureProblem("a grid cannot have \(columns) columns", expected: "at least 1") }
        self.count = count
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
        self.captionHeight = captionHeight
        self.captionPlace = captionPlace
        self.gap = gap
        self.margin = margin
        let wanted = aspect.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 1.5
        self.columns = min(
            count, columns ?? Grid.columns(for: count, width: cellWidth + gap, height: cellHeight + captionHeight + gap, aspect: wanted))
        rows = (count + self.columns - 1) / self.columns
        _ = try Image.byteCount(width: width, height: height, format: .rgba8)
    }

    /// The number of columns that comes nearest to a shape while leaving few places empty.
    ///
    /// The cost of a choice is how many times too wide or too high the picture is, plus twice the share of places left empty:
    /// 24 upright cells become 6 × 4, not 5 × 5 with a hole; 7 become 4 × 2 rather than one long row.
    static func columns(for count: Int, width: Int, height: Int, aspect: Double) -> Int {
        var best = (columns: 1, cost: Double.infinity)
        var columns = 1
        while columns <= count {
            let rows = (count + columns - 1) / columns
            let ratio = Double(columns * width) / Double(rows * height) / aspect
            let cost = max(ratio, 1 / ratio) + 2 * Double(columns * rows - count) / Double(count)
            if cost < best.cost { best = (columns, cost) }
            // Wider only gets worse from here.
            if ratio > 1, cost > best.cost + 2 { break }
            columns += 1
        }
        return best.columns
    }

    /// Pixels of the whole picture.
    public var width: Int { 2 * margin + columns * (cellWidth + gap) - gap }
    /// Pixels of the whole picture.
    public var height: Int { 2 * margin + rows * (cellHeight + captionHeight + gap) - gap }

    /// The top left pixel of a cell's picture.
    public func cellOrigin(_ index: Int) -> (x: Int, y: Int) {
        let (x, y) = slotOrigin(index)
        return (x, captionPlace == .above ? y + captionHeight : y)
    }

    /// The top left pixel of a cell's caption, which is as wide as the cell.
    public func captionOrigin(_ index: Int) -> (x: Int, y: Int) {
        let (x, y) = slotOrigin(index)
        return (x, captionPlace == .above ? y : y + cellHeight)
    }

    private func slotOrigin(_ index: Int) -> (x: Int, y: Int) {
        let place = min(max(0, index), count - 1)
        return (
            margin + place % columns * (cellWidth + gap),
            margin + place / columns * (cellHeight + captionHeight + gap)
        )
    }
}
