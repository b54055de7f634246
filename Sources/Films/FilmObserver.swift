// Who hears how far a film is: a terminal, a window, nobody.

/// Told what happens while films are made. All of it is for people; what was made is told by ``FilmSummary``.
public protocol FilmObserver {
    /// Something the user should know, in one line.
    /// - Parameter motion: whom it is about, where it is said of single motions: of many, the same may be said.
    func note(_ line: String, about motion: String?)
    /// Frames are about to be drawn.
    /// - Parameter name: what is drawn.
    func begin(_ name: String, frames: Int)
    /// One more frame is done.
    func advance()
    /// All frames are done, or no more will be.
    func end()
}

extension FilmObserver {
    public func note(_ line: String, about motion: String?) {}
    public func begin(_ name: String, frames: Int) {}
    public func advance() {}
    public func end() {}
}

/// Hears nothing.
public struct SilentFilmObserver: FilmObserver {
    public init() {}
}
