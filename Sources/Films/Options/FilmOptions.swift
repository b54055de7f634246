// All that can be said about how motions become a picture, still or moving.

/// How motions are read, who shows them, and how they are drawn.
public struct FilmOptions: Sendable {
    /// How motion files are read, and which part of them is shown.
    public var motion = MotionSelection()
    /// Which body shows them.
    public var body = BodyChoice()
    /// What the picture looks like.
    public var picture = PictureOptions()
    /// What is written above it.
    public var captions = CaptionOptions()
    /// Which images are made of a scene besides its picture.
    public var passes = PassOptions()
    /// What goes into a picture.
    public var layout = Layout.single
    /// Stretches of each motion, seconds, that are marked on a time line under it, in layouts of moving cells; empty for no time lines.
    public var marks: [[Range<Double>]] = []
    /// Bodies in a sequence (nil: 8), moments in a strip (nil: 6).
    public var count: Int?

    public init() {}
}
