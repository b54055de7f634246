// Sets of options that go together, by name.

/// Options that go together. What is asked for in so many words has the last one.
public enum Preset: String, Sendable, CaseIterable {
    /// The figure of the TEMOS paper: several bodies of one motion and its path.
    case temos
    /// 224x224 pictures of dressed people.
    case clip
    /// A grid of the field's stick figures.
    case motionclip

    /// The layout it stands for, if it stands for one.
    public var layout: Layout? {
        switch self {
        case .temos: .sequence
        case .motionclip: .grid
        case .clip: nil
        }
    }

    /// Fills in what is not asked for.
    public func apply(to picture: inout PictureOptions) {
        switch self {
        case .temos:
            picture.showsPath = true
        case .clip:
            picture.look = picture.look ?? .clothed
            picture.size = picture.size ?? PictureSize(width: 224, height: 224)
            picture.view = picture.view ?? .follow
        case .motionclip:
            picture.look = picture.look ?? .stick
        }
    }
}
