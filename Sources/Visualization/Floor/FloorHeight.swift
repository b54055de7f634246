// Where the floor of a motion is: no file says it, but feet that stand on it do.
import Arrays
public import BodyModels
public import Motions
import Rotations

/// The floor that a motion was made on, found from the feet that stand on it.
///
/// The height is the one on which most planted feet agree; of several such heights, as with steps or stools, the lowest. Jumps,
/// falls and feet that dip below for a moment do not matter. Where no foot is ever planted, it is the height that the lowest part
/// of the body seldom goes below.
///
/// ```swift
/// let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let floor = FloorHeight(of: walk, body: model.shaped())
/// print(floor.height > 0, floor.height < 0.05)  // true true
/// print(floor.tilt != nil, floor.levelled(walk).translations[0, 2] > walk.translations[0, 2])  // true true
/// ```
public struct FloorHeight: Sendable {
    /// A floor that was not level when the motion was captured, or axes that were not upright.
    public struct Tilt: Sendable, Equatable {
        /// How much the floor rises along x and y, metres a metre.
        public let slope: SIMD2<Float>
        /// The place, in x and y, where the levelled motion keeps its height.
        public let pivot: SIMD2<Float>
        /// Height of the floor under the levelled motion, metres.
        public let height: Float
        /// The part of the frames with a planted foot in which the levelled body is within 2 cm of the floor.
        public let agreement: Float

        /// How much higher than at the pivot the floor is under the root.
        fileprivate func rise(under roots: NDArray<Float>, _ frame: Int) -> Float {
            ((SIMD2(roots[frame, 0], roots[frame, 1]) - pivot) * slope).sum()
        }
    }

    /// Height of a level floor, metres.
    public private(set) var height: Float
    /// In how many frames a foot is planted.
    public private(set) var plantedFrames: Int
    /// The part of these frames in which the body's lowest point is within 2 cm of ``height``; 1 if there are none.
    public private(set) var agreement: Float = 1
    /// The slope of the floor, where it clearly has one.
    public private(set) var tilt: Tilt?

    /// By how much each frame must be raised so that nothing sinks into the floor, metres; empty if that is nowhere needed.
    private var lifts: [Float] = []

    /// Feet are on the floor if they are within this distance of it, metres.
    public static let tolerance: Float = 0.02

    /// Poses all frames, of few vertices each.
    /// - Parameter body: the body that will be shown; the motion may have another layout.
    public init(of motion: Motion, body: ShapedBody) {
        self = MotionSurvey(of: motion.converted(to: body.model.layout), outline: body.outline()).floor
    }

    /// - Parameters:
    ///   - feet: all frames of the motion.
    ///   - roots: the motion's translations.
    init(_ feet: FootContacts, roots: NDArray<Float>) {
        var contacts = feet.contacts(slowerThan: FootContacts.restingSpeed)
        plantedFrames = contacts.count
        if contacts.isEmpty { contacts = feet.contacts(slowerThan: FootContacts.pushingSpeed) }
        var lowest = feet.frames.map(\.lowest)
        guard let level = FloorHeight.level(contacts.map(\.place.z)) else {
            height = FloorHeight.seldomLower(lowest)
            return
        }
        height = level.height
        if plantedFrames > 0 {
            agreement = level.agreement
            tilt = FloorHeight.tilt(contacts, level, roots: roots)
        }
        if let tilt {
            for frame in lowest.indices { lowest[frame] -= tilt.rise(under: roots, frame) }
        }
        // Feet that dip do so between frames in which they stand right: raising those would lift them off the floor.
        for (frame, seen) in feet.frames.enumerated() where seen.feet.contains(where: { $0.place.z < seen.lowest + FloorHeight.tolerance })
        {
            lowest[frame] += FloorHeight.dipping
        }
        lifts = FloorHeight.lifts(lowest, above: tilt?.height ?? height, frameRate: feet.frameRate)
    }

    /// The motion as on a level floor: each frame raised or lowered by what the floor falls or rises under the root.
    ///
    /// Without a ``tilt`` the motion itself. The floor of the result is at ``Tilt/height``.
    public func levelled(_ motion: Motion) -> Motion {
        guard let tilt else { return motion }
        var result = motion
        for frame in 0..<motion.frameCount {
            result.translations[frame, 2] -= tilt.rise(under: motion.translations, frame)
        }
        return result
    }

    /// The motion as it is best shown: levelled, and raised for as long as something would sink deep into the floor.
    ///
    /// Feet may dip by some centimetres for a moment. Hands of a cartwheel and backs that roll do sink where the body shown is not the one that was captured. Each raise begins
    /// and ends smoothly. The floor of the result is at the ``tilt``'s height, or at ``height`` without one.
    ///
    /// - Parameter motion: the motion this is the floor of, with the same frames.
    public func settled(_ motion: Motion) -> Motion {
        var result = levelled(motion)
        guard lifts.count == motion.frameCount else { return result }
        for frame in lifts.indices { result.translations[frame, 2] += lifts[frame] }
        return result
    }

    /// What a user should know, in one line: that the floor is not level, or that feet stand at several heights.
    public var remark: String? {
        if let tilt {
            let centimetres = ((tilt.slope * tilt.slope).sum().squareRoot() * 1000).rounded() / 10
            return "the floor it was captured on slopes by \(centimetres) cm in a metre"
        }
        guard agreement < 0.9 else { return nil }
        let percent = Int((agreement * 100).rounded())
        return "feet stand at several heights (steps, uneven ground or drift), on the floor drawn for \(percent) % of the time they stand"
    }

    // MARK: - Heights

    /// The height most of the body's lowest points agree on, and the part that does.
    ///
    /// Of all stretches as long as twice the tolerance, the fullest one that begins near the lowest that is fairly full.
    package static func level(_ heights: [Float]) -> (height: Float, agreement: Float)? {
        guard !heights.isEmpty else { return nil }
        let sorted = heights.sorted()
        let length = 2 * tolerance
        var ends = sorted.indices.map { _ in 0 }
        var end = 0
        for start in sorted.indices {
            while end < sorted.count, sorted[end] <= sorted[start] + length { end += 1 }
            ends[start] = end
        }
        // A sixth of all frames is a level of its own: the ground beneath the steps one climbs.
        let fair = Float(sorted.count) * 0.15
        let lowest = sorted.indices.first { Float(ends[$0] - $0) >= fair } ?? 0
        var best = lowest
        for start in lowest..<sorted.count where sorted[start] <= sorted[lowest] + length {
            if ends[start] - start > ends[best] - best { best = start }
        }
        let inside = sorted[best..<ends[best]]
        guard let low = inside.first, let high = inside.last else { return nil }
        // The middle one, but with all of them within the tolerance.
        let middle = inside[best + inside.count / 2]
        return (min(max(middle, high - tolerance), low + tolerance), Float(inside.count) / Float(sorted.count))
    }

    /// For motions without feet on the ground: all but a tenth of the frames are above it.
    private static func seldomLower(_ lowest: [Float]) -> Float {
        guard !lowest.isEmpty else { return 0 }
        let sorted = lowest.sorted()
        return sorted[min(sorted.count - 1, sorted.count / 10)]
    }

    // MARK: - Sinking

    /// As deep (metres) skin may sink: it would give way.
    private static let yielding: Float = 0.015
    /// As much deeper (metres) a foot may dip.
    private static let dipping: Float = 0.06
    /// What is deeper than this (metres) stands on another floor.
    private static let deepest: Float = 0.3
    /// How long before and after a dip the body begins and ends to rise, seconds.
    private static let notice = 0.1

    /// How far to raise each frame; empty if none need be.
    static func lifts(_ lowest: [Float], above floor: Float, frameRate: Double) -> [Float] {
        let needed = lowest.map { low -> Float in
            let depth = floor - low
            return depth > yielding && depth < deepest ? depth - yielding : 0
        }
        guard needed.contains(where: { $0 > 0 }) else { return [] }
        // The highest of the neighbours, then their mean with bell-shaped weights: smooth, and nowhere less than needed.
        let reach = min(max(Int((notice * frameRate).rounded()), 1), 200)
        func around(_ frame: Int) -> ClosedRange<Int> { max(frame - reach, 0)...min(frame + reach, lowest.count - 1) }
        let highest = needed.indices.map { frame in around(frame).reduce(Float(0)) { max($0, needed[$1]) } }
        return needed.indices.map { frame in
            var sum: Float = 0
            var total: Float = 0
            for other in around(frame) {
                let t = Float(other - frame) / Float(reach + 1)
                let weight = (1 - t * t) * (1 - t * t)
                sum += weight * highest[other]
                total += weight
            }
            return sum / total
        }
    }

    // MARK: - Slope

    /// Steeper than this, it is not a floor that was meant to be level.
    private static let steepest: Float = 0.04
    /// Farther from the floor than this (metres), a contact is on something else.
    private static let outlying: Float = 0.05

    /// The plane that most contacts lie in, if it explains them clearly better than a level floor.
    private static func tilt(
        _ contacts: [(frame: Int, place: SIMD3<Float>)], _ level: (height: Float, agreement: Float), roots: NDArray<Float>
    ) -> Tilt? {
        guard contacts.count >= 12 else { return nil }
        var pivot = SIMD2<Double>.zero
        for contact in contacts { pivot += SIMD2(Double(contact.place.x), Double(contact.place.y)) }
        pivot /= Double(contacts.count)
        // Tukey's robust regression. The little weight against slopes (square metres) leaves those of people on the spot at zero.
        let stiffness = 0.02 * Double(contacts.count)
        var plane = SIMD3(Double(level.height), 0, 0)
        for _ in 0..<30 {
            var m = (SIMD3<Double>(0, 0, 0), SIMD3<Double>(0, stiffness, 0), SIMD3<Double>(0, 0, stiffness))
            var right = SIMD3<Double>.zero
            for contact in contacts {
                let row = SIMD3(1, Double(contact.place.x) - pivot.x, Double(contact.place.y) - pivot.y)
                let residual = (Double(contact.place.z) - (row * plane).sum()) / Double(outlying)
                guard abs(residual) < 1 else { continue }
                let weight = (1 - residual * residual) * (1 - residual * residual)
                m.0 += row * weight
                m.1 += row * row.y * weight
                m.2 += row * row.z * weight
                right += row * Double(contact.place.z) * weight
            }
            guard let solved = solve(m, right) else { return nil }
            plane = solved
        }
        let slope = SIMD2(Float(plane.y), Float(plane.z))
        let steepness = (slope * slope).sum().squareRoot()
        guard steepness > 0.003, steepness < steepest else { return nil }
        let along = contacts.map { (SIMD2($0.place.x, $0.place.y) * slope).sum() / steepness }.sorted()
        // A stretch long enough to tell a slope from a foot put down on its edge.
        guard along[along.count * 9 / 10] - along[along.count / 10] > 0.5 else { return nil }
        let middle = SIMD2(Float(pivot.x), Float(pivot.y))
        let levelled = contacts.map { contact in
            contact.place.z - ((SIMD2(roots[contact.frame, 0], roots[contact.frame, 1]) - middle) * slope).sum()
        }
        guard let better = FloorHeight.level(levelled), better.agreement >= 0.9,
            better.agreement - level.agreement > (level.agreement < 0.9 ? 0.02 : 0.05)
        else { return nil }
        return Tilt(slope: slope, pivot: middle, height: better.height, agreement: better.agreement)
    }

    /// The solution of three linear equations whose matrix is symmetric, given by its rows; nil if there is none.
    private static func solve(_ m: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>), _ right: SIMD3<Double>) -> SIMD3<Double>? {
        let (a, b, c) = (cross(m.1, m.2), cross(m.2, m.0), cross(m.0, m.1))
        let determinant = (m.0 * a).sum()
        guard abs(determinant) > 1e-9, determinant.isFinite else { return nil }
        return (a * right.x + b * right.y + c * right.z) / determinant
    }
}
