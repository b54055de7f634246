// Finds clips whose floor is not where the world's floor is.
import Files
import Motions

struct FloorCheck {
    /// As far (metres) the floor may be from z = 0: what soles, carpets and calibrations make.
    private static let tolerance: Float = 0.06
    /// The same where the clip's own body shape is not used: people's legs differ by as much.
    private static let toleranceOfStrangers: Float = 0.12
    /// Floating: nothing is lower than this part of all samples.
    private static let seldom = 0.02
    /// Sinking: so many of the samples with resting feet are too low.
    private static let often = 0.3

    static func problems(_ motion: Motion, measures: ClipMeasures) -> [ClipProblem] {
        // Only these formats say where the floor is.
        guard motion.source.kind != .bvh, measures.core.count >= 3 else { return [] }
        let isStranger = !measures.isShapedByClip && motion.betas.contains { $0 != 0 }
        let limit = isStranger ? toleranceOfStrangers : tolerance
        let lowest = measures.core.map { measures.lowestHeights[$0] + measures.floorHeight }
        let planted = measures.feet.plantedHeights(in: measures.core)
        let travels = (measures.core.map { measures.meanSpeeds[$0] }.quantile(0.5) ?? 0) > 1
        // Who hangs on a rope stands on nothing; who runs rests nowhere, but comes down again and again.
        let stands = Double(planted.count) > 0.1 * Double(measures.core.count) || travels
        // Hands that reach through the floor, as in a cartwheel of another body, must not hide feet that stand above it.
        let standing = Double(planted.count) > 0.3 * Double(measures.core.count) ? planted.quantile(seldom) : nil
        if stands, let low = [lowest.quantile(seldom), standing].compactMap({ $0 }).max(), low > limit {
            return [ClipProblem(.floating, "never comes nearer than \(NumberText.centimetres(low)) to the floor (z = 0)")]
        }
        let heights = planted.isEmpty && travels ? lowest : planted
        let deep = heights.filter { $0 < -limit }
        if !heights.isEmpty, Double(deep.count) > often * Double(heights.count), let depth = deep.quantile(0.5) {
            return [
                ClipProblem(
                    .sinking,
                    "stands \(NumberText.centimetres(-depth)) below the floor (z = 0) for \(NumberText.percent(Double(deep.count) / Double(heights.count))) of the time that it stands"
                )
            ]
        }
        return []
    }
}
