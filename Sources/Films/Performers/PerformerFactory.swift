// From motion files to performers: reading, the frame rate, a body, its look.
import BodyModels
import Motions
import Visualization

/// Reads motions and finds bodies for them; a body is made once and serves all motions that it suits.
package final class PerformerFactory {
    private let options: FilmOptions
    private let isInCameraCoordinates: Bool
    private let note: (String, String?) -> Void
    private var labels: MotionLabels?
    private let resources: RenderResources
    private var models: [BodyLibraryKey: BodyModel] = [:]

    private struct BodyLibraryKey: Hashable {
        let layout: JointLayout
        let gender: Gender
    }

    /// - Parameter note: told what the user should know, and of which motion.
    package init(_ options: FilmOptions, resources: RenderResources, note: @escaping (String, String?) -> Void) {
        self.resources = resources
        self.options = options
        isInCameraCoordinates = options.picture.calibration.isMotionInCameraCoordinates
        self.note = note
    }

    /// The motions of a file, the part of them that is asked for, each at its own rate.
    package func motions(_ path: String) throws -> [Motion] {
        // A camera's coordinates are as they are: which way is up in them says nothing about the file.
        let motions = try options.motion.readAll(path, up: isInCameraCoordinates ? .z : nil) { try figure(for: $0).body }
        for motion in motions { for line in motion.notes { note(line, motion.name) } }
        return motions
    }

    /// The same motions with the words that belong to them, where they can be found.
    func labelled(_ motions: [Motion]) throws -> [Motion] {
        var labels = try self.labels ?? options.captions.babelFolder.map { try MotionLabels(babel: $0) } ?? MotionLabels()
        defer { self.labels = labels }
        var result: [Motion] = []
        var rest = motions[...]
        while let file = rest.first?.source.file {
            let ofOneFile = rest.prefix { $0.source.file == file }
            rest = rest.dropFirst(ofOneFile.count)
            for (before, after) in zip(ofOneFile, labels.labelled(Array(ofOneFile))) {
                for line in after.notes.dropFirst(before.notes.count) { note(line, after.name) }
                result.append(after)
            }
        }
        return result
    }

    /// - Parameter rate: frames a second to show the motion at.
    func performer(_ motion: Motion, rate: Double, paint: BodyPaint? = nil) throws -> Performer {
        let figure = try figure(for: motion)
        let shown = rate == motion.frameRate ? motion : try motion.resampled(to: rate)
        let rest = figure.body.restJoints
        let upright = isInCameraCoordinates ? shown.turnedUpright(fromCameraWithPelvisAt: [rest[0], rest[1], rest[2]]) : shown
        return Performer(
            upright.converted(to: figure.body.model.layout).withHands(options.body.hands ?? .relaxed), figure: figure, paint: paint)
    }

    /// The body that shows a motion, in its look.
    package func figure(for motion: Motion) throws -> Figure {
        let key = BodyLibraryKey(layout: motion.layout, gender: options.body.gender ?? motion.gender)
        let model = try models[key] ?? resources.model(options.body.modelFile(for: motion))
        models[key] = model
        let betas = options.body.usedBetas(model, for: motion) { note($0, motion.name) }
        return resources.figure(model, betas: betas, look: options.picture.look ?? .clay)
    }
}
