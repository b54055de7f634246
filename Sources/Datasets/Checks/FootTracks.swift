// Foot contacts over time: height of the lowest point, speed of the slowest point that touches the floor, rests.
import Visualization

/// The feet of a clip.
struct FootTracks {
    /// Height of each foot's lowest point, a sample each: left, right. Metres.
    private(set) var lowest: [[Float]]
    /// How fast, along the floor, that point of each foot travels which is slowest of those within ``touch`` of its lowest. Metres a second.
    private(set) var slip: [[Float]]
    /// The velocity of that point along the floor. Metres a second.
    private(set) var slipVelocity: [[SIMD2<Float>]]
    /// True where a foot rests for at least a tenth of a second and no other part of the body is clearly lower.
    private(set) var isPlanted: [[Bool]]

    /// Points of a foot within this height of its lowest may touch the ground, too: soles give way, bodies differ. Metres.
    static let touch: Float = 0.025
    /// Slower than this a foot rests, as far as captures can tell. Metres a second.
    static let restingSpeed: Float = 0.2
    /// A foot that is higher than the body's lowest point by more than this does not carry it. Metres.
    static let reach: Float = 0.03

    init(_ posed: PosedContour, contour: BodyContour, sampleRate: Double) {
        let samples = posed.lowest.count
        let count = posed.footPoints
        lowest = [[Float]](repeating: [Float](repeating: 0, count: samples), count: contour.feet.count)
        slip = lowest
        slipVelocity = [[SIMD2<Float>]](repeating: [SIMD2<Float>](repeating: .zero, count: samples), count: contour.feet.count)
        isPlanted = [[Bool]](repeating: [Bool](repeating: false, count: samples), count: contour.feet.count)
        // Speeds are measured over about a thirtieth of a second before and after.
        let step = max(1, Int((sampleRate / 30).rounded()))
        posed.feet.withUnsafeBufferPointer { feet in
            for (foot, range) in contour.feet.enumerated() {
                for sample in 0..<samples {
                    let (before, after) = (max(0, sample - step), min(samples - 1, sample + step))
                    let perSecond = Float(sampleRate) / Float(max(1, after - before))
                    var low = Float.infinity
                    for point in range { low = min(low, feet[sample * count + point].z) }
                    var slowest = Float.infinity
                    for point in range where feet[sample * count + point].z <= low + FootTracks.touch {
                        let way = feet[after * count + point] - feet[before * count + point]
                        let speed = (way.x * way.x + way.y * way.y).squareRoot() * perSecond
                        guard speed < slowest else { continue }
                        slowest = speed
                        slipVelocity[foot][sample] = SIMD2(way.x, way.y) * perSecond
                    }
                    lowest[foot][sample] = low
                    slip[foot][sample] = slowest
                }
            }
        }
        let shortest = max(2, Int((0.1 * sampleRate).rounded(.up)))
        for foot in lowest.indices {
            var start = 0
            for sample in 0...samples {
                if sample < samples, slip[foot][sample] < FootTracks.restingSpeed,
                    lowest[foot][sample] < posed.lowest[sample] + FootTracks.reach
                {
                    continue
                }
                if sample - start >= shortest {
                    for resting in start..<sample { isPlanted[foot][resting] = true }
                }
                start = sample + 1
            }
        }
    }

    /// The floor on which the feet rest.
    /// - Parameter all: height of the whole body's lowest point, a sample each.
    func floor(lowest all: [Float], in samples: Range<Int>) -> (height: Float, agreement: Float, samples: Int) {
        let heights = plantedHeights(in: samples)
        if let level = FloorHeight.level(heights) { return (level.height, level.agreement, heights.count) }
        // Where nothing rests: all but a tenth of the samples are above it.
        let sorted = all[samples].sorted()
        return (sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count / 10)], 1, 0)
    }

    /// Height of the lower resting foot in each sample that has one, in the clip's world. Metres.
    func plantedHeights(in samples: Range<Int>) -> [Float] {
        samples.compactMap { sample in
            var height = Float.infinity
            for foot in lowest.indices where isPlanted[foot][sample] { height = min(height, lowest[foot][sample]) }
            return height < .infinity ? height : nil
        }
    }

    /// A moment in which a foot carries the body.
    struct Step {
        /// How the best point of the better foot moves, in the best moment within a tenth of a second. Metres a second.
        let slip: SIMD2<Float>
        /// How the pelvis moves then.
        let body: SIMD2<Float>
        /// How fast the pelvis is around the moment itself.
        let bodyAround: Float
    }

    /// One step a sample in which the body is on its feet, on the floor.
    func carrying(_ measures: ClipMeasures, within heights: ClosedRange<Float>) -> [Step] {
        let samples = measures.core
        let rate = Float(measures.sampleRate)
        guard samples.count >= 3 else { return [] }
        func velocity(_ sample: Int) -> SIMD2<Float> {
            let (before, after) = (max(samples.lowerBound, sample - 1), min(samples.upperBound - 1, sample + 1))
            return (measures.pelvisPath[after] - measures.pelvisPath[before]) * (rate / Float(max(1, after - before)))
        }
        let velocities = samples.map(velocity)
        let speeds = velocities.map { ($0 * $0).sum().squareRoot() }
        // The foot that slips least, where one carries the body.
        let best = samples.map { sample -> Int? in
            guard heights.contains(measures.lowestHeights[sample]) else { return nil }
            let low = measures.lowestHeights[sample] + measures.floorHeight + FootTracks.reach
            return lowest.indices.filter { lowest[$0][sample] < low }.min { slip[$0][sample] < slip[$1][sample] }
        }
        let reach = max(1, Int((0.1 * measures.sampleRate).rounded()))
        return best.indices.compactMap { index in
            guard best[index] != nil else { return nil }
            let around = max(0, index - reach)...min(best.count - 1, index + reach)
            var chosen = index
            var least = Float.infinity
            for other in around {
                guard let foot = best[other] else { continue }
                let speed = slip[foot][samples.lowerBound + other]
                if speed < least { (chosen, least) = (other, speed) }
            }
            guard let foot = best[chosen] else { return nil }
            return Step(
                slip: slipVelocity[foot][samples.lowerBound + chosen], body: velocities[chosen],
                bodyAround: speeds[around].reduce(0, +) / Float(around.count))
        }
    }
}
