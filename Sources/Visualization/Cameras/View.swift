// From where a motion is looked at, before it is known how far away the camera must stand.
@preconcurrency import LibC
import Rendering
import Rotations

/// A direction of view relative to the way the body faces, and a lens.
public struct View: Sendable, Equatable {
    /// Degrees from straight in front of the body towards its left; 90 sees its left side, 180 its back. Nil: three quarters from the
    /// front, more from the side the further the body walks (a walk is best seen from there).
    public var azimuth: Double?
    /// Degrees above the horizon.
    public var elevation: Double
    /// The vertical angle of view, degrees; nil for a parallel projection.
    public var fieldOfView: Double?
    /// Metres from the camera to the middle of what it sees; nil: as near as shows everything.
    public var distance: Double?
    /// How the camera moves.
    public var movement: Movement

    public enum Movement: String, Sendable, Equatable {
        /// It stands still.
        case fixed
        /// It goes along with the body, smoothly, as on rails.
        case follow
        /// It goes once around the motion.
        case orbit
    }

    public init(
        azimuth: Double? = nil, elevation: Double = 14, fieldOfView: Double? = View.defaultFieldOfView, distance: Double? = nil,
        movement: Movement = .fixed
    ) {
        self.azimuth = azimuth
        self.elevation = elevation
        self.fieldOfView = fieldOfView
        self.distance = distance
        self.movement = movement
    }

    /// The vertical angle of view where nothing else is asked for, degrees.
    public static let defaultFieldOfView = 28.0

    /// Frames the whole motion, three quarters from the front.
    public static let fit = View()
    public static let front = View(azimuth: 0, elevation: 4)
    public static let side = View(azimuth: 90, elevation: 4)
    public static let top = View(azimuth: 0, elevation: 90)
    /// From above at the angle of isometric drawings, in parallel projection.
    public static let iso = View(azimuth: 45, elevation: 35.264, fieldOfView: nil)
    public static let follow = View(movement: .follow)
    public static let orbit = View(azimuth: 0, elevation: 12, movement: .orbit)

    /// Named views, for users.
    public static let named: [(name: String, view: View)] = [
        ("fit", .fit), ("front", .front), ("side", .side), ("top", .top), ("iso", .iso), ("follow", .follow), ("orbit", .orbit),
    ]

    private static let standingAzimuth = 35.0
    private static let travellingAzimuth = 62.0

    /// The unit vector along which the camera looks.
    /// - Parameters:
    ///   - facing: where the body faces, horizontal, unit length.
    ///   - travel: how far it gets, metres.
    ///   - turn: degrees added to the azimuth.
    func direction(facing: SIMD3<Float>, travel: Float, turn: Double = 0) -> SIMD3<Float> {
        let share = Double(min(travel / 2, 1))
        let own = azimuth ?? View.standingAzimuth + (View.travellingAzimuth - View.standingAzimuth) * share
        let a = Float((own + turn) * .pi / 180)
        let e = Float(min(max(elevation, -90), 90) * .pi / 180)
        let toCamera = SIMD3(facing.x * cos(a) - facing.y * sin(a), facing.x * sin(a) + facing.y * cos(a), 0)
        return -normalized(toCamera * cos(e) + SIMD3(0, 0, sin(e)), otherwise: [0, -1, 0])
    }

    /// What is up in the picture: the world's up, or, looking straight down, the way the body faces.
    func up(direction: SIMD3<Float>, facing: SIMD3<Float>) -> SIMD3<Float> {
        abs(direction.z) > 0.999 ? (direction.z < 0 ? facing : -facing) : [0, 0, 1]
    }
}
