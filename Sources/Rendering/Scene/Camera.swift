// Where the picture is taken from.
@preconcurrency import LibC
import Rotations

/// A camera in the world (metres, Z up).
public struct Camera: Sendable, Equatable {
    /// How depth becomes size.
    public enum Projection: Sendable, Equatable {
        /// The vertical angle of view, degrees.
        case perspective(degrees: Float)
        /// The height of the view, metres.
        case orthographic(height: Float)
        /// A calibrated camera's. The picture may have another size than the calibration; it then shows the same, larger or smaller.
        case pinhole(Intrinsics)
    }

    public var position: SIMD3<Float>
    /// The point in the centre of the picture.
    public var target: SIMD3<Float>
    public var up: SIMD3<Float>
    public var projection: Projection

    public init(
        position: SIMD3<Float>, target: SIMD3<Float>, up: SIMD3<Float> = [0, 0, 1],
        projection: Projection = .perspective(degrees: 35)
    ) {
        self.position = position
        self.target = target
        self.up = up
        self.projection = projection
    }

    /// From world to the camera's own frame: X right, Y up, looking along -Z.
    public var worldToCamera: Matrix4 { .lookAt(eye: position, target: target, up: up) }

    /// The unit vector along which the camera looks.
    public var direction: SIMD3<Float> { normalized(target - position, otherwise: [0, 1, 0]) }

    /// From world to OpenGL's clip space, near and far planes set as tight as `bounds` allow.
    public func worldToClip(aspect: Float, containing bounds: Bounds) -> Matrix4 {
        let view = worldToCamera
        var nearest = Float.infinity
        var farthest = -Float.infinity
        for corner in bounds.isEmpty ? [target] : bounds.corners {
            let depth = -(view * SIMD4(corner, 1)).z
            nearest = min(nearest, depth)
            farthest = max(farthest, depth)
        }
        switch projection {
        case .perspective(let degrees):
            let far = max(farthest + 0.1, 0.2)
            let near = max(nearest - 0.1, far / 2000, 0.01)
            return .perspective(
                verticalFieldOfView: degrees * .pi / 180, aspect: aspect, near: min(near, far / 2), far: far) * view
        case .orthographic(let height):
            let half = height / 2
            return .orthographic(
                left: -half * aspect, right: half * aspect, bottom: -half, top: half, near: nearest - 0.1, far: farthest + 0.1)
                * view
        case .pinhole(let intrinsics):
            let far = max(farthest + 0.1, 0.2)
            let near = max(nearest - 0.1, far / 2000, 0.01)
            return intrinsics.cameraToClip(near: min(near, far / 2), far: far) * view
        }
    }

    /// False if nothing of a box can be in the picture: it lies beside the view, above, below or behind it.
    /// - Parameter aspect: width / height of the picture.
    public func sees(_ box: Bounds, aspect: Float) -> Bool {
        guard !box.isEmpty else { return false }
        let clip = worldToClip(aspect: aspect, containing: box)
        let corners = box.corners.map { clip * SIMD4($0, 1) }
        if corners.allSatisfy({ $0.w <= 0 }) { return false }
        let areBeside = [
            corners.allSatisfy { $0.x < -$0.w }, corners.allSatisfy { $0.x > $0.w }, corners.allSatisfy { $0.y < -$0.w },
            corners.allSatisfy { $0.y > $0.w },
        ]
        return !areBeside.contains(true)
    }

    /// The size of a pixel, metres, at the nearest corner of a box; zero if that is beside or behind the camera.
    func pixelSize(height: Int, nearest bounds: Bounds) -> Float {
        switch projection {
        case .orthographic(let metres):
            return metres / Float(height)
        case .perspective(let degrees):
            return depth(of: bounds) * 2 * tan(degrees * .pi / 360) / Float(height)
        case .pinhole(let intrinsics):
            return depth(of: bounds) * Float(intrinsics.height) / (intrinsics.fy * Float(height))
        }
    }

    /// How far the nearest corner of a box is in front of the camera, metres; zero if it is beside or behind it.
    private func depth(of bounds: Bounds) -> Float {
        let view = worldToCamera
        return max(bounds.corners.reduce(Float.infinity) { min($0, -(view * SIMD4($1, 1)).z) }, 0)
    }
}
