// What the key light sees.

/// A view along the key light of all that is in a box.
struct LightView {
    let worldToLight: Matrix4
    /// Half the side of the square that holds the box as the light sees it, metres.
    let half: Float

    init(keyDirection: SIMD3<Float>, bounds: Bounds) {
        let center = bounds.center
        let view = Matrix4.lookAt(eye: center + keyDirection, target: center, up: [0, 0, 1])
        let radius = bounds.radius + 0.01
        half =
            0.01
            + bounds.corners.reduce(Float(0)) { widest, corner in
                let p = view * SIMD4(corner, 1)
                return max(widest, abs(p.x), abs(p.y))
            }
        worldToLight = Matrix4.orthographic(left: -half, right: half, bottom: -half, top: half, near: 1 - radius, far: 1 + radius) * view
    }

    /// How far (metres) a coarser mesh in a map of so many texels a side may stray from the one that is lit; look-ups keep clear of it.
    func slack(size: Int) -> Float { 0.7 * 2 * half / Float(size) }
}
