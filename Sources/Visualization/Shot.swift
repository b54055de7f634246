// One motion, filmed: body, camera, light and floor settled for all of its frames.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering
import Workers
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// How a motion is to be shown.
public struct ShotOptions: Sendable {
    /// What the body stands on.
    public enum FloorStyle: String, Sendable, CaseIterable {
        /// Nothing, and no shadow.
        case none
        /// A floor of the background's colour, with the body's shadow.
        case plain
    }

    /// Where the camera is.
    public enum CameraChoice: Sendable, Equatable {
        /// Placed by the program so that nobody is ever cut off.
        case view(View)
        /// A given place in the motion's world: metres, Z up, vertical angle of view in degrees.
        case exact(position: SIMD3<Float>, target: SIMD3<Float>, degrees: Float)
    }

    public var background = Color.white
    public var floor = FloorStyle.plain
    public var camera = CameraChoice.view(.fit)
    /// The colour of the body.
    public var paint = BodyPaint.clay

    public init() {}
}

/// A motion ready to be drawn frame by frame.
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
    /// The motion, in the joint layout of the body.
    public let motion: Motion
    /// Height of the floor, metres.
    public let floorHeight: Float
    private let track: CameraTrack
    private let body: ShapedBody
    private let topology: Topology
    private let lighting: Lighting
    private let background: Background
    private let floor: Floor?
    private let paint: BodyPaint

    private static let margin: Float = 0.06

    /// - Parameters:
    ///   - motion: every frame of it is shown.
    ///   - aspect: width / height of the pictures.
    public init(_ motion: Motion, body: ShapedBody, aspect: Float, options: ShotOptions = ShotOptions()) {
        let motion = motion.converted(to: body.model.layout)
        self.motion = motion
        self.body = body
        paint = options.paint
        // Neither needs the other, and each takes as long as reading the motion.
        let (seen, topology) = Shot.besideEachOther(
            { Shot.survey(motion, body: body, aspect: aspect, camera: options.camera) }, { body.topology() })
        self.topology = topology
        track = seen.track
        let known = seen.survey
        floorHeight = known.floorHeight
        lighting = .studio(viewDirection: track[0].direction)
        let backgroundColor = SRGB.linear(options.background)
        background = options.background.alpha == 0 ? .transparent : .color(backgroundColor)
        switch options.floor {
        case .none:
            floor = nil
        case .plain:
            let center = known.bounds.center
            let radius = max(known.bounds.size.x, known.bounds.size.y) / 2 + 2.2
            floor = Floor(
                height: floorHeight, color: Shot.floorColor(on: backgroundColor), center: [center.x, center.y], radius: radius)
        }
    }

    /// On a bright background the floor shows by its shadow alone, as in printed figures (a paler disc would end in visible rings);
    /// on a dark one a pool of light makes the shadow visible.
    private static func floorColor(on background: SIMD3<Float>) -> SIMD3<Float> {
        let brightness = (background * SIMD3(0.2126, 0.7152, 0.0722)).sum()
        return brightness > 0.2 ? background : background + SIMD3(repeating: 0.06)
    }

    /// Looks through the motion once, for the camera and the floor.
    private static func survey(
        _ motion: Motion, body: ShapedBody, aspect: Float, camera: ShotOptions.CameraChoice
    ) -> (track: CameraTrack, survey: MotionSurvey) {
        let outline = body.outline()
        switch camera {
        case .view(let view):
            var survey: MotionSurvey?
            let track = CameraTrack(
                view, motion: motion, facing: MotionSurvey.facing(motion), travel: MotionSurvey.travel(motion), aspect: aspect,
                margin: Shot.margin
            ) { visit in
                let found = MotionSurvey(of: motion, outline: outline, visit: visit)
                survey = found
                return found.bounds
            }
            return (track, survey ?? MotionSurvey(of: motion, outline: outline))
        case .exact(let position, let target, let degrees):
            let track = CameraTrack(Camera(position: position, target: target, projection: .perspective(degrees: degrees)))
            return (track, MotionSurvey(of: motion, outline: outline))
        }
    }

    /// Two results at once where the machine can, one after the other where it cannot.
    private static func besideEachOther<A, B>(_ a: () -> A, _ b: () -> B) -> (A, B) {
        (try? Concurrently.run(here: a, besides: b)) ?? (a(), b())
    }

    /// The camera of one frame.
    public func camera(_ frame: Int) -> Camera { track[frame] }

    public var frameCount: Int { motion.frameCount }

    /// The scenes of some frames; cheaper a frame when several are asked for at once.
    public func scenes(_ range: Range<Int>) -> [Scene] {
        let posed = body.pose(axisAngles: motion.poses.rows(range), translations: motion.translations.rows(range))
        return (0..<range.count).map { frame in
            let positions = Array(posed.vertices.row(frame))
            let share = Double(range.lowerBound + frame) / Double(max(frameCount - 1, 1))
            return Scene(
                camera: track[range.lowerBound + frame], lighting: lighting, background: background, floor: floor,
                surfaces: [Surface(topology: topology, positions: positions, albedo: SRGB.linear(paint.color(at: share)))])
        }
    }
}
