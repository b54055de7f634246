// 4×4 matrices for cameras and lights, stored by columns as OpenGL takes them.
@preconcurrency import LibC
import Rotations

/// A 4×4 matrix of four columns; points are column vectors, so `a * b` applies `b` first.
public struct Matrix4: Sendable, Equatable {
    public var columns: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)

    public init(_ c0: SIMD4<Float>, _ c1: SIMD4<Float>, _ c2: SIMD4<Float>, _ c3: SIMD4<Float>) {
        columns = (c0, c1, c2, c3)
    }

    public static let identity = Matrix4([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])

    public static func * (a: Matrix4, v: SIMD4<Float>) -> SIMD4<Float> {
        a.columns.0 * v.x + a.columns.1 * v.y + a.columns.2 * v.z + a.columns.3 * v.w
    }

    public static func * (a: Matrix4, b: Matrix4) -> Matrix4 {
        Matrix4(a * b.columns.0, a * b.columns.1, a * b.columns.2, a * b.columns.3)
    }

    public static func == (a: Matrix4, b: Matrix4) -> Bool {
        a.columns.0 == b.columns.0 && a.columns.1 == b.columns.1 && a.columns.2 == b.columns.2 && a.columns.3 == b.columns.3
    }

    /// From world to a viewer at `eye` who looks along -Z of its own frame, X to its right, Y up.
    public static func lookAt(eye: SIMD3<Float>, target: SIMD3<Float>, up: SIMD3<Float>) -> Matrix4 {
        let back = normalized(eye - target, otherwise: [0, -1, 0])
        // Looking straight along `up` leaves the roll open: north (+Y) is then the top of the picture.
        var right = cross(up, back)
        if dot(right, right) < 1e-10 { right = cross(abs(back.y) < 0.9 ? [0, 1, 0] : [1, 0, 0], back) }
        right = normalized(right, otherwise: [1, 0, 0])
        let top = cross(back, right)
        return Matrix4(
            [right.x, top.x, back.x, 0], [right.y, top.y, back.y, 0], [right.z, top.z, back.z, 0],
            [-dot(right, eye), -dot(top, eye), -dot(back, eye), 1])
    }

    /// OpenGL's perspective projection; `verticalFieldOfView` in radians, distances in metres.
    public static func perspective(verticalFieldOfView: Float, aspect: Float, near: Float, far: Float) -> Matrix4 {
        let f = 1 / tan(verticalFieldOfView / 2)
        return Matrix4(
            [f / aspect, 0, 0, 0], [0, f, 0, 0], [0, 0, (far + near) / (near - far), -1], [0, 0, 2 * far * near / (near - far), 0])
    }

    /// A parallel projection of the box `[left, right] × [bottom, top] × [-far, -near]` to OpenGL's clip cube.
    public static func orthographic(
        left: Float, right: Float, bottom: Float, top: Float, near: Float, far: Float
    ) -> Matrix4 {
        Matrix4(
            [2 / (right - left), 0, 0, 0], [0, 2 / (top - bottom), 0, 0], [0, 0, -2 / (far - near), 0],
            [-(right + left) / (right - left), -(top + bottom) / (top - bottom), -(far + near) / (far - near), 1])
    }

    /// Clip cube `[-1,1]³` to texture space `[0,1]³`.
    static let clipToTexture = Matrix4([0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 0.5, 0], [0.5, 0.5, 0.5, 1])

    /// The sixteen numbers, column after column.
    var flat: [Float] {
        [columns.0, columns.1, columns.2, columns.3].flatMap { [$0.x, $0.y, $0.z, $0.w] }
    }
}
