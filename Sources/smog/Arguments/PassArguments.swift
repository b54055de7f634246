// Which images are made of a scene besides its picture: options of the commands that draw.
import ArgumentParser
import Films
import Rendering
import Visualization

struct PassArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            \(RenderPass.allCases.map(\.rawValue).joined(separator: ", ")); several with commas or by naming the option again. Written \
            beside each PNG as NAME_depth.png and so on; see docs/passes.md. (default: color)
            """, valueName: "passes"))
    var pass: [PassList] = []

    @Option(help: "camera (x right, y up, z towards the viewer) or world: whose axes --pass normal is in. (default: camera)")
    var normals: Measurements.Frame?

    var options: PassOptions {
        var options = PassOptions(pass.flatMap(\.passes))
        options.normals = normals
        return options
    }

    func check(layout: Layout, output: String, captions: CaptionArguments) throws {
        if normals != nil, !options.all.contains(.normal) { throw ValidationError("--normals goes with --pass normal.") }
        guard options.isMore, let first = options.all.first(where: { $0 != .color }) else { return }
        switch layout {
        case .single, .sequence, .overlay: break
        case .grid, .strip, .compare:
            throw ValidationError(
                "--pass \(first.rawValue) needs one scene; --layout \(layout.rawValue) shows several. Use --layout single, sequence or overlay."
            )
        }
        if MovingFormat(output) != nil {
            throw ValidationError(
                "--pass \(first.rawValue) is written as PNG and .npy files; \(output) is neither. Use -o with a folder, or with a .png and --frame."
            )
        }
        if !captions.title.isEmpty || captions.titles != nil {
            throw ValidationError("--pass \(first.rawValue) must fit the picture pixel by pixel; leave --title and --titles out.")
        }
    }
}

/// A value of `--pass`: passes with commas.
struct PassList: ExpressibleByArgument {
    let passes: [RenderPass]

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        passes = words.compactMap { RenderPass(rawValue: $0.lowercased().filter { $0 != " " }) }
        guard passes.count == words.count else { return nil }
    }
}

extension Measurements.Frame: ExpressibleByArgument {}
