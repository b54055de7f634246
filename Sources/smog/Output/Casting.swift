// From motion files to performers: reading, the frame rate, a body, its look.
import BodyModels
import Foundation
import Motions
import Pictures
import Visualization

/// Reads motions and finds bodies for them; a body is made once and serves all motions that it suits.
final class Casting {
    private let time: TimeArguments
    private let body: BodyArguments
    private let picture: PictureArguments
    private let isInCameraCoordinates: Bool
    private let note: (String) -> Void
    private var labels: MotionLabels?
    private let babelFolder: String?
    private let studio: Studio
    private var models: [BodyLibraryKey: BodyModel] = [:]

    private struct BodyLibraryKey: Hashable {
        let layout: JointLayout
        let gender: Gender
    }

    init(
        time: TimeArguments, body: BodyArguments, picture: PictureArguments, babelFolder: String?, studio: Studio, note: @escaping (String) -> Void
    ) {
        self.studio = studio
        self.time = time
        self.body = body
        self.picture = picture
        self.babelFolder = babelFolder
        isInCameraCoordinates = picture.calibration.isMotionInCameraCoordinates(picture)
        self.note = note
    }

    /// The motions of a file, the part of them that is asked for, each at its own rate.
    /// - Parameter isOneOfMany: true where several files go into one picture; shorter ones are then shown as far as they go.
    func motions(_ path: String, isOneOfMany: Bool = false) throws -> [Motion] {
        // A camera's coordinates are as they are: which way is up in them says nothing about the file.
        let motions = try time.readAll(path, up: isInCameraCoordinates ? .z : nil, isOneOfMany: isOneOfMany) { try figure(for: $0).body }
        for motion in motions { motion.notes.forEach(note) }
        return motions
    }

    /// The same motions with the words that belong to them, where they can be found.
    func labelled(_ motions: [Motion]) throws -> [Motion] {
        var labels = try self.labels ?? babelFolder.map { try MotionLabels(babel: $0) } ?? MotionLabels()
        defer { self.labels = labels }
        var result: [Motion] = []
        var rest = motions[...]
        while let file = rest.first?.source.file {
            let ofOneFile = rest.prefix { $0.source.file == file }
            rest = rest.dropFirst(ofOneFile.count)
            for (before, after) in zip(ofOneFile, labels.labelled(Array(ofOneFile))) {
                after.notes.dropFirst(before.notes.count).forEach(note)
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
            upright.converted(to: figure.body.model.layout).withHands(body.hands ?? .relaxed), figure: figure, paint: paint)
    }

    private func figure(for motion: Motion) throws -> Figure {
        let key = BodyLibraryKey(layout: motion.layout, gender: body.gender ?? motion.gender)
        let model = try models[key] ?? studio.model(body.modelFile(for: motion))
        models[key] = model
        let betas = body.usedBetas(model, for: motion, note: note)
        return studio.figure(model, betas: betas, look: picture.look ?? .clay)
    }
}
