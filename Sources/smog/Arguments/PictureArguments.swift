// How pictures look: options shared by the commands that draw.
import ArgumentParser
import Pictures
import Rendering
import Visualization

struct PictureArguments: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Width and height in pixels, each up to 16384.", valueName: "WxH"))
    var size = PictureSize(width: 512, height: 512)

    @Option(help: ArgumentHelp("#RRGGBB, a colour's name, or 'transparent'.", valueName: "colour"))
    var background = BackgroundColor(color: .white)

    @Option(help: "none or plain.")
    var floor: ShotOptions.FloorStyle = .plain

    @Option(help: ArgumentHelp("Samples a pixel: 1 or 4.", valueName: "samples"))
    var aa: Antialiasing = .four

    @Option(
        name: [.customLong("camera-position")], parsing: .unconditional,
        help: ArgumentHelp("Where the camera is, in the motion's world: metres, Z up.", valueName: "x,y,z"))
    var cameraPosition: Point?

    @Option(
        name: [.customLong("camera-target")], parsing: .unconditional,
        help: ArgumentHelp("The point in the middle of the picture. With --camera-position.", valueName: "x,y,z"))
    var cameraTarget: Point?

    @Option(help: ArgumentHelp("\(View.named.map(\.name).joined(separator: ", ")): placed so that nobody is cut off.", valueName: "view"))
    var camera: NamedView?

    @Option(parsing: .unconditional, help: ArgumentHelp("From where: 0 in front of the body, 90 at its left, 180 behind it.", valueName: "degrees"))
    var azimuth: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("How far above the horizon: 0 level, 90 from straight above.", valueName: "degrees"))
    var elevation: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Metres from the middle of the motion. (default: as near as shows all)", valueName: "metres"))
    var distance: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The vertical angle of view. (default: 28)", valueName: "degrees"))
    var fov: Double?

    @Flag(help: "Parallel projection: what is far away is not smaller.")
    var ortho = false

    @Option(help: ArgumentHelp("The body's colour: #RRGGBB, a colour's name, or a scale for colour over time: \(Colormap.all.map(\.name).joined(separator: ", ")).", valueName: "colour"))
    var color: PaintArgument?

    @Option(parsing: .unconditional, help: ArgumentHelp("Processes that draw at once. (default: one a processor)", valueName: "count"))
    var workers: Int?

    func validate() throws {
        if (cameraPosition == nil) != (cameraTarget == nil) {
            throw ValidationError("--camera-position and --camera-target go together.")
        }
        if let cameraPosition, let cameraTarget, cameraPosition.vector == cameraTarget.vector {
            throw ValidationError("--camera-position and --camera-target are the same point.")
        }
        let placed: [(String, Bool)] = [
            ("--camera", camera != nil), ("--azimuth", azimuth != nil), ("--elevation", elevation != nil), ("--distance", distance != nil),
            ("--ortho", ortho),
        ]
        if cameraPosition != nil, let first = placed.first(where: { $0.1 }) {
            throw ValidationError("\(first.0) lets the program place the camera; --camera-position names its place. Use one of them.")
        }
        if ortho, fov != nil { throw ValidationError("--ortho has no angle of view; leave --fov out.") }
        if let fov, !(fov > 0 && fov < 180) {
            throw ValidationError("--fov is \(fov); expected an angle between 0 and 180 degrees.")
        }
        if let azimuth, !(abs(azimuth) <= 3600) { throw ValidationError("--azimuth is \(azimuth); expected degrees.") }
        if let elevation, !(abs(elevation) <= 90) {
            throw ValidationError("--elevation is \(elevation); expected -90 to 90 degrees.")
        }
        if let distance, !(distance > 0 && distance <= 10000) {
            throw ValidationError("--distance is \(distance); expected metres, above 0.")
        }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers is \(workers); expected 1 to 1024.")
        }
    }

    /// - Parameters:
    ///   - view: the view where none is named.
    ///   - paint: the colour where none is named.
    func shotOptions(view: View = .fit, paint: BodyPaint = .clay) -> ShotOptions {
        var options = ShotOptions()
        options.background = background.color
        options.floor = floor
        options.paint = color?.paint ?? paint
        if let cameraPosition, let cameraTarget {
            options.camera = .exact(
                position: cameraPosition.vector, target: cameraTarget.vector, degrees: Float(fov ?? View.defaultFieldOfView))
        } else {
            var view = camera?.view ?? view
            if let azimuth { view.azimuth = azimuth }
            if let elevation { view.elevation = elevation }
            if let fov { view.fieldOfView = fov }
            if ortho { view.fieldOfView = nil }
            view.distance = distance
            options.camera = .view(view)
        }
        return options
    }
}

/// The value of `--camera`.
struct NamedView: ExpressibleByArgument {
    let view: View

    init?(argument: String) {
        guard let found = View.named.first(where: { $0.name == argument.lowercased() }) else { return nil }
        view = found.view
    }

    static var allValueStrings: [String] { View.named.map(\.name) }
}

/// The value of `--color`.
struct PaintArgument: ExpressibleByArgument {
    let paint: BodyPaint

    init?(argument: String) {
        if let map = Colormap(named: argument) {
            // The ends of a scale are too pale and too dark to show a body's form.
            paint = .overTime(map, from: 0.35, to: 0.9)
        } else if let color = try? Color(parsing: argument), color.alpha == 255 {
            paint = .plain(color)
        } else {
            return nil
        }
    }
}

/// `WxH`.
struct PictureSize: ExpressibleByArgument, Equatable, CustomStringConvertible {
    var width: Int
    var height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            (1...16384).contains(width), (1...16384).contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }

    var description: String { "\(width)x\(height)" }
    var defaultValueDescription: String { description }
}

struct BackgroundColor: ExpressibleByArgument {
    var color: Color

    init(color: Color) { self.color = color }

    init?(argument: String) {
        guard let color = try? Color(parsing: argument), color.alpha == 255 || color.alpha == 0 else { return nil }
        self.color = color
    }

    var defaultValueDescription: String { "#FFFFFF" }
}

/// `x,y,z`.
struct Point: ExpressibleByArgument {
    var vector: SIMD3<Float>

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) ?? .nan }
        guard numbers.count == 3, numbers.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else { return nil }
        vector = SIMD3(numbers[0], numbers[1], numbers[2])
    }
}

extension ShotOptions.FloorStyle: ExpressibleByArgument {}

extension Antialiasing: ExpressibleByArgument {
    public init?(argument: String) {
        guard let samples = Int(argument), let value = Antialiasing(rawValue: samples) else { return nil }
        self = value
    }

    public var defaultValueDescription: String { String(rawValue) }
}
