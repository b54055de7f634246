// Draws scenes: the one place that knows the order of the passes and which painter draws the bodies.
import Pictures

/// How edges are smoothed.
public enum Antialiasing: Int, Sendable, CaseIterable {
    /// One sample a pixel.
    case none = 1
    /// 2×2 samples a pixel, each shaded, averaged in linear light. On llvmpipe this is both faster and smoother than
    /// four-sample multisampling, which shades once a pixel.
    case four = 4

    /// Samples along a pixel's side.
    var scale: Int { self == .four ? 2 : 1 }
}

/// Draws scenes into pictures.
///
/// A renderer owns an OpenGL context and belongs to the thread that made it. The same scene gives the same bytes,
/// whatever was drawn before. ``DrawingChoice`` says which painter draws the bodies.
public final class Renderer {
    /// What draws here: library, version, threads. Nil where the software painter was asked for and has not needed OpenGL so far.
    public var description: OffscreenContext.Description? { drawer?.context.description }

    /// Which painter draws bodies.
    package var choice: DrawingChoice
    private let threads: Int
    private let rewriting: (@Sendable (String) -> String)?
    private var drawer: OpenGLDrawer?
    private let softwareBodies = SoftwareBodyPainter()
    private let backdrop = Backdrop()
    private var floorShade: FloorShade?
    /// Where the time goes, for benchmarks; nil does not measure. Measuring waits for OpenGL after each pass.
    package var timings: PassTimings?

    /// - Parameter threads: rasteriser threads; 0 draws in the calling thread, best where several processes draw at once.
    /// - Throws: ``GraphicsProblem`` if there is no renderer on this machine, or ``DrawingChoice`` is none.
    public convenience init(threads: Int = 0) throws { try self.init(threads: threads, rewriting: nil) }

    /// - Parameters:
    ///   - choice: which painter draws bodies; nil asks the environment.
    ///   - rewriting: what becomes of each shader before it is compiled: tests break shaders to prove that a comparison fails.
    package init(threads: Int = 0, choice: DrawingChoice? = nil, rewriting: (@Sendable (String) -> String)?) throws {
        self.threads = threads
        self.rewriting = rewriting
        self.choice = try choice ?? DrawingChoice.ofEnvironment()
        // What a machine lacks is said before anything is worked out, unless it may not be needed at all.
        if self.choice != .cpu { _ = try openGL() }
    }

    /// What OpenGL draws with here; made when first asked for.
    private func openGL() throws -> OpenGLDrawer {
        if let drawer { return drawer }
        let made = try OpenGLDrawer(threads: threads, rewriting: rewriting)
        drawer = made
        return made
    }

    /// The longest side of what can be drawn, samples.
    private var limit: Int { description?.maximumSize ?? Image.maximumSide }

    /// Draws one picture.
    ///
    /// - Returns: RGB, or RGBA with straight alpha where the background is transparent.
    /// - Throws: ``GraphicsProblem`` if the picture is too large, or memory is short.
    public func draw(_ scene: Scene, width: Int, height: Int, antialiasing: Antialiasing = .four) throws -> Image {
        let scale = antialiasing.scale
        let limit = limit / scale
        guard width > 0, height > 0, width <= limit, height <= limit else {
            throw GraphicsProblem.tooLarge(width: width, height: height, limit: limit)
        }
        timings?.begin()
        let bounds = scene.surfaces.reduce(into: Bounds.empty) { $0.include(Bounds(of: $1.positions)) }
        let box = bounds.isEmpty ? Bounds(of: [0, 0, 0]) : bounds
        let pixel = scene.camera.pixelSize(height: height, nearest: box)
        let darkness = darkness(of: scene, bounds: bounds, longest: max(width, height))
        measure(.floorShadow)
        let worldToClip = scene.camera.worldToClip(
            aspect: Float(width) / Float(height), containing: visible(scene, bodies: bounds))
        try backdrop.draw(scene, darkness: darkness, worldToClip: worldToClip, width: width, height: height) { try openGL().gl }
        measure(.backdrop)
        let part = PixelRectangle(around: scene.surfaces, worldToClip: worldToClip, width: width, height: height)
        let view = BodyView(
            scene: scene, bounds: box, worldToClip: worldToClip, pixel: pixel, scale: scale, width: width, height: height, part: part)
        return try painter(of: view).draw(view, over: backdrop.pixels, measured: measure)
    }

    /// Who draws the bodies.
    private func painter(of view: BodyView) throws -> any BodyPainter {
        let suits = choice == .cpu || choice == .auto && !BodyDetail.isFine(pixel: view.pixel)
        return suits && SoftwareBodyPainter.canDraw(view.scene) ? softwareBodies : try openGL().bodies
    }

    /// Measures what the camera sees of the surfaces at the centre of each pixel.
    ///
    /// - Throws: ``GraphicsProblem`` if the picture is too large, or memory is short.
    public func measure(_ scene: Scene, width: Int, height: Int) throws -> Measurements {
        let drawer = try openGL(), limit = limit
        guard width > 0, height > 0, width <= limit, height <= limit else {
            throw GraphicsProblem.tooLarge(width: width, height: height, limit: limit)
        }
        let bounds = scene.surfaces.reduce(into: Bounds.empty) { $0.include(Bounds(of: $1.positions)) }
        guard !bounds.isEmpty else { return Measurements(width: width, height: height, camera: scene.camera) }
        // The same planes and pixels as those of the picture.
        let worldToClip = scene.camera.worldToClip(aspect: Float(width) / Float(height), containing: visible(scene, bodies: bounds))
        return try drawer.measurements().draw(
            drawer.meshes.load(scene.surfaces), camera: scene.camera, worldToClip: worldToClip, bounds: bounds,
            part: PixelRectangle(around: bounds.corners, worldToClip: worldToClip, width: width, height: height), width: width,
            height: height)
    }

    /// The shadow on the floor and the sky that is hidden from it.
    /// - Parameter longest: the longer side of the picture, pixels.
    private func darkness(of scene: Scene, bounds: Bounds, longest: Int) -> FloorDarkness? {
        guard let floor = scene.floor, !bounds.isEmpty else { return nil }
        // Shadows need about the picture's own resolution, in steps so that a size's neighbours look alike.
        let size = longest <= 320 ? 128 : longest <= 800 ? 256 : 512
        var shade = floorShade.flatMap { $0.size == size ? $0 : nil } ?? FloorShade(size: size)
        let area = FloorArea(of: bounds, floor: floor, lighting: scene.lighting)
        // Taken out while it is changed, or it would be copied.
        floorShade = nil
        let isDark = shade.darken(scene, floor: floor, area: area)
        floorShade = shade
        return isDark ? FloorDarkness(area: area, size: shade.size, codes: shade.codes) : nil
    }

    private func measure(_ pass: PassTimings.Pass) {
        guard timings != nil else { return }
        drawer?.gl.finish()
        timings?.end(pass)
    }

    /// The box around everything that may be seen, for the near and far planes.
    private func visible(_ scene: Scene, bodies: Bounds) -> Bounds {
        var visible = bodies
        guard let floor = scene.floor else { return visible }
        visible.include([floor.center.x - floor.radius, floor.center.y - floor.radius, floor.height])
        visible.include([floor.center.x + floor.radius, floor.center.y + floor.radius, floor.height])
        if !bodies.isEmpty {
            for corner in FloorArea(of: bodies, floor: floor, lighting: scene.lighting).corners(at: floor.height) {
                visible.include(corner)
            }
        }
        return visible
    }
}
