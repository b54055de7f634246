// Finds feet that travel over the floor while they carry the body.
import Files
import Motions

/// Three signs of one fault: feet that mostly slip, feet that slip in proportion to the body's speed (a path stretched or shrunk), and feet that all
/// drift one way.
struct SlidingCheck {
    /// The slowest point of a foot that stands moves less than this, metres a second: what captures tremble by and soles roll.
    private static let trembling: Float = 0.03
    /// And by less than this part of the body's own speed, as feet of runners stand for a moment only.
    private static let rolling: Float = 0.1
    /// More of the time than this feet do not slip in clean captures, pirouettes and glides included.
    private static let often = 0.3
    /// The part of the body's speed that feet have along its way: up to 0.075 in clean captures.
    private static let stretch: Float = 0.1
    /// Faster than this and that part of the body's speed feet drift one way, metres a second.
    private static let drift: Float = 0.025
    private static let driftOfRunners: Float = 0.035
    /// Slower bodies (metres a second) do not tell how far their path is stretched; with fewer samples, none does.
    private static let walking: Float = 0.4
    private static let fewest = 10
    /// Feet stand on the floor within these heights, metres.
    private static let floor: ClosedRange<Float> = -0.06...0.05

    static func problems(_ measures: ClipMeasures) -> [ClipProblem] {
        let carried = measures.feet.carrying(measures, within: floor)
        guard carried.count >= 5 else { return [] }
        var slipping = 0
        var speeds: [Float] = [], across: [Float] = [], along: [Float] = [], stretches: [Float] = [], bodies: [Float] = []
        for step in carried {
            let speed = (step.slip * step.slip).sum().squareRoot()
            let body = (step.body * step.body).sum().squareRoot()
            speeds.append(speed)
            bodies.append(body)
            along.append(step.slip.x)
            across.append(step.slip.y)
            if speed > trembling + rolling * step.bodyAround { slipping += 1 }
            if body > walking { stretches.append((step.slip * step.body).sum() / (body * body)) }
        }
        let share = Double(slipping) / Double(carried.count)
        let way = SIMD2(along.quantile(0.5) ?? 0, across.quantile(0.5) ?? 0)
        let drifting = (way * way).sum().squareRoot()
        let body = bodies.quantile(0.5) ?? 0
        let stretched = stretches.count >= max(fewest, Int(0.5 * measures.sampleRate)) ? stretches.quantile(0.5) ?? 0 : 0
        let typical = NumberText.short(Double(speeds.quantile(0.5) ?? 0) * 100, 0)
        let often =
            "feet that carry the body slide, at \(typical) cm/s half of the time or more, in \(NumberText.percent(share)) of the frames"
        if abs(stretched) > stretch {
            return [
                ClipProblem(
                    .sliding,
                    "feet slide at \(NumberText.percent(Double(abs(stretched)))) of the body's speed, \(stretched > 0 ? "with" : "against") its way: its path is too \(stretched > 0 ? "long" : "short") for its steps"
                )
            ]
        }
        if share > self.often { return [ClipProblem(.sliding, often)] }
        if drifting > drift + driftOfRunners * body, carried.count >= 2 * fewest {
            return [
                ClipProblem(
                    .sliding, "feet drift over the floor at \(NumberText.short(Double(drifting) * 100, 0)) cm/s, all the time and one way")
            ]
        }
        return []
    }
}
