// What the images of a set look like: the options of `smog dataset images` that decide about their bytes.
import ArgumentParser
import BodyModels
import Datasets
import Films
import Motions
import Visualization

struct ImageSetArguments: ParsableArguments {
    @Option(
        name: .customLong("target_fps"), parsing: .unconditional,
        help: ArgumentHelp("The rate clips are thinned out to, as for the parser: 10, 30 or 60.", valueName: "rate"))
    var targetFPS = 30

    @Option(parsing: .unconditional, help: ArgumentHelp("Width and height in pixels: 224, or 224x224.", valueName: "pixels"))
    var size = PictureSize(width: 224, height: 224)

    @Option(help: "clothed, clay, stick, skeleton, wire or parts.")
    var look: Look = .clothed

    @Option(help: "female (as in the original set), male, neutral, or own: the motion's.")
    var gender: SetGender = .female

    @Option(help: "Body shape: zero (the average body, as in the original set) or own (the motion's).")
    var betas: ImageSetOptions.BetasChoice = .zero

    @Option(help: "relaxed: as hands hang where the motion has none of its own; flat; own: as in the file.")
    var hands: HandStyle = .relaxed

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Cameras around the body; all but the first draw into folders view1, view2, ... .", valueName: "count"))
    var views = 1

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Which frame of each hundred: middle, first, random, or 'every K': those at 0, K, 2K, ..., all but the first in folders atK, at2K, ... . (default: middle)",
            valueName: "choice"))
    var frames: [String] = []

    @Option(
        parsing: .unconditional, help: ArgumentHelp("With --frames random: another number, other frames. (default: 0)", valueName: "number")
    )
    var seed: UInt64?

    @Option(help: "three-quarter, front, side, back, top or iso, relative to where the body faces in the frame.")
    var camera: ImageSetOptions.Camera = .threeQuarter

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From where: 0 in front of the body, 90 at its left. (default: the camera's own)", valueName: "degrees"))
    var azimuth: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("How far above the horizon. (default: the camera's own)", valueName: "degrees"))
    var elevation: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The vertical angle of view. (default: the camera's own, mostly 28)", valueName: "degrees"))
    var fov: Double?

    @Option(help: "plain (the body's shadow on white), none or checker.")
    var floor: ShotOptions.FloorStyle = .plain

    @Option(help: "studio, outdoor or flat (no shadows).")
    var light: ShotOptions.LightStyle = .studio

    @Option(
        help: ArgumentHelp("The body model to use: an .npz or .pkl of the SMPL family. (default: the best one found)", valueName: "file"))
    var body: String?

    @Option(
        help: ArgumentHelp("A folder of body models, laid out as docs/data.md says. (default: models)", valueName: "folder"))
    var modelDir: String?

    func validate() throws {
        if ![10, 30, 60].contains(targetFPS) { throw ValidationError("--target_fps is \(targetFPS); the parser knows 10, 30 and 60.") }
        if size.width != size.height {
            throw ValidationError("--size is \(size); expected a square, such as 224: the images of a set are.")
        }
        if !(16...4096).contains(size.width) { throw ValidationError("--size is \(size.width); expected 16 to 4096 pixels.") }
        if !(1...360).contains(views) { throw ValidationError("--views is \(views); expected 1 to 360 cameras.") }
        if let azimuth, !(abs(azimuth) <= 3600) { throw ValidationError("--azimuth is \(azimuth); expected degrees.") }
        if let elevation, !(abs(elevation) <= 90) { throw ValidationError("--elevation is \(elevation); expected -90 to 90 degrees.") }
        if let fov, !(fov > 0 && fov < 180) { throw ValidationError("--fov is \(fov); expected an angle between 0 and 180 degrees.") }
        _ = try choice()
    }

    private func choice() throws -> FrameChoice {
        let words = frames.flatMap { $0.split(whereSeparator: { " =:".contains($0) }).map(String.init) }
        let choice: FrameChoice
        switch (words.first ?? "middle", words.count) {
        case ("middle", 0...1): choice = .middle
        case ("first", 1): choice = .first
        case ("random", 1): choice = .random(seed: seed ?? 0)
        case ("every", 2):
            guard let step = Int(words[1]), (1...ParserRules.chunk).contains(step) else {
                throw ValidationError("--frames every \(words[1]): expected 1 to \(ParserRules.chunk) frames.")
            }
            choice = .every(step)
        default: throw ValidationError("--frames is '\(frames.joined(separator: " "))'; expected middle, first, random or 'every K'.")
        }
        if seed != nil, case .random = choice {} else if seed != nil { throw ValidationError("--seed goes with --frames random.") }
        return choice
    }

    func options() throws -> ImageSetOptions {
        var options = ImageSetOptions()
        options.targetRate = targetFPS
        options.size = size.width
        options.look = look
        options.gender = gender.gender
        options.betas = betas
        options.hands = hands
        options.views = views
        options.frames = try choice()
        options.camera = camera
        options.azimuth = azimuth
        options.elevation = elevation
        options.fieldOfView = fov
        options.floor = floor
        options.light = light
        return options
    }

    func figures(_ options: ImageSetOptions) -> ImageSetFigures {
        ImageSetFigures(body: body, library: BodyLibrary(folders: ModelFolders.all(modelDir)), options: options)
    }
}

/// The value of `--gender`.
enum SetGender: String, ExpressibleByArgument, CaseIterable {
    case female, male, neutral, own

    /// Nil for the motion's own.
    var gender: Gender? { Gender(rawValue: rawValue) }
}

extension ImageSetOptions.Camera: ExpressibleByArgument {}
extension ImageSetOptions.BetasChoice: ExpressibleByArgument {}
