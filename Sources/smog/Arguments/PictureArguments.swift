// How pictures look: options shared by the commands that draw.
import ArgumentParser
import Pictures
import Rendering
import Visualization

struct PictureArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Width and height in pixels, of each cell where there are several. (default: 512x512, in grids 260x280)", valueName: "WxH"))
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
        name: [.customLong("as-captured")],
        help: "Show places exactly as in the file, even where the floor sloped or hands sink into it; as always with an exact camera.")
    var asCaptured = false

    @Option(help: "studio, outdoor or flat (no shadows).")
    var light: ShotOptions.LightStyle = .studio

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

    @OptionGroup var calibration: CalibrationArguments

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

    @Option(help: ArgumentHelp("#RRGGBB, a colour's name, a scale (\(Colormap.all.map(\.name).joined(separator: ", "))), or sticks-blue or sticks-orange.", valueName: "colour"))
    var color: PaintArgument?

    @Option(
        name: [.customLong("color-by")],
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

    /// The size of a picture, or of each cell.
    ///
    /// - Parameter cells: how many there are; very many get smaller cells, so that the picture can still be looked at.
    func size(for layout: Layout, cells: Int = 1) -> PictureSize {
        if let size { return size }
        switch layout {
        case .single, .sequence, .strip, .overlay: return PictureSize(width: 512, height: 512)
        case .grid, .compare:
            let usual = PictureSize(width: 260, height: 280)
            let scale = min(1, (PictureArguments.largestSheet / Double(max(cells, 1) * usual.width * usual.height)).squareRoot())
            return PictureSize(width: max(48, Int(Double(usual.width) * scale)), height: max(52, Int(Double(usual.height) * scale)))
        }
    }

    /// Pixels that a sheet of cells takes at most where the user names no size.
    private static let largestSheet = 8_000_000.0

    /// The paint that --color and --color-by ask for; nil for the look's own.
    func paintAsked() -> BodyPaint? {
        switch (colorBy, color?.value) {
        case (.speed, let value): .bySpeed(value?.scale ?? .turbo, upTo: PictureArguments.fastest)
        case (.person, _): nil
        case (.time, let value): .overTime(value?.scale ?? .viridis, from: PaintArgument.scaleStart, to: PaintArgument.scaleEnd)
        case (nil, .scale(let scale)?): .overTime(scale, from: PaintArgument.scaleStart, to: PaintArgument.scaleEnd)
        case (nil, .paint(let paint)?): paint
        case (nil, nil): nil
        }
    }

    /// The speed at the end of a scale, metres a second: hands of somebody running.
    private static let fastest: Float = 5

    /// The colour of one of several people where nothing else says it.
    /// - Parameter always: true where people must be told apart.
    func paint(ofPerson number: Int, of count: Int, always: Bool) -> BodyPaint? {
        guard colorBy == .person || (always && color == nil && colorBy == nil) else { return nil }
        if case .scale(let scale)? = color?.value {
            return .plain(scale[0.25 + 0.6 * Double(number) / Double(max(count - 1, 1))])
        }
        if look == .stick { return number % 2 == 0 ? .chainBlues : .chainOranges }
        return .person(number)
    }

    /// The camera whose place is named, if one is.
    ///
    /// - Parameter calibrated: the size of the pictures that --intrinsics is about.
    /// - Throws: `FileProblem` for what is wrong with the file of --extrinsics.
    func exactCamera(_ calibrated: PictureSize) throws -> Camera? {
        let projection = calibration.intrinsics.map { Camera.Projection.pinhole($0.intrinsics(calibrated)) }
            ?? .perspective(degrees: Float(fov ?? View.defaultFieldOfView))
        if let file = calibration.extrinsics { return try ExtrinsicsFile.camera(file, projection) }
        if let cameraPosition, let cameraTarget {
            return Camera(
                position: cameraPosition.vector, target: cameraTarget.vector, up: calibration.cameraUp?.vector ?? [0, 0, 1], projection: projection)
        }
        return calibration.intrinsics == nil ? nil : .atOrigin(projection)
    }

    /// - Parameters:
    ///   - view: the view where none is named.
    ///   - paint: the colour where none is named.
    ///   - exact: the camera that ``exactCamera(_:)`` gave.
    func shotOptions(view: View = .fit, paint: BodyPaint? = nil, exact: Camera?) -> ShotOptions {
        var options = ShotOptions()
        options.background = background.color
        options.floor = floor ?? (calibration.isMotionInCameraCoordinates(self) ? .none : .plain)
        options.paint = paintAsked() ?? paint
        options.light = light
        options.showsPath = path
        options.settles = !asCaptured
        if let exact {
            options.camera = .exact(exact)
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
    enum Value {
        case scale(Colormap)
        case paint(BodyPaint)

        var scale: Colormap? {
            guard case .scale(let map) = self else { return nil }
            return map
        }
    }

    let value: Value
    /// The ends of a scale are too pale and too dark to show a body's form.
    static let scaleStart = 0.35, scaleEnd = 0.9

    init?(argument: String) {
        if let map = Colormap(named: argument) {
            value = .scale(map)
        } else if argument == "sticks-blue" {
            value = .paint(.chainBlues)
        } else if argument == "sticks-orange" {
            value = .paint(.chainOranges)
        } else if let color = try? Color(parsing: argument), color.alpha == 255 {
            value = .paint(.plain(color))
        } else {
            return nil
        }
    }
}

/// The value of `--color-by`.
enum ColorBy: String, ExpressibleByArgument, CaseIterable {
    case time, person, speed
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
extension ShotOptions.LightStyle: ExpressibleByArgument {}
extension Look: ExpressibleByArgument {}

extension Antialiasing: ExpressibleByArgument {
    public init?(argument: String) {
        guard let samples = Int(argument), let value = Antialiasing(rawValue: samples) else { return nil }
        self = value
    }

    public var defaultValueDescription: String { String(rawValue) }
}
