// Which body shows a motion.
import Arrays
import BodyModels
import Files
import Motions

/// A body model, its shape and its hands.
public struct BodyChoice: Sendable {
    /// The body's shape.
    public enum Shape: Sendable, Equatable {
        /// The motion's own.
        case own
        /// The average body.
        case zero
        /// The coefficients that are given.
        case values([Float])
    }

    /// The body model to use: an `.npz` or `.pkl` of the SMPL family; nil for the best that is found.
    public var file: String?
    /// The folder that bodies are looked for in; nil for ``usualFolders``.
    public var folder: String?
    /// Where bodies are looked for if nothing is said.
    public var usualFolders = ["models"]
    /// Nil for the motion's own.
    public var gender: Gender?
    public var shape = Shape.own
    /// Nil for what is usual: hands as they hang in pictures, the file's own in converted files.
    public var hands: HandStyle?

    public init() {}

    /// The joints at rest of the body that shows motions of no shape of their own; nil where no body is found.
    public func skeleton(of layout: JointLayout = .smplh) -> RestSkeleton? {
        let still = Motion(
            name: "", layout: layout, frameRate: 1, poses: NDArray(repeating: 0, shape: [1, layout.jointCount, 3]),
            translations: NDArray(repeating: 0, shape: [1, 3]), source: MotionSource(file: "", format: ""))
        guard let model = try? model(for: still) else { return nil }
        return RestSkeleton(restJoints: shaped(model, for: still) { _ in }.restJoints)
    }

    /// The model for a motion.
    public func model(for motion: Motion) throws -> BodyModel { try BodyModel(contentsOf: modelFile(for: motion)) }

    /// The file of the model for a motion.
    /// - Throws: `FileProblem` or ``FilmProblem`` if there is none.
    public func modelFile(for motion: Motion) throws -> String {
        if let file { return file }
        let library = BodyLibrary(folders: folder.map { [$0] } ?? usualFolders)
        if let folder, !Folders.isFolder(folder) {
            throw FileProblem(
                folder, "no such folder", advice: "--model-dir names a folder of body models; see docs/data.md.", kind: .missing)
        }
        guard let file = library.best(for: motion.layout, gender: gender ?? motion.gender) else {
            throw FilmProblem(
                "no body model found in \(library.folders.joined(separator: ", ")); put one there (docs/data.md says where to get it) or name one with --body"
            )
        }
        return file.path
    }

    /// The body of the shape asked for.
    /// - Parameter note: told in one line where the shape could not be had.
    public func shaped(_ model: BodyModel, for motion: Motion, note: (String) -> Void) -> ShapedBody {
        model.shaped(by: usedBetas(model, for: motion, note: note))
    }

    /// The shape coefficients that are used; empty for the average body.
    /// - Parameter note: told in one line where the shape could not be had.
    public func usedBetas(_ model: BodyModel, for motion: Motion, note: (String) -> Void) -> [Float] {
        switch shape {
        case .zero:
            return []
        case .values(let values):
            if values.count > model.betaCount {
                note("\(model.file) takes \(model.betaCount) betas; the last \(values.count - model.betaCount) of --betas are left out")
            }
            return values
        case .own:
            guard motion.betas.contains(where: { $0 != 0 }) else { return [] }
            if model.isOpenBody {
                note("\(motion.name): its betas are SMPL's and mean something else to the open body; the average body is shown")
                return []
            }
            return motion.betas
        }
    }
}
