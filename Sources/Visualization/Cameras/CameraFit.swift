// Placing a camera so that nothing is ever cut off.
@preconcurrency import LibC
import Rendering
import Rotations

/// Gathers points and finds the closest camera, looking in a given direction, that shows them all.
///
/// With the camera's frame fixed, each side of the view is a plane whose slope is known; the points push each plane
/// outwards, and where the planes meet the camera stands. No search is needed, and points need not be kept.
struct CameraFit {
    private let right: SIMD3<Float>
    private let up: SIMD3<Float>
    private let back: SIMD3<Float>
    private let slopeX: Float
    private let slopeY: Float
    private let projection: Camera.Projection
    private let aspect: Float
    // The farthest that points push the left, right, lower and upper planes of the view, and the nearest and farthest depth.
    private var left = -Float.infinity
    private var rightmost = -Float.infinity
    private var bottom = -Float.infinity
    private var top = -Float.infinity
    private var nearest = -Float.infinity
    private var deepest = Float.infinity

    /// - Parameters:
    ///   - direction: where the camera looks, unit length.
    ///   - up: what is up in the picture.
    ///   - fieldOfView: the vertical angle, degrees; nil for a parallel projection.
    ///   - aspect: width / height.
    ///   - margin: the share of the picture's height and width kept free on each side.
    init(direction: SIMD3<Float>, up: SIMD3<Float> = [0, 0, 1], fieldOfView: Float?, aspect: Float, margin: Float) {
        back = -normalized(direction, otherwise: [0, 1, 0])
        let sideways = cross(up, back)
        right = dot(sideways, sideways) < 1e-8 ? [1, 0, 0] : normalized(sideways, otherwise: [1, 0, 0])
        self.up = cross(back, right)
        self.aspect = aspect
        let free = 1 - 2 * margin
        if let fieldOfView {
            let tangent = tan(fieldOfView * .pi / 360)
            slopeY = tangent * free
            slopeX = tangent * aspect * free
            projection = .perspective(degrees: fieldOfView)
        } else {
            slopeX = 0
            slopeY = 0
            projection = .orthographic(height: free)
        }
    }

    mutating func include(_ point: SIMD3<Float>) {
        let x = dot(point, right), y = dot(point, up), z = dot(point, back)
        rightmost = max(rightmost, x + slopeX * z)
        left = max(left, -x + slopeX * z)
        top = max(top, y + slopeY * z)
        bottom = max(bottom, -y + slopeY * z)
        nearest = max(nearest, z)
        deepest = min(deepest, z)
    }

    /// The camera; nil if no points were given.
    func camera() -> Camera? {
        guard nearest > -.infinity else { return nil }
        let x = (rightmost - left) / 2
        let y = (top - bottom) / 2
        let middle = (nearest + deepest) / 2
        switch projection {
        case .perspective:
            // At depth `z` the view reaches `slope · (z − point's z)` sideways: both pairs of planes must let all points in.
            let z = max((rightmost + left) / (2 * slopeX), (top + bottom) / (2 * slopeY), nearest + 0.3)
            let position = right * x + up * y + back * z
            return Camera(position: position, target: position - back * max(z - middle, 0.1), up: up, projection: projection)
        case .orthographic(let free):
            let height = max(top + bottom, (rightmost + left) / aspect, 0.01) / free
            let position = right * x + up * y + back * (nearest + 1)
            return Camera(position: position, target: position - back, up: up, projection: .orthographic(height: height))
        case .pinhole:
            // Never fitted: a calibrated camera has its place.
            return nil
        }
    }
}
