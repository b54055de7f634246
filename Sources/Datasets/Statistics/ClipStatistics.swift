// How much each part of one clip's body turns and moves, as counts that can be added up over a data set.
import BodyModels
import Files
import Motions

/// Counts of one clip, or of many when added.
public struct ClipStatistics: Sendable, Equatable {
    /// Seconds that were looked at.
    public private(set) var seconds = 0.0
    /// For each of the 22 joints: seconds with the joint turned from its rest by 0 to 5°, 5 to 10°, … to 180°. Of the root, by how much
    /// the body is tilted from upright.
    public private(set) var angles: [[Double]]
    /// Seconds with a mean speed of all joints of 0 to 0.1 m/s, 0.1 to 0.2, …; the last has all above.
    public private(set) var speeds: [Double]
    /// For each of the 22 joints: seconds in which it moves (``movingSpeed``) relative to the pelvis; of the root, in the world.
    public private(set) var moving: [Double]

    public static let angleBin = 5.0
    public static let speedBin = 0.1
    /// Slower joints rest, metres a second.
    public static let movingSpeed: Float = 0.15
    static let angleBins = 36, speedBins = 50

    public init() {
        angles = [[Double]](repeating: [Double](repeating: 0, count: ClipStatistics.angleBins), count: JointLayout.bodyJointCount)
        speeds = [Double](repeating: 0, count: ClipStatistics.speedBins)
        moving = [Double](repeating: 0, count: JointLayout.bodyJointCount)
    }

    init(_ motion: Motion, measures: ClipMeasures) {
        self.init()
        guard measures.isFinite else { return }
        let each = 1 / measures.sampleRate
        let count = JointLayout.bodyJointCount
        for sample in measures.core {
            seconds += each
            let frame = measures.sampleFrames[sample]
            speeds[min(ClipStatistics.speedBins - 1, Int(min(measures.meanSpeeds[sample], 1e3) / Float(ClipStatistics.speedBin)))] += each
            let before = max(measures.core.lowerBound, sample - 1), after = min(measures.core.upperBound - 1, sample + 1)
            for joint in 0..<count {
                var angle: Float
                if joint == 0 {
                    let up = measures.joint(12, sample) - measures.joint(0, sample)
                    let length = max(1e-6, (up * up).sum().squareRoot())
                    angle = ArcCosine.degrees(up.z / length)
                } else {
                    let v = SIMD3(motion.poses[frame, joint, 0], motion.poses[frame, joint, 1], motion.poses[frame, joint, 2])
                    angle = (v * v).sum().squareRoot()
                    angle = abs(angle - 2 * .pi * (angle / (2 * .pi)).rounded()) * 180 / .pi
                }
                angles[joint][min(ClipStatistics.angleBins - 1, max(0, Int(angle / Float(ClipStatistics.angleBin))))] += each
                let own = measures.joint(joint, after) - measures.joint(joint, before)
                let root = measures.joint(0, after) - measures.joint(0, before)
                let way = joint == 0 ? own : own - root
                let speed = (way * way).sum().squareRoot() * Float(measures.sampleRate) / Float(max(1, after - before))
                if speed > ClipStatistics.movingSpeed { moving[joint] += each }
            }
        }
    }

    public mutating func add(_ other: ClipStatistics) {
        seconds += other.seconds
        for joint in angles.indices {
            for bin in angles[joint].indices { angles[joint][bin] += other.angles[joint][bin] }
            moving[joint] += other.moving[joint]
        }
        for bin in speeds.indices { speeds[bin] += other.speeds[bin] }
    }

    /// The angle (degrees) below which a joint is for this part of the time, to within a bin; 0 without time.
    public func angle(of joint: Int, below part: Double) -> Double {
        let total = angles[joint].reduce(0, +)
        var sum = 0.0
        for (bin, seconds) in angles[joint].enumerated() where seconds > 0 {
            if sum + seconds >= part * total { return (Double(bin) + (part * total - sum) / seconds) * ClipStatistics.angleBin }
            sum += seconds
        }
        return 0
    }

    var json: JSONValue {
        func list(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
        return .object([
            ("seconds", .number(seconds)), ("angles", .array(angles.map(list))), ("speeds", list(speeds)), ("moving", list(moving)),
        ])
    }

    init?(_ json: JSONValue) {
        guard let seconds = json["seconds"]?.finite else { return nil }
        self.seconds = seconds
        angles = json["angles"]?.elements.map { $0.elements.compactMap(\.finite) } ?? []
        speeds = json["speeds"]?.elements.compactMap(\.finite) ?? []
        moving = json["moving"]?.elements.compactMap(\.finite) ?? []
        guard angles.count == JointLayout.bodyJointCount, angles.allSatisfy({ $0.count == ClipStatistics.angleBins }),
            speeds.count == ClipStatistics.speedBins,
            moving.count == JointLayout.bodyJointCount
        else { return nil }
    }
}
