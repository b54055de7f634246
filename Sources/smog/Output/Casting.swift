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
    private var models: [BodyLibraryKey: BodyModel] = [:]
    private var figures: [(model: String, betas: [Float], figure: Figure)] = []

    private struct BodyLibraryKey: Hashable {
        let layout: JointLayout
        let gender: Gender
    }

    init(time: TimeArguments, body: BodyArguments, picture: PictureArguments, note: @escaping (String) -> Void) {
        self.time = time
        self.body = body
        self.picture = picture
        isInCameraCoordinates = picture.calibration.isMotionInCameraCoordinates(picture)
        self.note = note
    }

    /// The motions of a file, the part of them that is asked for, each at its own rate.
    func motions(_ path: String) throws -> [Motion] {
        // A camera's coordinates are as they are: which way is up in them says nothing about the file.
        let motions = try time.readAll(path, up: isInCameraCoordinates ? .z : nil)
        for motion in motions { motion.notes.forEach(note) }
        return motions
    }

    /// - Parameter rate: frames a second to show the motion at.
    func performer(_ motion: Motion, rate: Double, paint: BodyPaint? = nil) throws -> Performer {
        let shown = rate == motion.frameRate ? motion : try motion.resampled(to: rate)
        let figure = try figure(for: shown)
        let rest = figure.body.restJoints
        return Performer(
            isInCameraCoordinates ? shown.turnedUpright(fromCameraWithPelvisAt: [rest[0], rest[1], rest[2]]) : shown, figure: figure, paint: paint)
    }

    private func figure(for motion: Motion) throws -> Figure {
        let key = BodyLibraryKey(layout: motion.layout, gender: body.gender ?? motion.gender)
        let model = try models[key] ?? body.model(for: motion)
        models[key] = model
        let betas = body.usedBetas(model, for: motion, note: note)
        if let known = figures.first(where: { $0.model == model.file && $0.betas == betas }) { return known.figure }
        let figure = Figure(model.shaped(by: betas), look: picture.look)
        // Sets of clips have few bodies; a long list of others is not worth its memory.
        if figures.count >= 8 { figures.removeFirst() }
        figures.append((model.file, betas, figure))
        return figure
    }
}
