// What is behind the bodies: the background and the floor, drawn once for a camera and touched up where the shadow falls.

/// Keeps the picture of an empty scene, and lays each frame's shadow on it.
///
/// Floor and shadow are smooth, so one sample a pixel is enough; and as long as camera and floor stay, only the part of the
/// floor that the shadow reaches is drawn anew. The result does not depend on what was drawn before.
final class Backdrop {
    private let gl: OpenGL
    private let floorPass: FloorPass
    private var target: RenderTarget?
    private var key: Key?
    /// The empty scene: RGBA, bottom row first.
    private var empty: [UInt32] = []
    /// The same with this frame's shadow.
    private(set) var pixels: [UInt32] = []
    /// Where `pixels` differs from `empty`.
    private var touched = PixelRectangle.none

    private struct Key: Equatable {
        let camera: Camera
        let floor: Floor?
        let background: Background
        let width: Int
        let height: Int
    }

    init(_ gl: OpenGL) throws {
        self.gl = gl
        floorPass = try FloorPass(gl)
    }

    func draw(_ scene: Scene, darkness: FloorDarkness?, worldToClip: Matrix4, width: Int, height: Int) throws {
        let newKey = Key(camera: scene.camera, floor: scene.floor, background: scene.background, width: width, height: height)
        let whole = PixelRectangle(x: 0, y: 0, width: width, height: height)
        if key != newKey {
            key = nil
            if target?.width != width || target?.height != height {
                target = nil
                target = try RenderTarget(gl, .color, width: width, height: height)
            }
            empty = [UInt32](repeating: 0, count: width * height)
            try render(scene, darkness: nil, worldToClip: worldToClip, part: whole, into: &empty, rowLength: width)
            pixels = empty
            touched = .none
            key = newKey
        }
        for y in touched.y..<touched.y + touched.height {
            for i in y * width + touched.x..<y * width + touched.x + touched.width { pixels[i] = empty[i] }
        }
        touched = .none
        guard let darkness, let floor = scene.floor else { return }
        let corners = darkness.area.corners(at: floor.height)
        touched = PixelRectangle(around: corners, worldToClip: worldToClip, width: width, height: height)
        if touched.width > 0, touched.height > 0 {
            try render(scene, darkness: darkness, worldToClip: worldToClip, part: touched, into: &pixels, rowLength: width)
        }
    }

    /// Draws a part of the floor and copies it into its place.
    private func render(
        _ scene: Scene, darkness: FloorDarkness?, worldToClip: Matrix4, part: PixelRectangle, into pixels: inout [UInt32], rowLength: Int
    ) throws {
        guard let target else { return }
        target.bind()
        gl.disable(.depthTest)
        gl.enable(.scissorTest)
        gl.scissor(Int32(part.x), Int32(part.y), Int32(part.width), Int32(part.height))
        switch scene.background {
        case .color(let linear): gl.clearColor(SRGB.encode(linear.x), SRGB.encode(linear.y), SRGB.encode(linear.z), 1)
        case .transparent: gl.clearColor(0, 0, 0, 0)
        }
        gl.clear(.colorBufferBit)
        if let floor = scene.floor {
            let middle = SIMD3(floor.center.x, floor.center.y, floor.height)
            // Seen at a low angle, a line gets thin across the view.
            let slant = max(abs(scene.camera.direction.z), 0.1)
            try floorPass.draw(
                floor, darkness: darkness, worldToClip: worldToClip, background: scene.background,
                pixel: scene.camera.pixelSize(height: target.height, nearest: Bounds(low: middle, high: middle)) / slant)
        }
        gl.disable(.scissorTest)
        gl.enable(.depthTest)
        pixels.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            target.readColor(part, into: base + (part.y * rowLength + part.x) * 4, rowLength: rowLength)
        }
    }
}
