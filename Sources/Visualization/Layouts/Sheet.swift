// One scene, or several side by side with captions, as a picture that moves.
import Pictures
import Rendering

/// Shots in equal cells, all in step, each with a caption if wanted: what a GIF, a video or a folder of frames shows.
///
/// A single shot is a sheet of one cell. Motions that end before the longest stay as in their last frame, a little darker.
///
/// ```swift
/// let body = Figure(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped(), look: .clothed)
/// let shots = try ["02/02_01", "09/09_01"].map { clip in
///     Shot([Performer(try Motion.read(path: "data/sample/CMU/\(clip)_poses.npz").resampled(to: 20), figure: body)], aspect: 1)
/// }
/// let sheet = try Sheet(shots, captions: ["walk", "run"], cellWidth: 160, cellHeight: 160)
/// let painter = SheetRenderer(sheet, renderer: try Renderer())
/// let image = try painter.image(10)
/// print(sheet.frameCount, image.width, image.height)  // 58 320 178
/// ```
public struct Sheet: Sendable {
    public let cells: [Shot]
    /// Background and captions.
    public let template: GridTemplate
    /// Frames of the longest motion and of the pause at the end.
    public let frameCount: Int
    /// Frames a second.
    public let frameRate: Double
    public let antialiasing: Antialiasing
    /// What is behind the frames, for shots with a transparent background.
    public let photographs: Photographs?
    /// Of each cell, drawn under it; nil for none.
    let timeLines: [TimeLine?]
    /// Pixels of a cell's scene, without the time line.
    let sceneHeight: Int
    let background: Color

    public var width: Int { template.grid.width }
    public var height: Int { template.grid.height }
    public var format: PixelFormat { template.empty.format }

    /// What is worth saying of some frames in which nobody is seen, because a camera that was asked for looks elsewhere; nil if there is
    /// somebody in all of them.
    public func noteOnEmptyFrames(_ frames: Range<Int>) -> String? {
        let empty = frames.count { frame in cells.contains { $0.showsNobody(min(frame, $0.frameCount - 1)) } }
        guard empty > 0 else { return nil }
        let place = cells.count > 1 ? "a cell of the picture" : "the picture"
        return frames.count == 1
            ? "nobody is in \(place): the camera looks elsewhere"
            : "nobody is in \(place) in \(empty == frames.count ? "any" : "\(empty)") of the \(frames.count) frames: the camera looks elsewhere"
    }

    /// How much darker a motion that is over gets; MotionCLIP's grids take 15 of 255.
    static let dimming = 15

    /// - Parameters:
    ///   - cells: at least one shot, all at the frame rate of the first.
    ///   - captions: of the cells in turn; no room is left for captions if all are empty.
    ///   - cellWidth: pixels; the shots' aspect should fit.
    ///   - columns: cells in a row; nil chooses well.
    ///   - pause: frames shown after the end of the longest motion.
    ///   - background: behind and between cells; transparent for pictures with alpha.
    ///   - photographs: behind every cell, as large as the cells are; the shots' background should be transparent.
    ///   - timeLines: of the cells in turn, drawn under them, which makes the picture higher; nil, or no entry, for none.
    /// - Throws: ``PictureProblem`` if the picture would be too large.
    public init(
        _ cells: [Shot], captions: [String] = [], cellWidth: Int, cellHeight: Int, columns: Int? = nil, pause: Int = 0,
        background: Color = .white, antialiasing: Antialiasing = .four, photographs: Photographs? = nil, timeLines: [TimeLine?] = []
    ) throws {
        precondition(!cells.isEmpty, "a sheet needs a shot")
        self.timeLines = cells.indices.map { $0 < timeLines.count ? timeLines[$0] : nil }
        self.background = background
        sceneHeight = cellHeight
        let band = timeLines.contains { $0 != nil } ? TimeLineArtist.height(cellWidth: cellWidth) : 0
        self.photographs = photographs
        self.cells = cells
        self.antialiasing = antialiasing
        frameCount = (cells.map(\.frameCount).max() ?? 1) + max(pause, 0)
        frameRate = cells[0].frameRate
        let style = CaptionStyle(cellWidth: cellWidth, background: background)
        let height = captions.allSatisfy(\.isEmpty) ? 0 : style.bandHeight(for: captions, width: cellWidth)
        let grid = try Grid(
            count: cells.count, cellWidth: cellWidth, cellHeight: cellHeight + band, columns: columns, captionHeight: height)
        template = try GridTemplate(
            grid, captions: captions, style: style.text, padding: style.padding, background: background,
            format: background.alpha == 0 ? .rgba8 : .rgb8)
    }
}

/// Draws a sheet frame by frame; best in order, as it keeps what serves the next frames.
public final class SheetRenderer {
    private let sheet: Sheet
    private let renderer: Renderer
    private var cells: [CellArtist]
    /// Made with the first picture, whose format they take.
    private var timeLines: [TimeLineArtist?]?
    private var frame: Image

    public init(_ sheet: Sheet, renderer: Renderer) {
        self.sheet = sheet
        self.renderer = renderer
        // Posed frames wait for their turn; of many cells only a few each, or they would fill the memory.
        let ahead = max(1, min(8, 192 / sheet.cells.count))
        cells = sheet.cells.map { CellArtist($0, ahead: ahead) }
        frame = sheet.template.empty
    }

    /// What is seen in the first cell, pixel by pixel; captions are no part of it.
    ///
    /// - Throws: what the renderer throws.
    public func measurements(_ number: Int) throws -> Measurements {
        let grid = sheet.template.grid
        return try cells[0].measurements(number, renderer, width: grid.cellWidth, height: sheet.sceneHeight)
    }

    /// - Throws: what the renderer throws, and ``PictureProblem``.
    public func image(_ number: Int) throws -> Image {
        let grid = sheet.template.grid
        var images = try cells.indices.map { cell in
            try cells[cell].image(number, renderer, width: grid.cellWidth, height: sheet.sceneHeight, sheet.antialiasing)
        }
        if let photographs = sheet.photographs {
            let behind = try photographs.image(number)
            images = try images.map { try $0.laid(over: behind) }
        }
        if grid.cellHeight > sheet.sceneHeight { images = try withTimeLines(images, at: (Double(number) + 0.5) / sheet.frameRate) }
        if images.count == 1, grid.captionHeight == 0, images[0].format == sheet.format { return images[0] }
        try sheet.template.compose(images, into: &frame)
        return frame
    }

    /// The cells with their time lines beneath, in the middle of a frame's time.
    private func withTimeLines(_ images: [Image], at seconds: Double) throws -> [Image] {
        let artists =
            try timeLines
            ?? zip(sheet.timeLines, images).map { line, image in
                try line.map { try TimeLineArtist($0, cellWidth: image.width, background: sheet.background, format: image.format) }
            }
        timeLines = artists
        return try zip(images, artists).map { image, artist in
            var whole = try Image(
                width: image.width, height: sheet.template.grid.cellHeight, format: image.format, fill: sheet.background)
            whole.paste(image, x: 0, y: 0)
            if let artist { whole.paste(artist.image(at: seconds), x: 0, y: image.height) }
            return whole
        }
    }
}

/// Draws one cell.
private struct CellArtist {
    private let shot: Shot
    private let ahead: Int
    private var posed = 0..<0
    private var scenes: [Scene] = []
    /// What a motion that is over shows.
    private var last: Image?

    init(_ shot: Shot, ahead: Int) {
        self.shot = shot
        self.ahead = ahead
    }

    mutating func image(_ frame: Int, _ renderer: Renderer, width: Int, height: Int, _ antialiasing: Antialiasing) throws -> Image {
        if frame >= shot.frameCount, let last { return last }
        let image = try renderer.draw(scene(frame), width: width, height: height, antialiasing: antialiasing)
        guard frame >= shot.frameCount else { return image }
        let dimmed = image.dimmed(by: Sheet.dimming)
        last = dimmed
        return dimmed
    }

    mutating func measurements(_ frame: Int, _ renderer: Renderer, width: Int, height: Int) throws -> Measurements {
        try renderer.measure(scene(frame), width: width, height: height)
    }

    private mutating func scene(_ frame: Int) -> Scene {
        let number = min(frame, shot.frameCount - 1)
        if !posed.contains(number) {
            let first = number / ahead * ahead
            posed = first..<min(first + ahead, shot.frameCount)
            scenes = shot.scenes(posed)
        }
        return scenes[number - posed.lowerBound]
    }
}
