// One motion or several, filmed: bodies, camera, light and floor settled for all frames.
import Arrays
import BodyModels
@preconcurrency import LibC
import Motions
import Pictures
import Rendering
import Workers

/// A motion, or several in one scene, ready to be drawn frame by frame.
///
/// ```swift
/// let motion = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let shot = Shot(motion, body: model.shaped(), aspect: 1)
/// let renderer = try Renderer()
/// for (number, scene) in shot.scenes(0..<2).enumerated() {
///     let image = try renderer.draw(scene, width: 256, height: 256)
///     try PNG.write(image, to: "walk-\(number).png")
/// }
/// print(shot.frameCount, Folders.exists("walk-1.png"))  // 343 true
/// ```
public struct Shot: Sendable {
    /// Who is seen.
    public let performers: [Performer]
    public let frameCount: Int
    /// Frames a second.
    public let frameRate: Double
    /// Height of the floor, metres.
    public let floorHeight: Float
    private let track: CameraTrack
    private let lighting: Lighting
    private let background: Background
    let floorDesign: FloorDesign
    private let floor: Floor?
    private let colors: PerformerColors
    /// The numbers of those who are drawn.
    private var seen: [Int]
    /// Of each performer, frame by frame, whether the camera may see anything of the body. Nil where the camera was placed so that it does.
    private let visibility: [[Bool]]?

    private static let margin: Float = 0.06

    /// One motion.
    ///
    /// - Parameters:
    ///   - motion: every frame of it is shown.
    ///   - aspect: width / height of the pictures.
    public init(_ motion: Motion, body: ShapedBody, aspect: Float, options: ShotOptions = ShotOptions()) {
        self.init([Performer(motion, figure: Figure(body))], aspect: aspect, options: options)
    }

    /// Several motions in one scene.
    ///
    /// - Parameters:
    ///   - performers: at least one performer, all at the frame rate of the first; who is done earlier stays as in the last frame.
    ///   - aspect: width / height of the pictures.
    public init(_ performers: [Performer], aspect: Float, options: ShotOptions = ShotOptions()) {
        let performers = options.settles && options.placesCamera ? performers.map { $0.settled().performer } : performers
        self.performers = performers
        frameCount = performers.map(\.motion.frameCount).max() ?? 1
        frameRate = performers[0].motion.frameRate
        var found: ShotSurvey?
        switch options.camera {
        case .view(let view):
            track = CameraTrack(view, performers: performers, aspect: aspect, margin: Shot.margin) { visit in
                let survey = ShotSurvey(of: performers, visit: visit)
                found = survey
                return survey.bounds
            }
            visibility = nil
        case .exact(let camera):
            track = CameraTrack(camera)
            var boxes = performers.map { [Bounds](repeating: .empty, count: $0.motion.frameCount) }
            found = ShotSurvey(
                performers.enumerated().map { number, performer in
                    MotionSurvey(of: performer.motion, outline: performer.figure.outline) { boxes[number][$0].include($1) }
                })
            visibility = boxes.map { $0.map { camera.sees($0.grown(by: MotionSurvey.slack), aspect: aspect) } }
        }
        let survey = found ?? ShotSurvey(of: performers)
        floorHeight = options.floorHeight ?? survey.floorHeight
        lighting = options.light.lighting(viewDirection: track[0].direction)
        let backgroundColor = SRGB.linear(options.background)
        background = options.background.alpha == 0 ? .transparent : .color(backgroundColor)
        floorDesign = FloorDesign(options.floor, background: backgroundColor, isTransparent: options.background.alpha == 0)
        floor = floorDesign.floor(under: survey.bounds, height: floorHeight, performers: options.showsPath ? performers : [])
        colors = PerformerColors(performers, paint: options.paint)
        seen = Array(performers.indices)
    }

    /// The same shot, with the same camera, light and floor, of one of the performers alone.
    public func only(_ number: Int) -> Shot {
        var shot = self
        shot.seen = [number]
        return shot
    }

    /// True if nobody is in the picture of a frame, because the camera that was asked for looks elsewhere.
    public func showsNobody(_ frame: Int) -> Bool {
        guard let visibility else { return false }
        return !seen.contains { visibility[$0][min(frame, visibility[$0].count - 1)] }
    }

    /// The camera of one frame.
    public func camera(_ frame: Int) -> Camera { track[frame] }

    /// The scenes of some frames; cheaper a frame when several are asked for at once.
    public func scenes(_ range: Range<Int>) -> [Scene] {
        var scenes = range.map { frame in
            Scene(camera: track[frame], lighting: lighting, background: background, floor: floor, surfaces: [])
        }
        for number in seen {
            let performer = performers[number]
            let last = performer.motion.frameCount - 1
            let frames = min(range.lowerBound, last)..<min(range.upperBound, last + 1)
            let own = frames.isEmpty ? last..<last + 1 : frames
            let posed = performer.figure.pose(performer.motion, own)
            for frame in range {
                let row = min(frame, last) - own.lowerBound
                let coloring = colors.coloring(of: number, frame: min(frame, last))
                scenes[frame - range.lowerBound].surfaces += performer.figure.surfaces(posed, frame: row, coloring).map { surface in
                    var surface = surface
                    surface.person = number
                    return surface
                }
                scenes[frame - range.lowerBound].occluders += performer.figure.occluders(posed, frame: row)
            }
        }
        return scenes
    }
}
