// How a motion is to be shown: floor, light, camera, background.
import Pictures
import Rendering

/// How a motion is to be shown.
public struct ShotOptions: Sendable {
    /// What the body stands on.
    public enum FloorStyle: String, Sendable, CaseIterable {
        /// Nothing, and no shadow.
        case none
        /// A floor of the background's colour, with the body's shadow.
        case plain
        /// Squares of half a metre.
        case checker
    }

    /// What lights the scene.
    public enum LightStyle: String, Sendable, CaseIterable {
        /// Soft light as in a photographer's studio.
        case studio
        /// Sun and sky.
        case outdoor
        /// Even light without shadows.
        case flat

        func lighting(viewDirection: SIMD3<Float>) -> Lighting {
            switch self {
            case .studio: .studio(viewDirection: viewDirection)
            case .outdoor: .outdoor(viewDirection: viewDirection)
            case .flat: .flat
            }
        }
    }

    /// Where the camera is.
    public enum CameraChoice: Sendable, Equatable {
        /// Placed by the program so that nobody is ever cut off.
        case view(View)
        /// A given camera in the motion's world: metres, Z up.
        case exact(Camera)
    }

    public var background = Color.white
    public var floor = FloorStyle.plain
    public var light = LightStyle.studio
    public var camera = CameraChoice.view(.fit)
    /// The colour of bodies that have none of their own; nil for that of their look.
    public var paint: BodyPaint?
    /// True to draw on the floor where the root goes.
    public var showsPath = false
    /// True to show motions settled on the floor, see ``FloorHeight/settled(_:)``: the slope of the floor they were captured on is
    /// taken out, and nothing sinks deep into it. Never done for an exact camera, where places are what matters.
    public var settles = true
    /// Height of the floor, metres; nil to find it from the motions.
    public var floorHeight: Float?

    public init() {}

    /// True where the program places the camera.
    var placesCamera: Bool {
        if case .view = camera { return true }
        return false
    }
}
