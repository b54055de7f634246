// Finds frame rates that cannot be true: at them bodies would fall, swing or walk as none does.
import BodyModels
import Files
@preconcurrency import LibC
import Motions

/// Time is measured by gravity, which is the same in every clip: a rate that is twice too high makes it four times as strong.
struct GravityCheck {
    private let measures: ClipMeasures
    /// Height of the centre of mass, metres, and when no foot touches the floor.
    private let heights: [Float]

    private static let gravity = 9.81
    /// Parabolas of clean captures are flown at 8 to 11.3 m/s²; a rate that is half as high again makes it 18.
    private static let tooHeavy = 18.0
    /// And at half the rate 2.5.
    private static let tooLight = 1.9...3.6
    /// A body off the floor by less than this (metres) may stand on its toes.
    private static let clear: Float = 0.03
    /// How far (metres) heights may be off their parabola.
    private static let parabola = 0.012
    /// Nobody falls faster than a stone; centres of mass are known well enough for 14 m/s² to occur.
    private static let fastestFall: Float = 15
    /// Faster than this (metres a second, all but one of a hundred samples) are no hands and no feet: boxers reach 8, kicks and sprints 11.
    private static let fastestHand: Float = 10.5
    private static let fastestFoot: Float = 15
    /// Step length over cadence, metres times minutes: near 0.006 for people of all speeds, at most 0.0094 for very slow ones.
    private static let longestWalkRatio: Float = 0.0108
    /// Speed squared over gravity times leg length: above 0.5 people run, and at 1 walkers would fly off the floor.
    private static let fastestWalk: Float = 0.6
    /// The part of a step that each foot of a walker rests; of a runner it is less than half.
    private static let duty = 0.7

    static func problems(_ measures: ClipMeasures) -> [ClipProblem] {
        guard measures.core.count >= 8 else { return [] }
        return GravityCheck(measures).problems
    }

    private init(_ measures: ClipMeasures) {
        self.measures = measures
        heights = measures.core.map { sample in
            var height: Float = 0
            for (joint, weight) in GravityCheck.masses { height += measures.joint(joint, sample).z * weight }
            return height
        }
    }

    /// The parts of the body's mass that go with each joint (after Winter's tables of segments).
    private static let masses: [(Int, Float)] = {
        var weights = [Float](repeating: 0, count: JointLayout.bodyJointCount)
        for joint in [0, 3, 6, 9] { weights[joint] = 0.497 / 4 }
        weights[15] = 0.081
        for (upper, lower, mass) in [
            (16, 18, 0.028), (18, 20, 0.022), (17, 19, 0.028), (19, 21, 0.022), (1, 4, 0.1), (4, 7, 0.0465), (2, 5, 0.1), (5, 8, 0.0465),
        ] as [(Int, Int, Float)] {
            weights[upper] += mass * 0.55
            weights[lower] += mass * 0.45
        }
        weights[10] += 0.0145
        weights[11] += 0.0145
        let sum = weights.reduce(0, +)
        return weights.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element / sum) }
    }()

    private var problems: [ClipProblem] {
        let flights = self.flights
        let weighed = flights.filter { $0.seconds >= 0.09 && $0.error < GravityCheck.parabola && $0.apex < 0.9 }
        if let heavy = weighed.filter({ $0.gravity > GravityCheck.tooHeavy && $0.top > 0.04 }).max(by: { $0.seconds < $1.seconds }),
            !weighed.contains(where: { (6...13).contains($0.gravity) && $0.top > 0.04 })
        {
            return [
                problem(
                    "in the air the body falls at \(NumberText.short(heavy.gravity, 0)) m/s², and gravity is 9.8",
                    factor: (GravityCheck.gravity / heavy.gravity).squareRoot())
            ]
        }
        let light = flights.filter { GravityCheck.tooLight.contains($0.gravity) && $0.error < GravityCheck.parabola && $0.apex < 0.6 }
        let isContradicted = flights.contains {
            $0.gravity > 5.5 && $0.gravity < 14 && $0.error < GravityCheck.parabola && $0.seconds > 0.12
        }
        let clear = light.filter { $0.seconds >= 0.4 && $0.top > 0.08 }
        let often = light.filter { $0.seconds >= 0.18 && $0.top > 0.035 && $0.speed > 1 }
        if !isContradicted, let one = clear.first ?? (often.count >= 2 ? often[0] : nil) {
            return [
                problem(
                    "in the air the body falls at \(NumberText.short(one.gravity, 1)) m/s² only, and gravity is 9.8",
                    factor: (GravityCheck.gravity / one.gravity).squareRoot())
            ]
        }
        if let fall = fastestFall {
            return [problem("the body falls at \(NumberText.short(Double(fall), 0)) m/s² again and again, faster than a stone")]
        }
        for (joints, limit, name) in [([20, 21], GravityCheck.fastestHand, "hands"), ([10, 11], GravityCheck.fastestFoot, "feet")] {
            for joint in joints {
                let count = JointLayout.bodyJointCount
                // Speeds are smoothed; those beside padding are of the jump to it.
                let margin = measures.core.count < measures.sampleFrames.count ? Int((0.2 * measures.sampleRate).rounded(.up)) : 0
                let speeds = measures.core.dropFirst(margin).dropLast(margin).map { measures.jointSpeeds.elements[$0 * count + joint] }
                if measures.core.count >= 20, let speed = speeds.quantile(0.985), speed > limit {
                    return [problem("\(name) move at \(NumberText.short(Double(speed), 1)) m/s, which no human's do for long")]
                }
            }
        }
        return walkProblem.map { [$0] } ?? []
    }

    private func problem(_ text: String, factor: Double? = nil) -> ClipProblem {
        let rate = NumberText.short(measures.frameRate, 2)
        let advice =
            factor.map { "; \(NumberText.short(measures.frameRate * $0, 0)) frames a second would fit, not \(rate)" }
            ?? ": \(rate) frames a second cannot be true"
        return ClipProblem(.frameRate, text + advice)
    }

    // MARK: - Flights

    private struct Flight {
        let gravity: Double
        let seconds: Double
        /// The largest distance from the parabola, metres.
        let error: Double
        /// The height of the lowest point at the top, metres.
        let top: Float
        /// How far from the middle of the flight its top is, 1 being an end.
        let apex: Double
        /// Of the pelvis, along the floor, metres a second.
        let speed: Float
    }

    private var flights: [Flight] {
        let core = measures.core
        var found: [Flight] = []
        var start: Int?
        for index in 0...core.count {
            if index < core.count, measures.lowestHeights[core.lowerBound + index] > GravityCheck.clear {
                if start == nil { start = index }
                continue
            }
            // A flight begins and ends on the floor.
            if let first = start, first > 0, index < core.count, index - first >= 4 { found.append(flight(first..<index)) }
            start = nil
        }
        return found
    }

    /// The parabola through the heights of a flight, by least squares.
    private func flight(_ range: Range<Int>) -> Flight {
        let count = Double(range.count), rate = measures.sampleRate
        var t2 = 0.0, t4 = 0.0, z = 0.0, zt = 0.0, zt2 = 0.0
        let middle = (count - 1) / 2
        for (i, index) in range.enumerated() {
            let t = (Double(i) - middle) / rate, height = Double(heights[index])
            t2 += t * t
            t4 += t * t * t * t
            z += height
            zt += height * t
            zt2 += height * t * t
        }
        let determinant = count * t4 - t2 * t2
        let a = determinant != 0 ? (count * zt2 - t2 * z) / determinant : 0
        let b = t2 != 0 ? zt / t2 : 0
        let c = (z - a * t2) / count
        var error = 0.0
        for (i, index) in range.enumerated() {
            let t = (Double(i) - middle) / rate
            error = max(error, abs(a * t * t + b * t + c - Double(heights[index])))
        }
        let seconds = count / rate
        let core = measures.core.lowerBound
        let way = measures.pelvisPath[core + range.upperBound - 1] - measures.pelvisPath[core + range.lowerBound]
        return Flight(
            gravity: -2 * a, seconds: seconds, error: error, top: range.map { measures.lowestHeights[core + $0] }.max() ?? 0,
            apex: a != 0 ? abs(b / (2 * a)) / (seconds / 2) : .infinity,
            speed: (way * way).sum().squareRoot() * Float(rate / max(1, count - 1)))
    }

    /// A fall that is too fast and happens more than once; m/s².
    private var fastestFall: Float? {
        let reach = max(1, Int((0.1 * measures.sampleRate).rounded()))
        guard heights.count > 2 * reach + 4 else { return nil }
        let seconds = Float(Double(reach) / measures.sampleRate)
        var falls: [(index: Int, value: Float)] = []
        for index in reach..<heights.count - reach {
            let value = (2 * heights[index] - heights[index - reach] - heights[index + reach]) / (seconds * seconds)
            if value > GravityCheck.fastestFall { falls.append((index, value)) }
        }
        guard let first = falls.first, let last = falls.last, falls.count >= 4, last.index - first.index > 2 * reach else { return nil }
        return falls.map(\.value).quantile(0.5)
    }

    // MARK: - Walking

    /// Strides whose length does not go with their time.
    private var walkProblem: ClipProblem? {
        let core = measures.core
        let rate = measures.sampleRate
        let reach = max(1, Int(0.25 * rate))
        guard Double(core.count) > rate else { return nil }
        // The pelvis sways with each step; its way does not.
        let path = core.indices.map { index -> SIMD2<Float> in
            let around = max(core.lowerBound, index - reach)...min(core.upperBound - 1, index + reach)
            return around.reduce(SIMD2<Float>.zero) { $0 + measures.pelvisPath[$1] } / Float(around.count)
        }
        var events: [Int] = []
        var side = 0
        var speeds = [Float](repeating: 0, count: path.count)
        for index in path.indices {
            let (before, after) = (max(0, index - 1), min(path.count - 1, index + 1))
            let velocity = (path[after] - path[before]) * Float(rate / Double(max(1, after - before)))
            let speed = (velocity * velocity).sum().squareRoot()
            speeds[index] = speed
            guard speed > 1e-3 else { continue }
            let sample = core.lowerBound + index
            let apart = measures.joint(7, sample) - measures.joint(8, sample)
            let ahead = (SIMD2(apart.x, apart.y) * velocity).sum() / speed
            let now = ahead > 0.12 ? 1 : ahead < -0.12 ? -1 : side
            if now != side { events.append(index) }
            side = now
        }
        var ratios: [Float] = [], froudes: [Float] = [], duties: [Double] = []
        for (from, to) in zip(events, events.dropFirst()) where to > from {
            let way = path[to] - path[from]
            let length = (way * way).sum().squareRoot()
            let seconds = Float(Double(to - from) / rate)
            guard length > 0.25, (speeds[from..<to].min() ?? 0) > 0.25 else { continue }
            ratios.append(length * seconds / 60)
            let speed = length / seconds
            froudes.append(speed * speed / (Float(GravityCheck.gravity) * measures.legLength))
            var rests = 0
            for index in from..<to {
                let sample = core.lowerBound + index
                for foot in measures.feet.slip.indices
                where measures.feet.slip[foot][sample] < 0.15 * speed && measures.feet.lowest[foot][sample] < measures.floorHeight + 0.06 {
                    rests += 1
                }
            }
            duties.append(Double(rests) / Double(2 * (to - from)))
        }
        guard ratios.count >= 4, let ratio = ratios.quantile(0.5), let froude = froudes.quantile(0.5), let duty = duties.quantile(0.5)
        else { return nil }
        let cadence =
            60 * (ratio / 60 > 0 ? 1 : 0)
            / max(1e-3, (Float(events.last ?? 1) - Float(events.first ?? 0)) / Float(rate) / Float(max(1, events.count - 1)))
        if ratio > GravityCheck.longestWalkRatio {
            return problem(
                "\(ratios.count) steps of a walk are too long for how slowly they follow each other (\(NumberText.short(Double(cadence), 0)) a minute)"
            )
        }
        if froude > GravityCheck.fastestWalk, duty > GravityCheck.duty {
            return problem(
                "walks, with both feet on the floor at times, as fast as only runners are (\(NumberText.short(Double((froude * Float(GravityCheck.gravity) * measures.legLength).squareRoot()), 1)) m/s)"
            )
        }
        return nil
    }
}
