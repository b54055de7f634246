// Sets of options that go together, by name.
import ArgumentParser

/// The value of `--preset`. What the user asks for himself has the last word.
enum Preset: String, ExpressibleByArgument, CaseIterable {
    case temos, clip, motionclip

    /// The layout it stands for, if it stands for one.
    var layout: Layout? {
        switch self {
        case .temos: .sequence
        case .motionclip: .grid
        case .clip: nil
        }
    }

    func apply(to picture: inout PictureArguments) {
        switch self {
        case .temos:
            picture.path = true
        case .clip:
            picture.look = picture.look ?? .clothed
            picture.size = picture.size ?? PictureSize(width: 224, height: 224)
            picture.camera = picture.camera ?? NamedView(argument: "follow")
        case .motionclip:
            picture.look = picture.look ?? .stick
        }
    }
}
