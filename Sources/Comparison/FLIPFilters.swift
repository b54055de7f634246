// The filters of FLIP as rows of numbers: what an eye blurs away at a distance, and what it takes for edges and points.

/// Weights of a filter along one direction, from -radius to radius.
struct FLIPFilter: Sendable {
    let radius: Int
    /// 2·radius + 1 weights.
    let weights: [Float]

    /// - Parameter negligible: weights at the ends that are less than this share of the largest are left out.
    init(_ weights: [Double], negligible: Double = 1e-9) {
        let most = weights.map(abs).max() ?? 0
        var cut = 0
        while 2 * cut + 3 <= weights.count, abs(weights[cut]) < negligible * most, abs(weights[weights.count - 1 - cut]) < negligible * most
        { cut += 1 }
        self.weights = weights[cut..<weights.count - cut].map { Float($0) }
        radius = self.weights.count / 2
    }
}

/// All filters for one number of pixels a degree.
///
/// The contrast sensitivity of the eye is a sum of Gaussians in each opponent channel (section 4.1 of the paper): one for
/// luminance and for red-green, two for blue-yellow. Each is the product of a filter along rows and one down columns.
struct FLIPFilters: Sendable {
    let luminance: FLIPFilter
    let redGreen: FLIPFilter
    /// Two Gaussians, and the share of each in the sum.
    let blueYellow: (FLIPFilter, FLIPFilter)
    let shares: (Float, Float)
    /// The Gaussian across the direction of a feature, and its first and second derivatives along it (section 4.3).
    let smooth: FLIPFilter
    let edge: FLIPFilter
    let point: FLIPFilter
    /// The largest radius of all.
    let radius: Int

    init(pixelsPerDegree: Double) {
        // Pairs (a, b) of a·√(π/b)·exp(-π²x²/b), x in degrees, from table 1 of the paper.
        let luminanceSpread = 0.0047, redGreenSpread = 0.0053
        let blueYellowParts = [(a: 34.1, b: 0.04), (a: 13.5, b: 0.025)]
        // Three standard deviations of the widest.
        let reach = Int((3 * (0.04 / (2 * Self.pi * Self.pi)).squareRoot() * pixelsPerDegree).rounded(.up))
        func gaussian(_ b: Double) -> [Double] {
            (-reach...reach).map { Self.exponential(Self.pi * Self.pi * Double($0 * $0) / (pixelsPerDegree * pixelsPerDegree * b)) }
        }
        func normalised(_ weights: [Double]) -> [Double] {
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
        luminance = FLIPFilter(normalised(gaussian(luminanceSpread)))
        redGreen = FLIPFilter(normalised(gaussian(redGreenSpread)))
        let parts = blueYellowParts.map { gaussian($0.b) }
        blueYellow = (FLIPFilter(normalised(parts[0])), FLIPFilter(normalised(parts[1])))
        let sums = zip(blueYellowParts, parts).map { part, weights in
            let sum = weights.reduce(0, +)
            return part.a * (Self.pi / part.b).squareRoot() * sum * sum
        }
        shares = (Float(sums[0] / (sums[0] + sums[1])), Float(sums[1] / (sums[0] + sums[1])))

        // A feature is 0.082 degrees wide; that is two standard deviations.
        let deviation = 0.5 * 0.082 * pixelsPerDegree
        let featureReach = Int((3 * deviation).rounded(.up))
        let places = (-featureReach...featureReach).map(Double.init)
        let bell = places.map { Self.exponential($0 * $0 / (2 * deviation * deviation)) }
        /// Positive weights sum to 1, negative ones to -1.
        func balanced(_ weights: [Double]) -> [Double] {
            let up = weights.filter { $0 > 0 }.reduce(0, +), down = -weights.filter { $0 < 0 }.reduce(0, +)
            return weights.map { $0 > 0 ? $0 / up : $0 < 0 ? $0 / down : 0 }
        }
        smooth = FLIPFilter(normalised(bell))
        edge = FLIPFilter(balanced(zip(places, bell).map { -$0 * $1 }), negligible: 0)
        point = FLIPFilter(balanced(zip(places, bell).map { ($0 * $0 / (deviation * deviation) - 1) * $1 }), negligible: 0)
        radius = max(reach, featureReach)
    }

    static let pi = 3.141592653589793

    /// exp(-t) for t ≥ 0, without a library's last bits: a series for a 1024th of it, squared ten times.
    static func exponential(_ t: Double) -> Double {
        if t > 700 { return 0 }
        let x = -t / 1024
        var term = 1.0, sum = 1.0
        for n in 1...14 {
            term *= x / Double(n)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}
