// The floor that goes with a background and a motion.
import Pictures
import Rendering

/// How the floor looks on a background.
struct FloorDesign {
    private let style: ShotOptions.FloorStyle
    private let background: SIMD3<Float>
    private let isTransparent: Bool
    private var isBright: Bool { isTransparent || (background * SIMD3(0.2126, 0.7152, 0.0722)).sum() > 0.2 }

    /// Metres from the motion to where the floor has faded.
    private static let reach: Float = 2.2
    private static let square: Float = 0.5

    init(_ style: ShotOptions.FloorStyle, background: SIMD3<Float>, isTransparent: Bool) {
        self.style = style
        self.background = background
        self.isTransparent = isTransparent
    }

    /// - Parameter performers: whose paths are drawn.
    func floor(under bounds: Bounds, height: Float, performers: [Performer]) -> Floor? {
        guard style != .none else { return nil }
        let center = bounds.center
        var floor = Floor(
            height: height, color: color, center: [center.x, center.y],
            radius: max(bounds.size.x, bounds.size.y) / 2 + FloorDesign.reach)
        if style == .checker { floor.pattern = .checker(isBright ? color * 0.8 : color * 0.55, side: FloorDesign.square) }
        floor.paths = performers.map { path(of: $0) }
        return floor
    }

    /// Where the pelvis goes, seen from above.
    func path(of performer: Performer) -> Floor.Path {
        let t = performer.motion.translations
        let pelvis = performer.figure.body.restJoints
        return Floor.Path(points: (0..<performer.motion.frameCount).map { [t[$0, 0] + pelvis[0], t[$0, 1] + pelvis[1]] }, color: pathColor)
    }

    /// On a bright background a plain floor shows by its shadow alone, as in printed figures (a paler disc would end in visible
    /// rings); on a dark one a pool of light makes the shadow visible.
    private var color: SIMD3<Float> {
        if isTransparent { return SIMD3(repeating: 0.8) }
        if style == .checker { return isBright ? background * 0.9 : background + SIMD3(repeating: 0.09) }
        return isBright ? background : background + SIMD3(repeating: 0.06)
    }

    private var pathColor: SIMD3<Float> { isBright ? SRGB.linear(Color(0x8c, 0x98, 0xa8)) : SRGB.linear(Color(0xb8, 0xc4, 0xd4)) }
}
