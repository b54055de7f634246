// What feet do over time: how low they are, how fast the slowest part of them that touches something travels, where they rest.
import Visualization

/// The feet of a clip.
struct FootTracks {
    /// Height of each foot's lowest point, a sample each: left, right. Metres.
    private(set) var lowest: [[Float]]
    /// How fast, along the floor, that point of each foot travels which is slowest of those within ``touch`` of its lowest. Metres a second.
    private(set) var slip: [[Float]]
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
                        slowest = min(slowest, (way.x * way.x + way.y * way.y).squareRoot() * perSecond)
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
                if sample < samples, slip[foot][sample] < FootTracks.restingSpeed, lowest[foot][sample] < posed.lowest[sample] + FootTracks.reach { continue }
                if sample - start >= shortest {
                    for resting in start..<sample { isPlanted[foot][resting] = true }
                }
                start = sample + 1
            }
        }
    }

    /// The floor on which the feet rest.
    /// - Parameter all: height of the whole body's lowest point, a sample each.
    func floor(lowest all: [Float]) -> (height: Float, agreement: Float, samples: Int) {
        var heights: [Float] = []
        for sample in all.indices {
            let resting = lowest.indices.filter { isPlanted[$0][sample] }.map { lowest[$0][sample] }.min()
            if let resting { heights.append(resting) }
        }
        if let level = FloorEstimate.level(heights) { return (level.height, level.agreement, heights.count) }
        // Where nothing rests: all but a tenth of the samples are above it.
        let sorted = all.sorted()
        return (sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count / 10)], 1, 0)
    }
}
