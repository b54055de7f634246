// What the bodies stand on.

/// The floor: a horizontal plane that catches the shadow of what stands on it.
public struct Floor: Sendable, Equatable {
    /// What is drawn on it.
    public enum Pattern: Sendable, Equatable {
        case plain
        /// Squares in turn of the floor's colour and another, linear light, with sides of so many metres.
        case checker(SIMD3<Float>, side: Float)
    }

    /// A line along the floor.
    public struct Path: Sendable, Equatable {
        /// x, y of its corners, metres.
        public var points: [SIMD2<Float>]
        /// Metres.
        public var width: Float
        /// Linear light.
        public var color: SIMD3<Float>

        public init(points: [SIMD2<Float>], width: Float = 0.025, color: SIMD3<Float>) {
            self.points = points
            self.width = width
            self.color = color
        }
    }

    /// Height of the plane, metres.
    public var height: Float
    /// Its colour, linear light; it fades into the background with distance.
    public var color: SIMD3<Float>
    public var pattern: Pattern
    /// The middle of the coloured part.
    public var center: SIMD2<Float>
    /// Where it has faded, metres from the middle.
    public var radius: Float
    /// How much of the light a full shadow takes, 0 to 1.
    public var shadowStrength: Float
    /// Lines drawn on the floor, under the shadows.
    public var paths: [Path]

    public init(
        height: Float = 0, color: SIMD3<Float>, pattern: Pattern = .plain, center: SIMD2<Float>, radius: Float,
        shadowStrength: Float = 0.55,
        paths: [Path] = []
    ) {
        self.height = height
        self.color = color
        self.pattern = pattern
        self.center = center
        self.radius = radius
        self.shadowStrength = shadowStrength
        self.paths = paths
    }
}
