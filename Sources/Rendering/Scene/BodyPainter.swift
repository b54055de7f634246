// What draws the bodies of a scene, and what all that do so agree on.
import Pictures

/// Draws the bodies of a scene over what is behind them.
///
/// There are two: ``SoftwareBodyPainter``, which draws most pictures, and ``OpenGLBodyPainter`` for what the first cannot draw. Their
/// pictures differ in last bits and along outlines.
protocol BodyPainter: AnyObject {
    /// The picture of the bodies over the backdrop.
    /// - Parameters:
    ///   - backdrop: RGBA of the whole picture, bottom row first, straight alpha, one sample a pixel.
    ///   - measured: is called after each step.
    /// - Returns: RGB, or RGBA with straight alpha where the scene's background is transparent.
    func draw(_ view: BodyView, over backdrop: [UInt32], measured: (PassTimings.Pass) -> Void) throws -> Image
}

/// A scene's bodies as one picture shows them.
struct BodyView {
    let scene: Scene
    /// The box around all bodies.
    let bounds: Bounds
    let worldToClip: Matrix4
    /// The size of a pixel where it is smallest, metres.
    let pixel: Float
    /// Samples along a pixel's side.
    let scale: Int
    let width: Int
    let height: Int
    /// Where bodies may be in the picture.
    let part: PixelRectangle

    /// The samples of ``part``.
    var samples: PixelRectangle {
        PixelRectangle(x: part.x * scale, y: part.y * scale, width: part.width * scale, height: part.height * scale)
    }

    /// False where nobody would look into a shadow map: no surface is shaded by it.
    var needsShadowMap: Bool { scene.lighting.keyColor != .zero && scene.surfaces.contains { $0.isOccluded } }

    var keepsAlpha: Bool { scene.background == .transparent }
}

/// How finely bodies are drawn.
enum BodyDetail {
    /// How far the outline of a simplified body may be from the true one, in pixels.
    static let outline: Float = 0.4
    /// Radius over which the shadows of bodies on bodies are softened, metres.
    static let softness: Float = 0.016

    /// True where pixels are so small that shadows on bodies look soft and light is worked out for each sample. Where a pixel is larger,
    /// softness would not show, and eight look-ups are most of a pixel's cost; triangles are then a few pixels small, so that light
    /// need only be computed at their corners.
    static func isFine(pixel: Float) -> Bool { pixel < softness / 4 }

    /// How far a point is moved along its normal before it is looked up in the shadow map, metres.
    static func shadowOffset(texelSize: Float, slack: Float) -> Float { texelSize * 1.5 + slack + 0.004 }

    /// How many texels a side of the shadow map should have: about one for each pixel of the picture.
    static func shadowMapSize(covering bounds: Bounds, pixel: Float) -> Int {
        let wanted = bounds.isEmpty || pixel <= 0 ? 256 : 2 * bounds.radius / pixel
        return wanted < 362 ? 256 : wanted < 724 ? 512 : wanted < 1448 ? 1024 : 2048
    }
}
