// One motion, filmed: body, camera, light and floor settled for all of its frames.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering
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
        /// Three quarters from the front, as close as shows every frame whole.
        case fit
        /// A given place in the motion's world: metres, Z up, vertical angle of view in degrees.
        case exact(position: SIMD3<Float>, target: SIMD3<Float>, degrees: Float)
    }

    public var background = Color.white
    public var floor = FloorStyle.plain
    public var camera = CameraChoice.fit
    /// The colour of the body.
    public var bodyColor = Color(0x9d, 0xb4, 0xcf)

    public init() {}
}

/// A motion ready to be drawn frame by frame.
///
/// ```swift
/// let motion = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let shot = Shot(motion, body: model.shaped(), aspect: 1)
/// let renderer = try Renderer()
/// for scene in shot.scenes(0..<2) {
///     let image = try renderer.draw(scene, width: 256, height: 256)
///     print(image.width, image.height)
/// }
/// ```
public struct Shot: Sendable {
    /// The motion, in the joint layout of the body.
    public let motion: Motion
    /// Height of the floor, metres.
    public let floorHeight: Float
    public let camera: Camera
    private let body: ShapedBody
    private let topology: Topology
    private let lighting: Lighting
    private let background: Background
    private let floor: Floor?
    private let albedo: SIMD3<Float>

    /// The vertical angle of view of cameras that are placed by the program, degrees.
    public static let defaultFieldOfView: Float = 28
    private static let margin: Float = 0.06
    /// The camera's place relative to where the body faces, degrees: to its left, the more so the further it walks (a walk is
    /// best seen from the side), and above.
    private static let standingAzimuth: Float = 35
    private static let travellingAzimuth: Float = 62
    private static let elevation: Float = 14

    /// - Parameters:
    ///   - motion: every frame of it is shown.
    ///   - aspect: width / height of the pictures.
    public init(_ motion: Motion, body: ShapedBody, aspect: Float, options: ShotOptions = ShotOptions()) {
        let motion = motion.converted(to: body.model.layout)
        self.motion = motion
        self.body = body
        topology = body.topology()
        albedo = SRGB.linear(options.bodyColor)
        let direction = Shot.viewDirection(facing: MotionSurvey.facing(motion), travel: MotionSurvey.travel(motion))
        var fit = CameraFit(direction: direction, fieldOfView: Shot.defaultFieldOfView, aspect: aspect, margin: Shot.margin)
        let survey = MotionSurvey(of: motion, outline: body.outline()) { fit.include($0) }
        floorHeight = survey.floorHeight
        switch options.camera {
        case .fit:
            camera = fit.camera() ?? Camera(position: [0, -4, 1], target: [0, 0, 1])
        case .exact(let position, let target, let degrees):
            camera = Camera(position: position, target: target, projection: .perspective(degrees: degrees))
        }
        lighting = .studio(viewDirection: camera.direction)
        let backgroundColor = SRGB.linear(options.background)
        background = options.background.alpha == 0 ? .transparent : .color(backgroundColor)
        switch options.floor {
        case .none:
            floor = nil
        case .plain:
            let center = survey.bounds.center
            let radius = max(survey.bounds.size.x, survey.bounds.size.y) / 2 + 2.2
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

    /// Looking at the body from in front, to its left and a little above.
    private static func viewDirection(facing: SIMD3<Float>, travel: Float) -> SIMD3<Float> {
        let share = min(travel / 2, 1)
        let a = (standingAzimuth + (travellingAzimuth - standingAzimuth) * share) * .pi / 180
        let e = elevation * .pi / 180
        let toCamera = SIMD3(facing.x * cos(a) - facing.y * sin(a), facing.x * sin(a) + facing.y * cos(a), 0)
        return -normalized(toCamera * cos(e) + SIMD3(0, 0, sin(e)), otherwise: [0, -1, 0])
    }

    public var frameCount: Int { motion.frameCount }

    /// The scenes of some frames; cheaper a frame when several are asked for at once.
    public func scenes(_ range: Range<Int>) -> [Scene] {
        let posed = body.pose(axisAngles: motion.poses.rows(range), translations: motion.translations.rows(range))
        return (0..<range.count).map { frame in
            let positions = Array(posed.vertices.row(frame))
            return Scene(
                camera: camera, lighting: lighting, background: background, floor: floor,
                surfaces: [Surface(topology: topology, positions: positions, albedo: albedo)])
        }
    }
}
