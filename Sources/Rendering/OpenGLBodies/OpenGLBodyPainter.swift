// The other painter of bodies, for what the software painter leaves to it: large bodies, wires, and what can be seen through.
import Pictures

/// Draws bodies with OpenGL and reads them back.
final class OpenGLBodyPainter: BodyPainter {
    private let gl: OpenGL
    private let meshes: MeshStore
    private let bodyPass: BodyPass
    private let resolve = Resolve()
    /// By the size of their maps.
    private var lightDepthPasses: [Int: LightDepthPass] = [:]
    private var target: RenderTarget?
    private var drawn: [UInt32] = []

    init(_ gl: OpenGL, meshes: MeshStore) {
        self.gl = gl
        self.meshes = meshes
        bodyPass = BodyPass(gl)
    }

    func draw(_ view: BodyView, over backdrop: [UInt32], measured: (PassTimings.Pass) -> Void) throws -> Image {
        if view.part.width > 0, view.part.height > 0 { try drawAlone(view, measured: measured) }
        defer { measured(.resolve) }
        return try resolve.image(
            bodies: drawn, part: view.part, scale: view.scale, over: backdrop, width: view.width, height: view.height,
            keepsAlpha: view.keepsAlpha)
    }

    /// Draws the bodies alone, on nothing, and reads back the part of the picture they may be in.
    private func drawAlone(_ view: BodyView, measured: (PassTimings.Pass) -> Void) throws {
        let items = meshes.load(view.scene.surfaces)
        measured(.load)
        gl.enable(.depthTest)
        gl.depthFunc(.less)
        gl.enable(.cullFace)
        gl.cullFace(.back)
        let size = BodyDetail.shadowMapSize(covering: view.bounds, pixel: view.pixel)
        let shadow = try lightDepthPass(size: size).draw(
            view.needsShadowMap ? items.filter { $0.surface.castsShadow }.map(\.mesh) : [],
            LightView(keyDirection: view.scene.lighting.keyDirection, bounds: view.bounds))
        measured(.lightDepth)
        let target = try target(width: view.width * view.scale, height: view.height * view.scale)
        let fine = view.samples
        target.bind()
        gl.enable(.scissorTest)
        gl.scissor(Int32(fine.x), Int32(fine.y), Int32(fine.width), Int32(fine.height))
        gl.clearColor(0, 0, 0, 0)
        gl.clear(.colorBufferBit | .depthBufferBit)
        try bodyPass.draw(items, view, shadow)
        gl.disable(.scissorTest)
        measured(.bodies)
        let count = fine.width * fine.height
        if drawn.count < count { drawn = [UInt32](repeating: 0, count: count) }
        drawn.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { target.readColor(fine, into: base, rowLength: fine.width) }
        }
        measured(.readBack)
    }

    private func lightDepthPass(size: Int) throws -> LightDepthPass {
        if let known = lightDepthPasses[size] { return known }
        let pass = try LightDepthPass(gl, size: size)
        lightDepthPasses[size] = pass
        return pass
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
