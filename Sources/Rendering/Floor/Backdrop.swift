// What is behind the bodies: the background and the floor, drawn once for a camera and darkened where the shadow falls.

/// Keeps the picture of an empty scene, and lays each frame's shadow on it.
///
/// Floor and shadow are smooth, so one sample a pixel is enough; and as long as camera and floor stay, only the part of the
/// floor that the shadow reaches is touched. The result does not depend on what was drawn before.
final class Backdrop {
    private var floorPass: FloorPass?
    private var target: RenderTarget?
    private var key: Key?
    /// The empty scene: RGBA, bottom row first.
    private var empty: [UInt32] = []
    /// The same with this frame's shadow.
    private(set) var pixels: [UInt32] = []
    /// Where `pixels` differs from `empty`.
    private var touched = PixelRectangle.none

    /// What the empty scene depends on.
    private struct Key: Equatable {
        /// Nil where the empty scene is of one colour, however it is looked at.
        let camera: Camera?
        let floor: Floor?
        let background: Background
        let width: Int
        let height: Int
    }

    /// Makes ``pixels`` those of a scene.
    /// - Parameter openGL: is asked for only where the floor has a colour of its own, squares or paths.
    func draw(
        _ scene: Scene, darkness: FloorDarkness?, worldToClip: Matrix4, width: Int, height: Int, openGL: () throws -> OpenGL
    ) throws {
        // Most floors are of the background's colour and show by their shadow alone.
        let isPlain = scene.floor.map { $0.paths.isEmpty && $0.pattern == .plain && scene.background == .color($0.color) } ?? true
        let newKey = Key(
            camera: isPlain ? nil : scene.camera, floor: isPlain ? nil : scene.floor, background: scene.background, width: width,
            height: height)
        if key != newKey {
            key = nil
            if isPlain {
                empty = [UInt32](repeating: Backdrop.pixel(scene.background), count: width * height)
            } else {
                empty = [UInt32](repeating: 0, count: width * height)
                try render(scene, worldToClip: worldToClip, width: width, height: height, openGL())
            }
            pixels = empty
            touched = .none
            key = newKey
        }
        restore(rowLength: width)
        guard let darkness, let floor = scene.floor else { return }
        let part = PixelRectangle(around: darkness.area.corners(at: floor.height), worldToClip: worldToClip, width: width, height: height)
        guard part.width > 0, part.height > 0,
            let projection = FloorProjection(
                worldToClip, height: floor.height, area: darkness.area, size: darkness.size, pictureWidth: width, pictureHeight: height)
        else { return }
        touched = part
        let shaded: ShadedFloor = scene.background == .transparent ? .transparent : isPlain ? .plain : .colored
        shaded.lay(darkness, through: projection, on: &pixels, part: part, rowLength: width)
    }

    /// Takes the last frame's shadow away.
    private func restore(rowLength: Int) {
        let touched = touched
        pixels.withUnsafeMutableBufferPointer { pixels in
            empty.withUnsafeBufferPointer { empty in
                for y in touched.y..<touched.y + touched.height {
                    for i in y * rowLength + touched.x..<y * rowLength + touched.x + touched.width { pixels[i] = empty[i] }
                }
            }
        }
        self.touched = .none
    }

    /// RGBA, the first byte red.
    private static func pixel(_ background: Background) -> UInt32 {
        guard case .color(let linear) = background else { return 0 }
        func code(_ channel: Float) -> UInt32 { UInt32((max(0, min(1, SRGB.encode(channel))) * 255).rounded()) }
        return 0xff00_0000 | code(linear.z) << 16 | code(linear.y) << 8 | code(linear.x)
    }

    /// Draws the floor without shadows into ``empty``.
    private func render(_ scene: Scene, worldToClip: Matrix4, width: Int, height: Int, _ gl: OpenGL) throws {
        if target?.width != width || target?.height != height {
            target = nil
            target = try RenderTarget(gl, .color, width: width, height: height)
        }
        guard let target else { return }
        target.bind()
        gl.disable(.depthTest)
        gl.enable(.cullFace)
        gl.cullFace(.back)
        switch scene.background {
        case .color(let linear): gl.clearColor(SRGB.encode(linear.x), SRGB.encode(linear.y), SRGB.encode(linear.z), 1)
        case .transparent: gl.clearColor(0, 0, 0, 0)
        }
        gl.clear(.colorBufferBit)
        if let floor = scene.floor {
            let middle = SIMD3(floor.center.x, floor.center.y, floor.height)
            // Seen at a low angle, a line gets thin across the view.
            let slant = max(abs(scene.camera.direction.z), 0.1)
            let pass = try floorPass ?? FloorPass(gl)
            floorPass = pass
            try pass.draw(
                floor, worldToClip: worldToClip, background: scene.background,
                pixel: scene.camera.pixelSize(height: target.height, nearest: Bounds(low: middle, high: middle)) / slant)
        }
        gl.enable(.depthTest)
        empty.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            target.readColor(PixelRectangle(x: 0, y: 0, width: width, height: height), into: base, rowLength: width)
        }
    }
}
