// A moving picture made of arithmetic: shaded balls with soft shadows on a plain ground, edges smoothed.
import Pictures

/// Frames like those of a body renderer, without a renderer.
struct SyntheticScene {
    var size = 240
    var frames = 24
    /// Base colours of the balls.
    var hues: [(Double, Double, Double)] = [(95, 140, 210)]
    var background = Color.white
    /// Without a ground the picture is see-through around the balls, and there are no shadows.
    var isTransparent = false

    static let crowd: [(Double, Double, Double)] = [(95, 140, 210), (220, 120, 90), (110, 180, 110), (190, 150, 60)]

    func frame(_ index: Int) -> Image {
        let s = Double(size)
        let phase = Double(index) / Double(frames)
        // Triangle wave: no library sine, so the same on every machine.
        let swing = abs(phase * 2 - 1) * 2 - 1
        struct Ball { var x: Double, y: Double, r: Double, hue: (Double, Double, Double) }
        let balls = hues.enumerated().map { i, hue in
            let lane = (Double(i) + 1) / (Double(hues.count) + 1)
            let direction = i % 2 == 0 ? 1.0 : -1.0
            return Ball(
                x: s * (lane + 0.12 * swing * direction), y: s * (0.45 + 0.1 * swing * swing),
                r: s * 0.2 / Double(hues.count).squareRoot(), hue: hue)
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size * size * 4)
        for py in 0..<size {
            for px in 0..<size {
                let x = Double(px) + 0.5, y = Double(py) + 0.5
                var color = (Double(background.red), Double(background.green), Double(background.blue))
                var alpha = isTransparent ? 0.0 : 1.0
                if !isTransparent {
                    for ball in balls {
                        let dx = (x - ball.x) / (ball.r * 1.3), dy = (y - s * 0.8) / (ball.r * 0.35)
                        let d = dx * dx + dy * dy
                        let shade = d < 4 ? 0.45 * (1 - d / 4) * (1 - d / 4) : 0
                        color = (color.0 * (1 - shade), color.1 * (1 - shade), color.2 * (1 - shade))
                    }
                }
                for ball in balls {
                    let dx = (x - ball.x) / ball.r, dy = (y - ball.y) / ball.r
                    let d = dx * dx + dy * dy
                    let coverage = min(max((1 - d.squareRoot()) * ball.r + 0.5, 0), 1)
                    if coverage <= 0 { continue }
                    let nz = max(0, 1 - d).squareRoot()
                    let lambert = max(0, -0.4 * dx - 0.6 * dy + 0.69 * nz)
                    let s2 = lambert * lambert, s4 = s2 * s2, s8 = s4 * s4
                    // A warm lamp and a cool sky, so that hues drift over the surface as they do on a body.
                    let sky = 0.3 - 0.12 * dy, lamp = 0.7 * lambert, shine = 60 * s8 * s8
                    let lit = (
                        ball.hue.0 * (lamp + 0.85 * sky) + shine, ball.hue.1 * (0.95 * lamp + 0.95 * sky) + shine,
                        ball.hue.2 * (0.85 * lamp + 1.1 * sky) + 0.9 * shine
                    )
                    if alpha == 0 {
                        (color, alpha) = (lit, coverage)
                    } else {
                        color = (
                            color.0 + (lit.0 - color.0) * coverage, color.1 + (lit.1 - color.1) * coverage,
                            color.2 + (lit.2 - color.2) * coverage
                        )
                        alpha = max(alpha, coverage)
                    }
                }
                func byte(_ v: Double) -> UInt8 { UInt8(min(max(v, 0), 255).rounded()) }
                pixels += [byte(color.0), byte(color.1), byte(color.2)]
                if isTransparent { pixels.append(byte(alpha * 255)) }
            }
        }
        guard let image = try? Image(width: size, height: size, format: isTransparent ? .rgba8 : .rgb8, pixels: pixels) else {
            preconditionFailure("the scene's own sizes agree")
        }
        return image
    }

    var all: [Image] { (0..<frames).map(frame) }
}
