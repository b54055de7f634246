// What goes into a picture: one motion, several moments of it, or several motions.

/// How motions share a picture.
public enum Layout: String, Sendable, CaseIterable {
    /// One motion.
    case single
    /// Several moments of one motion as bodies in one still.
    case sequence
    /// Several moments of one motion side by side, with their times.
    case strip
    /// Many motions in cells with captions.
    case grid
    /// Several motions in one scene.
    case overlay
    /// Several motions side by side under one camera.
    case compare

    /// True for stills of several moments.
    public var isFigure: Bool { self == .sequence || self == .strip }
    /// True where several motions go into one picture.
    public var isTogether: Bool { self == .grid || self == .overlay || self == .compare }
}
