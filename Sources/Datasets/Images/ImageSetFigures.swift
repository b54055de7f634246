// The bodies of an image set: found, shaped and dressed once, and used for all motions with their gender and shape.
import ArrayFiles
public import BodyModels
import Files
import Motions
import Visualization

/// Finds a figure for each motion.
public final class ImageSetFigures {
    private let body: String?
    private let library: BodyLibrary
    private let options: ImageSetOptions
    /// Sets of clips have few bodies, one for each gender and layout.
    private let figures = FigureCache(models: 8, figures: 4)
    /// How many figures were made: each takes memory in whatever draws it.
    var made: Int { figures.made }

    /// - Parameters:
    ///   - body: a model's file; nil to take the best one of the library for each motion.
    public init(body: String?, library: BodyLibrary, options: ImageSetOptions) {
        self.body = body
        self.library = library
        self.options = options
    }

    /// What there is to choose from: names and sizes of files, for manifests. Another body would give other images.
    public var contents: [String] {
        (body.map { [$0] } ?? library.files.map(\.path)).map { path in
            let size = (try? MappedFile(path: path).bytes.count) ?? 0
            return "\(ImageSetFigures.shortName(path)) (\(size) bytes)"
        }
    }

    /// The figure for a motion.
    /// - Throws: `FileProblem` if there is no body, or its file is damaged.
    public func figure(layout: JointLayout, gender: Gender, betas: [Float]) throws -> Figure {
        let wanted = options.gender ?? gender
        guard let path = body ?? library.best(for: layout, gender: wanted)?.path else {
            throw FileProblem(
                library.folders.joined(separator: ", "), "no body model found",
                advice: "docs/data.md says where to get one; or name one with --body.")
        }
        let model = try figures.model(path)
        // SMPL's numbers mean something else to the open body.
        let shape = options.betas == .own && !model.isOpenBody && betas.contains(where: { $0 != 0 }) ? betas : []
        return figures.figure(model, betas: shape, look: options.look)
    }

    /// The last two parts of a path: `open/open_body_neutral.npz`, `female/model.npz`.
    static func shortName(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}
