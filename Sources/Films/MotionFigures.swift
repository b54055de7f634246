// The pictures of a set of motions: all in one grid, and each by itself.
import Files
import Motions

/// Where the pictures of some motions go.
public struct MotionFigures {
    /// How they are drawn; layout and captions are those of each picture.
    public var options: FilmOptions
    /// The file of the grid; a `.png` shows the frame in the middle of the longest motion. Nil for none.
    public var grid: String?
    /// The folder of single pictures, called after the motions; nil for none.
    public var singles: String?
    /// The folder below that of each motion's picture; empty for none.
    public var subfolders: [String] = []
    /// Cells in a row of the grid, where the options do not say; nil chooses well.
    public var columns: Int?

    public init(_ options: FilmOptions, grid: String?, singles: String? = nil, columns: Int? = nil) {
        self.options = options
        self.grid = grid
        self.singles = singles
        self.columns = columns
    }

    /// More cells than this make a picture in which nothing can be seen.
    public static let mostCells = 400

    /// Draws them. The caller must have no threads at work and no OpenGL context: see ``Film``.
    ///
    /// - Parameters:
    ///   - motions: in the grid's order, row by row; their labels become captions.
    ///   - observer: hears of the grid; single pictures are drawn in silence.
    /// - Returns: what was made of the grid, if there is one.
    @discardableResult
    public func write(_ motions: [Motion], observer: any FilmObserver = SilentFilmObserver()) throws -> FilmSummary? {
        let resources = RenderResources()
        var summary: FilmSummary?
        // First: a still is drawn in this process, which must not fork after that.
        if let singles {
            try Folders.makeAll(singles)
            for (index, motion) in motions.enumerated() {
                let folder = singles + (index < subfolders.count ? "/" + subfolders[index] : "")
                try Folders.makeAll(folder)
                _ = try Film(options(.single, [motion]), resources: resources).moving(
                    [motion], to: folder + "/" + motion.name + ".gif", as: .moving(.gif))
            }
        }
        if let grid {
            let film = Film(options(motions.count == 1 ? .single : .grid, motions), resources: resources, observer: observer)
            let kind = try OutputKind(grid)
            summary =
                try kind == .png ? film.still({ motions }, frame: middle(of: motions), to: grid) : film.moving(motions, to: grid, as: kind)
        }
        return summary
    }

    /// The frame in the middle of the longest motion: a picture that does not move shows that.
    private func middle(of motions: [Motion]) -> Int {
        let frames = motions.map { motion in options.motion.frameRate.map { Int(motion.duration * $0) } ?? motion.frameCount }
        return max(0, ((frames.max() ?? 1) - 1) / 2)
    }

    private func options(_ layout: Layout, _ motions: [Motion]) -> FilmOptions {
        var options = options
        options.layout = layout
        if layout == .grid { options.picture.columns = options.picture.columns ?? columns }
        options.captions.titles = motions.map { $0.label.flatMap { $0.isEmpty ? nil : $0 } ?? " " }
        return options
    }
}
