// What a gallery shows of each clip, and how it looks.
public import Motions
public import Visualization

/// How the clips of a gallery are drawn.
public struct GalleryOptions: Sendable {
    /// What each clip's page shows of it besides the thumbnail's frames.
    public enum Pages: String, Sendable, CaseIterable {
        /// The thumbnail's frames, enlarged.
        case light
        /// The same moments drawn anew at twice the size.
        case full
    }

    /// The heading of the site.
    public var title = "Motions"
    public var look = Look.clay
    public var view = View.follow
    /// Pixels of a thumbnail.
    public var width = 160
    public var height = 160
    /// Frames a second of a thumbnail; clips of lower rates keep theirs.
    public var frameRate = 20.0
    /// The longest part of a clip that a thumbnail shows, seconds: the one in which most happens.
    public var seconds = 3.0
    public var pages = Pages.light
    public var hands = HandStyle.relaxed
    /// The frame rate of motion files that do not say; nil to leave these out.
    public var sourceFrameRate: Double?
    /// True for a row for each text or name and a column for each folder.
    public var isComparison = false

    public init() {}

    /// What the pictures and pages depend on.
    var words: String {
        "look \(look.rawValue), view \(view), size \(width)x\(height), fps \(frameRate), seconds \(seconds), pages \(pages.rawValue), hands \(hands.rawValue)"
            + (sourceFrameRate.map { ", source fps \($0)" } ?? "")
    }

    /// Moments of a strip.
    static let stripMoments = 6
    /// Frames in a row of a sheet.
    static let sheetColumns = 10
    /// The size of the strip's pictures beside that of the thumbnail.
    var stripScale: Double { 1.5 }
}
