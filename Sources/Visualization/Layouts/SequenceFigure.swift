// The figure of papers: several moments of one motion as bodies in one still, light to dark over time.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering

/// Several bodies of one motion in one picture, each where it is at its moment.
///
/// ```swift
/// let motion = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let body = try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped()
/// let figure = SequenceFigure(motion, body: body, aspect: 1.25)
/// let image = try Renderer().draw(figure.scene, width: 640, height: 512)
/// print(figure.frames.count, image.width, image.height)  // 8 640 512
/// ```
public struct SequenceFigure: Sendable {
    public let scene: Scene
    /// The frames shown.
    public let frames: [Int]

    /// The view of the field's figures: from in front and well above.
    public static let view = View(elevation: 24)

    /// - Parameters:
    ///   - count: how many bodies.
    ///   - span: the part of the motion they are taken from, as shares of its time; the first and last body are at its ends.
    public init(
        _ motion: Motion, body: ShapedBody, aspect: Float, count: Int = 8, span: ClosedRange<Double> = 0.2...0.8,
        options: ShotOptions = SequenceFigure.options
    ) {
        self.init(Performer(motion, figure: Figure(body)), aspect: aspect, count: count, span: span, options: options)
    }

    /// - Parameters:
    ///   - count: how many bodies.
    ///   - span: the part of the motion they are taken from, as shares of its time; the first and last body are at its ends.
    public init(
        _ performer: Performer, aspect: Float, count: Int = 8, span: ClosedRange<Double> = 0.2...0.8,
        options: ShotOptions = SequenceFigure.options
    ) {
        var options = options
        var performer = performer
        if options.settles, options.placesCamera { performer = performer.settled().performer }
        // A few moments say little of the floor, the whole motion does.
        options.settles = false
        options.floorHeight = options.floorHeight ?? ShotSurvey(of: [performer]).floorHeight
        let motion = performer.motion
        let chosen = SequenceFigure.frames(of: motion.frameCount, count: count, span: span)
        frames = chosen
        // A motion of just these frames: the camera then frames them and nothing else.
        var moments = Performer(SequenceFigure.selecting(chosen, of: motion), figure: performer.figure, paint: performer.paint)
        if case .bySpeed = performer.paint ?? options.paint {
            let speeds = performer.jointSpeeds()
            moments.speeds = NDArray(shape: [chosen.count, speeds.shape[1]], elements: chosen.flatMap { Array(speeds.row($0)) })
        }
        let shot = Shot([moments], aspect: aspect, options: options)
        let scenes = shot.scenes(0..<chosen.count)
        var scene = scenes[0]
        // Each moment counts as a person of its own where the picture is measured.
        scene.surfaces = scenes.enumerated().flatMap { number, scene in
            scene.surfaces.map { surface in
                var surface = surface
                surface.person = number
                return surface
            }
        }
        scene.occluders = scenes.flatMap(\.occluders)
        // The path is that of all frames in between.
        if let floor = scene.floor, !floor.paths.isEmpty, let first = chosen.first, let last = chosen.last {
            let walked = Performer(SequenceFigure.selecting(Array(first...last), of: motion), figure: performer.figure)
            scene.floor?.paths = [shot.floorDesign.path(of: walked)]
        }
        self.scene = scene
    }

    private static func selecting(_ frames: [Int], of motion: Motion) -> Motion {
        var part = motion
        part.poses = NDArray(
            shape: [frames.count] + motion.poses.shape.dropFirst(), elements: frames.flatMap { motion.poses.rows($0..<$0 + 1).elements })
        part.translations = NDArray(shape: [frames.count, 3], elements: frames.flatMap { Array(motion.translations.row($0)) })
        return part
    }

    /// The options of the field's figures: `temos` colours, `temos` camera, white floor.
    public static var options: ShotOptions {
        var options = ShotOptions()
        options.paint = .temos
        options.camera = .view(view)
        return options
    }

    /// Frames at equal distances; no frame twice.
    static func frames(of total: Int, count: Int, span: ClosedRange<Double>) -> [Int] {
        let first = Double(total - 1) * span.lowerBound, last = Double(total - 1) * span.upperBound
        guard count > 1 else { return [Int(((first + last) / 2).rounded())] }
        var chosen: [Int] = []
        for k in 0..<count {
            let frame = Int((first + (last - first) * Double(k) / Double(count - 1)).rounded())
            if chosen.last != frame { chosen.append(frame) }
        }
        return chosen
    }
}
