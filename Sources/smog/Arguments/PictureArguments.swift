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

    @Option(parsing: .unconditional, help: ArgumentHelp("The vertical angle of view of an exact camera. (default: 28)", valueName: "degrees"))
    var fov: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Processes that draw at once. (default: one a processor)", valueName: "count"))
    var workers: Int?

    func validate() throws {
        if (cameraPosition == nil) != (cameraTarget == nil) {
            throw ValidationError("--camera-position and --camera-target go together.")
        }
        if let cameraPosition, let cameraTarget, cameraPosition.vector == cameraTarget.vector {
            throw ValidationError("--camera-position and --camera-target are the same point.")
        }
        if let fov {
            if cameraPosition == nil { throw ValidationError("--fov goes with --camera-position and --camera-target.") }
            if !(fov > 0 && fov < 180) { throw ValidationError("--fov is \(fov); expected an angle between 0 and 180 degrees.") }
        }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers is \(workers); expected 1 to 1024.")
        }
    }

    var shotOptions: ShotOptions {
        var options = ShotOptions()
        options.background = background.color
        options.floor = floor
        if let cameraPosition, let cameraTarget {
            options.camera = .exact(
                position: cameraPosition.vector, target: cameraTarget.vector, degrees: fov.map { Float($0) } ?? Shot.defaultFieldOfView)
        }
        return options
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
