// How pictures look: options shared by the commands that draw.
import ArgumentParser
import Films
import Pictures
import Rendering
import Visualization

struct PictureArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Width and height in pixels, of each cell where there are several. (default: 512x512, in grids 260x280)", valueName: "WxH"))
    var size: PictureSize?

    @Option(parsing: .unconditional, help: ArgumentHelp("Cells in a row of a grid. (default: chosen well)", valueName: "count"))
    var columns: Int?

    @Option(help: ArgumentHelp("#RRGGBB, a colour's name, or 'transparent'.", valueName: "colour"))
    var background = BackgroundColor(color: .white)

    @Option(help: "clay, clothed, stick, skeleton, wire or parts. (default: clay)")
    var look: Look?

    @Option(help: "none, plain or checker. (default: plain; none where the motion is in a camera's coordinates)")
    var floor: ShotOptions.FloorStyle?

    @Flag(help: "Draw on the floor where the body goes.")
    var path = false

    @Flag(
        help: "Show places exactly as in the file, even where the floor sloped or hands sink into it; as always with an exact camera.")
    var asCaptured = false

    @Option(help: "studio, outdoor or flat (no shadows).")
    var light: ShotOptions.LightStyle = .studio

    @Option(help: ArgumentHelp("Samples a pixel: 1 or 4.", valueName: "samples"))
    var aa: Antialiasing = .four

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Where the camera is, in the motion's world: metres, Z up.", valueName: "x,y,z"))
    var cameraPosition: Point?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The point in the middle of the picture. With --camera-position.", valueName: "x,y,z"))
    var cameraTarget: Point?

    @OptionGroup var calibration: CalibrationArguments

    @Option(help: ArgumentHelp("\(View.named.map(\.name).joined(separator: ", ")): placed so that nobody is cut off.", valueName: "view"))
    var camera: NamedView?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From where: 0 in front of the body, 90 at its left, 180 behind it.", valueName: "degrees"))
    var azimuth: Double?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How far above the horizon: 0 level, 90 from straight above.", valueName: "degrees"))
    var elevation: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Metres from the middle of the motion. (default: as near as shows all)", valueName: "metres"))
    var distance: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("The vertical angle of view. (default: 28)", valueName: "degrees"))
    var fov: Double?

    @Flag(help: "Parallel projection: what is far away is not smaller.")
    var ortho = false

    @Option(
        help: ArgumentHelp(
            "#RRGGBB, a colour's name, a scale (\(Colormap.all.map(\.name).joined(separator: ", "))), or sticks-blue or sticks-orange.",
            valueName: "colour"))
    var color: PaintArgument?

    @Option(
        help: "What a scale or the colour stands for: time, person, or speed of the joints. (default: time for a scale)")
    var colorBy: ColorBy?

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
        try calibration.check(with: self, placing: placed.first { $0.1 }?.0)
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
        if colorBy == .speed || colorBy == .time, case .paint? = color?.value {
            throw ValidationError("--color-by \(colorBy?.rawValue ?? "") needs a scale of colours, such as --color viridis.")
        }
        if let columns, !(1...16384).contains(columns) { throw ValidationError("--columns is \(columns); expected 1 or more.") }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers is \(workers); expected 1 to 1024.")
        }
    }

    var options: PictureOptions {
        var options = PictureOptions()
        options.size = size
        options.columns = columns
        options.background = background.color
        options.look = look
        options.floor = floor
        options.showsPath = path
        options.isAsCaptured = asCaptured
        options.light = light
        options.antialiasing = aa
        options.view = camera?.view
        options.azimuth = azimuth
        options.elevation = elevation
        options.distance = distance
        options.fieldOfView = fov
        options.isOrthographic = ortho
        options.calibration.lens = calibration.intrinsics?.lens
        options.calibration.extrinsics = calibration.extrinsics
        options.calibration.position = cameraPosition?.vector
        options.calibration.target = cameraTarget?.vector
        options.calibration.up = calibration.cameraUp?.vector
        options.calibration.photographs = calibration.over
        options.color = color?.value
        options.colorBy = colorBy
        if let workers { options.workers = workers }
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
    let value: PaintChoice

    init?(argument: String) {
        guard let choice = PaintChoice(argument) else { return nil }
        value = choice
    }
}

extension PictureSize: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
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
extension ShotOptions.LightStyle: ExpressibleByArgument {}
extension Look: ExpressibleByArgument {}
extension Layout: ExpressibleByArgument {}
extension Preset: ExpressibleByArgument {}
extension ColorBy: ExpressibleByArgument {}

extension Antialiasing: ExpressibleByArgument {
    public init?(argument: String) {
        guard let samples = Int(argument), let value = Antialiasing(rawValue: samples) else { return nil }
        self = value
    }

    public var defaultValueDescription: String { String(rawValue) }
}
