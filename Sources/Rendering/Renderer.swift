// Draws scenes: the one place that knows the order of the passes.
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
/// whatever was drawn before.
public final class Renderer {
    /// What draws here: library, version, threads.
    public var description: OffscreenContext.Description { context.description }

    private let context: OffscreenContext
    private let gl: OpenGL
    private let bodyPass: BodyPass
    private let backdrop: Backdrop
    private let softwareBodies = SoftwareBodyPainter()
    private let resolve = Resolve()
    /// By the size of their maps.
    private var lightDepthPasses: [Int: LightDepthPass] = [:]
    private var floorShade: FloorShade?
    private var measurePass: MeasurePass?
    private var target: RenderTarget?
    private var meshes: [ObjectIdentifier: [MeshBuffers]] = [:]
    private var drawn: [UInt32] = []
    /// Where the time goes, for benchmarks; nil does not measure. Measuring waits for OpenGL after each pass.
    package var timings: PassTimings?

    /// False leaves small bodies to OpenGL, too: to compare the two.
    package var usesSoftwareBodies = true

    /// - Parameter threads: rasteriser threads; 0 draws in the calling thread, best where several processes draw at once.
    /// - Throws: ``GraphicsProblem`` if there is no renderer on this machine.
    public convenience init(threads: Int = 0) throws { try self.init(threads: threads, rewriting: nil) }

    /// - Parameter rewriting: what becomes of each shader before it is compiled: tests break shaders to see that somebody notices.
    package init(threads: Int = 0, rewriting: (@Sendable (String) -> String)?) throws {
        context = try OffscreenContext(threads: threads)
        var gl = context.gl
        gl.rewriting = rewriting
        self.gl = gl
        bodyPass = BodyPass(gl)
        backdrop = Backdrop(gl)
    }

    /// Draws one picture.
    ///
    /// - Returns: RGB, or RGBA with straight alpha where the background is transparent.
    /// - Throws: ``GraphicsProblem`` if the picture is too large, or memory is short.
    public func draw(_ scene: Scene, width: Int, height: Int, antialiasing: Antialiasing = .four) throws -> Image {
        let scale = antialiasing.scale
        let limit = description.maximumSize / scale
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
        try backdrop.draw(scene, darkness: darkness, worldToClip: worldToClip, width: width, height: height)
        measure(.backdrop)
        let part = PixelRectangle(around: scene.surfaces, worldToClip: worldToClip, width: width, height: height)
        if usesSoftwareBodies, SoftwareBodyPainter.suits(scene, pixel: pixel) {
            let view = SoftwareBodyPainter.View(
                scene: scene, bounds: box, worldToClip: worldToClip, pixel: pixel, scale: scale, width: width, height: height, part: part)
            softwareBodies.draw(view, measured: measure)
            defer { measure(.resolve) }
            return try softwareBodies.image(view, over: backdrop.pixels)
        }
        if part.width > 0, part.height > 0 {
            try drawBodies(scene, bounds: box, worldToClip: worldToClip, part: part, scale: scale, pixel: pixel, width: width, height: height)
        }
        defer { measure(.resolve) }
        return try resolve.image(
            bodies: drawn, part: part, scale: scale, over: backdrop.pixels, width: width, height: height,
            keepsAlpha: scene.background == .transparent)
    }

    /// Measures what the camera sees of the surfaces at the centre of each pixel.
    ///
    /// - Throws: ``GraphicsProblem`` if the picture is too large, or memory is short.
    public func measure(_ scene: Scene, width: Int, height: Int) throws -> Measurements {
        let limit = description.maximumSize
        guard width > 0, height > 0, width <= limit, height <= limit else {
            throw GraphicsProblem.tooLarge(width: width, height: height, limit: limit)
        }
        let items = load(scene.surfaces)
        let bounds = scene.surfaces.reduce(into: Bounds.empty) { $0.include(Bounds(of: $1.positions)) }
        guard !bounds.isEmpty else { return Measurements(width: width, height: height, camera: scene.camera) }
        let pass = try measurePass ?? MeasurePass(gl)
        measurePass = pass
        gl.enable(.depthTest)
        gl.depthFunc(.less)
        gl.enable(.cullFace)
        gl.cullFace(.back)
        // The same planes and pixels as those of the picture.
        let worldToClip = scene.camera.worldToClip(aspect: Float(width) / Float(height), containing: visible(scene, bodies: bounds))
        return try pass.draw(
            items, camera: scene.camera, worldToClip: worldToClip, bounds: bounds,
            part: PixelRectangle(around: bounds.corners, worldToClip: worldToClip, width: width, height: height), width: width, height: height)
    }

    /// Draws the bodies alone, on nothing, and reads back the part of the picture they may be in.
    private func drawBodies(
        _ scene: Scene, bounds: Bounds, worldToClip: Matrix4, part: PixelRectangle, scale: Int, pixel: Float, width: Int, height: Int
    ) throws {
        let items = load(scene.surfaces)
        measure(.load)
        gl.enable(.depthTest)
        gl.depthFunc(.less)
        gl.enable(.cullFace)
        gl.cullFace(.back)
        // Nobody looks into a map that no surface is shaded by.
        let needsMap = scene.lighting.keyColor != .zero && items.contains { $0.surface.isOccluded }
        let shadow = try lightDepthPass(size: LightDepthPass.size(covering: bounds, pixel: pixel)).draw(
            needsMap ? items.filter { $0.surface.castsShadow }.map(\.mesh) : [],
            LightView(keyDirection: scene.lighting.keyDirection, bounds: bounds))
        measure(.lightDepth)
        let target = try target(width: width * scale, height: height * scale)
        let fine = PixelRectangle(x: part.x * scale, y: part.y * scale, width: part.width * scale, height: part.height * scale)
        target.bind()
        gl.enable(.scissorTest)
        gl.scissor(Int32(fine.x), Int32(fine.y), Int32(fine.width), Int32(fine.height))
        gl.clearColor(0, 0, 0, 0)
        gl.clear(.colorBufferBit | .depthBufferBit)
        try bodyPass.draw(items, BodyPass.View(scene: scene, shadow: shadow, worldToClip: worldToClip, pixel: pixel, scale: scale))
        gl.disable(.scissorTest)
        measure(.bodies)
        let count = fine.width * fine.height
        if drawn.count < count { drawn = [UInt32](repeating: 0, count: count) }
        drawn.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { target.readColor(fine, into: base, rowLength: fine.width) }
        }
        measure(.readBack)
    }

    private func lightDepthPass(size: Int) throws -> LightDepthPass {
        if let known = lightDepthPasses[size] { return known }
        let pass = try LightDepthPass(gl, size: size)
        lightDepthPasses[size] = pass
        return pass
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
        gl.finish()
        timings?.end(pass)
    }

    /// The box around everything that may be seen, for the near and far planes.
    private func visible(_ scene: Scene, bodies: Bounds) -> Bounds {
        var visible = bodies
        guard let floor = scene.floor else { return visible }
        visible.include([floor.center.x - floor.radius, floor.center.y - floor.radius, floor.height])
        visible.include([floor.center.x + floor.radius, floor.center.y + floor.radius, floor.height])
        if !bodies.isEmpty {
            for corner in FloorArea(of: bodies, floor: floor, lighting: scene.lighting).corners(at: floor.height) { visible.include(corner) }
        }
        return visible
    }

    /// The surfaces' vertices on OpenGL's side; buffers of a topology are kept for the next picture.
    private func load(_ surfaces: [Surface]) -> [(surface: Surface, mesh: MeshBuffers)] {
        var used: [ObjectIdentifier: Int] = [:]
        return surfaces.map { surface in
            let key = ObjectIdentifier(surface.topology)
            let index = used[key, default: 0]
            used[key] = index + 1
            if index >= meshes[key, default: []].count {
                meshes[key, default: []].append(MeshBuffers(gl, surface.topology))
            }
            let mesh = meshes[key, default: []][index]
            mesh.load(surface)
            return (surface, mesh)
        }
    }

    /// A framebuffer of the right size; that of the last picture serves again if its size was the same.
    private func target(width: Int, height: Int) throws -> RenderTarget {
        if let target, target.width == width, target.height == height { return target }
        target = nil
        let fresh = try RenderTarget(gl, .colorAndDepth, width: width, height: height)
        target = fresh
        return fresh
    }
}
