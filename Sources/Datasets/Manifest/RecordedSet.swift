// What a set's manifest says of how it was made: so that it can be checked, and gone on with, without asking again.
import BodyModels
import Files
import Motions
import Visualization

/// The options in a manifest's header.
public struct RecordedSet: Sendable {
    public let options: ImageSetOptions
    /// Where the clips and BABEL's files were.
    public let inputDir: String?
    public let babelDir: String?
    /// The options that are not the usual ones, as on the command line.
    public let arguments: [String]

    /// - Parameter folder: the set's.
    /// - Returns: nil if there is no manifest.
    /// - Throws: `FileProblem` if there is one that is not understood.
    public init?(folder: String) throws {
        let manifests = ManifestFolder(folder: folder)
        guard let name = try manifests.names().first else { return nil }
        let path = manifests.path(name)
        guard let header = try ManifestReader(path: path).header() else {
            throw FileProblem(path, "is not a manifest of smog", expected: "a header in its first line")
        }
        func choice<Value: RawRepresentable>(_ key: String, _ type: Value.Type) throws -> Value where Value.RawValue == String {
            guard let text = header[key]?.text, let value = Value(rawValue: text) else { throw RecordedSet.unknown(path, key) }
            return value
        }
        func whole(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let number = header[key]?.whole, range.contains(number) else { throw RecordedSet.unknown(path, key) }
            return number
        }
        var options = ImageSetOptions()
        options.targetRate = try whole("target_fps", 1...1000)
        options.size = try whole("size", 1...16384)
        options.look = try choice("look", Look.self)
        options.gender = header["gender"]?.text == "own" ? nil : try choice("gender", Gender.self)
        options.betas = try choice("betas", ImageSetOptions.BetasChoice.self)
        options.hands = try choice("hands", HandStyle.self)
        options.views = try whole("views", 1...360)
        let words = header["frames"]?.text?.split(separator: " ") ?? []
        switch words.first {
        case "middle": options.frames = .middle
        case "first": options.frames = .first
        case "random": options.frames = .random(seed: header["seed"]?.text.flatMap { UInt64($0) } ?? 0)
        case "every":
            guard words.count == 2, let step = Int(words[1]), (1...ParserRules.chunk).contains(step) else {
                throw RecordedSet.unknown(path, "frames")
            }
            options.frames = .every(step)
        default: throw RecordedSet.unknown(path, "frames")
        }
        options.camera = try choice("camera", ImageSetOptions.Camera.self)
        options.azimuth = header["azimuth"]?.finite
        options.elevation = header["elevation"]?.finite
        options.fieldOfView = header["fov"]?.finite
        options.floor = try choice("floor", ShotOptions.FloorStyle.self)
        options.light = try choice("light", ShotOptions.LightStyle.self)
        self.options = options
        inputDir = header["input_dir"]?.text
        babelDir = header["babel_dir"]?.text
        arguments = options.arguments
    }

    private static func unknown(_ path: String, _ key: String) -> FileProblem {
        FileProblem(path, "has a header whose '\(key)' is missing or unknown", expected: "a manifest of this version of smog")
    }
}

extension ImageSetOptions {
    /// The options that are not the usual ones, as on the command line.
    var arguments: [String] {
        let usual = ImageSetOptions()
        var result: [String] = []
        func add(_ name: String, _ value: String, unless same: Bool) { if !same { result += [name, value] } }
        add("--target_fps", "\(targetRate)", unless: targetRate == usual.targetRate)
        add("--size", "\(size)", unless: size == usual.size)
        add("--look", look.rawValue, unless: look == usual.look)
        add("--gender", gender?.rawValue ?? "own", unless: gender == usual.gender)
        add("--betas", betas.rawValue, unless: betas == usual.betas)
        add("--hands", hands.rawValue, unless: hands == usual.hands)
        add("--views", "\(views)", unless: views == usual.views)
        add("--frames", frames.words, unless: frames == usual.frames)
        if case .random(let seed) = frames { add("--seed", "\(seed)", unless: seed == 0) }
        add("--camera", camera.rawValue, unless: camera == usual.camera)
        if let azimuth { add("--azimuth", "\(azimuth)", unless: false) }
        if let elevation { add("--elevation", "\(elevation)", unless: false) }
        if let fieldOfView { add("--fov", "\(fieldOfView)", unless: false) }
        add("--floor", floor.rawValue, unless: floor == usual.floor)
        add("--light", light.rawValue, unless: light == usual.light)
        return result
    }
}
