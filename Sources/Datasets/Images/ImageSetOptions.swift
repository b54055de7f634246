// Everything that decides which images a set has and what is in them.
public import BodyModels
import Files
public import Motions
public import Visualization

/// What an image set is to look like.
public struct ImageSetOptions: Sendable {
    /// A place for the camera, relative to where the body faces in the frame.
    public enum Camera: String, Sendable, CaseIterable {
        case threeQuarter = "three-quarter"
        case front, side, back, top, iso

        var view: View {
            switch self {
            case .threeQuarter: .threeQuarter
            case .front: .front
            case .side: .side
            case .back: .back
            case .top: .top
            case .iso: .iso
            }
        }
    }

    /// Which shape bodies have.
    public enum BetasChoice: String, Sendable, CaseIterable {
        /// The average body's.
        case zero
        /// The motion's own.
        case own
    }

    /// Frames a second of the training data.
    public var targetRate = 30
    /// Width and height in pixels.
    public var size = 224
    public var look = Look.clothed
    /// Nil for each motion's own.
    public var gender: Gender? = .female
    public var betas = BetasChoice.zero
    public var hands = HandStyle.relaxed
    /// How many cameras there are around the body; all but the first have a folder of their own.
    public var views = 1
    public var frames = FrameChoice.middle
    /// From where the body is seen.
    public var camera = Camera.threeQuarter
    /// Degrees from in front of the body towards its left, and above the horizon, and the vertical angle of view; nil for the camera's own.
    public var azimuth: Double?
    public var elevation: Double?
    public var fieldOfView: Double?
    public var floor = ShotOptions.FloorStyle.plain
    public var light = ShotOptions.LightStyle.studio

    public init() {}

    /// The first of the cameras.
    var view: View {
        var view = camera.view
        if let azimuth { view.azimuth = azimuth }
        if let elevation { view.elevation = elevation }
        if let fieldOfView { view.fieldOfView = fieldOfView }
        return view
    }

    var rules: ParserRules { ParserRules(targetRate: targetRate) }

    /// Images of each chunk.
    var imagesPerChunk: Int { views * frames.setCount }

    /// The folder of images from one view of one frame of each chunk, relative to the set's: each by itself is a set that the parser
    /// takes. Empty for the first.
    func folder(view: Int, set: Int) -> String {
        let at = set > 0 ? frames.offset(ofSet: set).map { "at\($0)" } : nil
        return [at, view > 0 ? "view\(view)" : nil].compactMap(\.self).joined(separator: "-")
    }

    /// The folders of all images, the set's own left out.
    public var folders: [String] {
        (0..<frames.setCount).flatMap { set in (0..<views).map { folder(view: $0, set: set) } }.filter { !$0.isEmpty }
    }

    var shotOptions: ShotOptions {
        var options = ShotOptions()
        options.floor = floor
        options.light = light
        return options
    }

    /// The options as the manifest keeps them, in order.
    func members(babel: Bool, bodies: [String]) -> [JSONValue.Member] {
        var members: [(String, JSONValue)] = [
            ("target_fps", .number(Double(targetRate))), ("size", .number(Double(size))), ("look", .string(look.rawValue)),
            ("gender", .string(gender?.rawValue ?? "own")), ("betas", .string(betas.rawValue)), ("hands", .string(hands.rawValue)),
            ("views", .number(Double(views))), ("frames", .string(frames.words)),
        ]
        if case .random(let seed) = frames { members.append(("seed", .string(String(seed)))) }
        members += [
            ("camera", .string(camera.rawValue)), ("azimuth", azimuth.map { .number($0) } ?? .null),
            ("elevation", elevation.map { .number($0) } ?? .null),
            ("fov", fieldOfView.map { .number($0) } ?? .null), ("floor", .string(floor.rawValue)), ("light", .string(light.rawValue)),
            ("babel", .bool(babel)), ("bodies", .array(bodies.map { .string($0) })),
        ]
        return members.map { JSONValue.Member(key: $0.0, value: $0.1) }
    }
}
