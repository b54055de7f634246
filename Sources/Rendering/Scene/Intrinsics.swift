// A calibrated camera's inner numbers, and cameras from the matrices that go with them.
import Rotations

/// How a pinhole camera maps what it sees to pixels.
///
/// A point at (x, y, z) in the camera's frame as computer vision has it (X right, Y down, Z forward) is seen at the pixel
/// coordinates (fx·x/z + cx, fy·y/z + cy). The picture spans 0 to `width` and 0 to `height` from its top left corner, so the centre
/// of the first pixel is at (0.5, 0.5) and a camera that looks straight has cx = width / 2 (as in COLMAP and pyrender). A
/// calibration that counts pixels' centres from 0, as OpenCV's does, has a cx and cy smaller by 0.5.
public struct Intrinsics: Sendable, Equatable {
    /// Focal lengths, pixels.
    public var fx: Float
    public var fy: Float
    /// The principal point, pixels from the left and top edges.
    public var cx: Float
    public var cy: Float
    /// The size of the pictures these numbers hold for, pixels.
    public var width: Int
    public var height: Int

    /// - Precondition: focal lengths and sizes are above 0, all numbers finite.
    public init(fx: Float, fy: Float, cx: Float, cy: Float, width: Int, height: Int) {
        precondition(fx > 0 && fy > 0 && width > 0 && height > 0 && [fx, fy, cx, cy].allSatisfy(\.isFinite))
        self.fx = fx
        self.fy = fy
        self.cx = cx
        self.cy = cy
        self.width = width
        self.height = height
    }

    /// From OpenGL's camera frame (X right, Y up, looking along -Z) to its clip space.
    func cameraToClip(near: Float, far: Float) -> Matrix4 {
        let w = Float(width), h = Float(height)
        return Matrix4(
            [2 * fx / w, 0, 0, 0], [0, 2 * fy / h, 0, 0], [1 - 2 * cx / w, 2 * cy / h - 1, (far + near) / (near - far), -1],
            [0, 0, 2 * far * near / (near - far), 0])
    }
}

extension Camera {
    /// A camera given by its extrinsics, as calibrations and pose estimators write them.
    ///
    /// - Parameters:
    ///   - rotation: three rows: a world point p is at `rotation · p + translation` in the camera's frame, X to the right of the
    ///     picture, Y down, Z forward.
    ///   - translation: metres.
    /// - Returns: nil if `rotation` is not a rotation (orthonormal rows to a thousandth, not mirrored).
    public init?(rotation: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>), translation: SIMD3<Float>, projection: Projection) {
        let (right, down, forward) = rotation
        let products = [
            dot(right, right) - 1, dot(down, down) - 1, dot(forward, forward) - 1, dot(right, down), dot(down, forward),
            dot(forward, right),
        ]
        // Not a number is not small either.
        guard products.allSatisfy({ $0.magnitude < 2e-3 }), dot(cross(right, down), forward) > 0, translation.sum().isFinite else {
            return nil
        }
        let position = -(right * translation.x + down * translation.y + forward * translation.z)
        // The farther from the origin, the farther ahead the target: its direction would drown in the numbers' last bits.
        let reach = max(1, dot(position, position).squareRoot())
        self.init(position: position, target: position + forward * reach, up: -down, projection: projection)
    }

    /// The camera at the origin that looks along +Y with +Z up: the place of an observer in whose coordinates a motion is given, once those are turned upright.
    public static func atOrigin(_ projection: Projection) -> Camera {
        Camera(position: .zero, target: [0, 1, 0], up: [0, 0, 1], projection: projection)
    }
}
