// Where a body's pelvis and legs go so that its feet stand where a captured skeleton's feet do, whatever the lengths of its bones.
import BodyModels
import Rotations

/// Puts the feet of a skeleton of other proportions on the places of captured ankles.
///
/// The pelvis goes over the same spot, as high as both legs need to be bent as much as the captured ones: their hips are as far from the
/// ankles as the captured ones, times the ratio of the legs' lengths. Knees then follow from the lengths of thigh and shin, in the plane in which the captured knees bend. A leg whose foot is much
/// higher than the other, or swung through the air while hands carry the body, keeps its direction instead: a longer leg that kicks does
/// not bend. Where hands carry the body, its height is theirs.
struct LegPlacement {
    private typealias J = BodyJoint
    private static let sides = [
        (hip: J.leftHip, knee: J.leftKnee, ankle: J.leftAnkle, foot: J.leftFoot),
        (hip: J.rightHip, knee: J.rightKnee, ankle: J.rightAnkle, foot: J.rightFoot),
    ]
    private static let legJoints = Set(sides.flatMap { [$0.hip, $0.knee, $0.ankle, $0.foot] })
    /// Joints that may carry the body in place of feet.
    private static let others = (1..<BodyJoint.count).filter { !legJoints.contains($0) }

    private let rest: RestSkeleton
    private let thigh: [Double], shin: [Double]
    /// The skeleton's legs by the captured ones.
    private let ratio: Double

    /// - Parameter leg: the usual length of the captured legs, hip to knee to ankle.
    init(rest: RestSkeleton, leg: Double) {
        self.rest = rest
        thigh = LegPlacement.sides.map { magnitude(rest.bone($0.knee)) }
        shin = LegPlacement.sides.map { magnitude(rest.bone($0.ankle)) }
        let own = (thigh.reduce(0, +) + shin.reduce(0, +)) / 2
        ratio = leg > 1e-6 ? own / leg : 1
    }

    /// Where the pelvis goes in a frame.
    ///
    /// - Parameters:
    ///   - places: the captured joints.
    ///   - pelvis: the rotation of the skeleton's pelvis.
    ///   - upper: where the skeleton's joints above the legs come to lie if its pelvis is at the captured one.
    ///   - legs: gets what legs are to be turned to: hips, knees, ankles and feet; all other joints stay as they are.
    func pelvis(
        _ places: UnsafePointer<Point>, pelvis turn: Turn, upper: UnsafePointer<Point>, legs: UnsafeMutablePointer<Point>
    ) -> Point {
        let hips = LegPlacement.sides.map { turn.turning(rest.bone($0.hip)) }
        let lowestAnkle = LegPlacement.sides.reduce(Double.infinity) { min($0, places[$1.ankle].z) }
        let raised = LegPlacement.sides.map { LegPlacement.step(places[$0.ankle].z - lowestAnkle, from: 0.12, to: 0.4) }
        let standing = raised.reduce(0) { $0 + 1 - $1 }
        let weights = raised.map { (1 - $0) / standing }
        // Over the same spot as the captured hips, and as high as the legs' lengths ask.
        var pelvis = Point.zero
        for (index, side) in LegPlacement.sides.enumerated() {
            let (hip, ankle) = (places[side.hip], places[side.ankle])
            pelvis += (hip - hips[index]) * Point(0.5, 0.5, 0)
            pelvis.z += (ankle.z + (hip.z - ankle.z) * ratio - hips[index].z) * weights[index]
        }
        for _ in 0..<3 { pelvis.z += LegPlacement.bending(pelvis, hips, weights, places, ratio: ratio) }
        // Hands that are as low as the feet carry the body; they keep their height.
        let lowestFoot = LegPlacement.legJoints.reduce(Double.infinity) { min($0, places[$1].z) }
        let lowestOther = LegPlacement.others.reduce(Double.infinity) { min($0, places[$1].z) }
        let carried = 1 - LegPlacement.step(lowestOther - lowestFoot, from: 0, to: 0.25)
        if carried > 0 {
            let reached = LegPlacement.others.reduce(Double.infinity) { min($0, upper[$1].z - places[0].z + pelvis.z) }
            pelvis.z += carried * (lowestOther - reached)
        }
        for (index, side) in LegPlacement.sides.enumerated() {
            let height = places[side.ankle].z - min(lowestFoot, lowestOther)
            let free = max(raised[index], carried * LegPlacement.step(height, from: 0.15, to: 0.4))
            leg(index, hip: pelvis + hips[index], free: free, forward: turn.turning(Point(0, 0, 1)), places, into: legs)
        }
        return pelvis
    }

    /// How far to raise the pelvis so that the legs are bent as the captured ones are, on average.
    private static func bending(_ pelvis: Point, _ hips: [Point], _ weights: [Double], _ places: UnsafePointer<Point>, ratio: Double)
        -> Double
    {
        var upright = 0.0, missing = 0.0
        for (index, side) in sides.enumerated() {
            let leg = pelvis + hips[index] - places[side.ankle]
            let length = magnitude(leg)
            guard length > 1e-6 else { continue }
            upright += leg.z / length * weights[index]
            missing += (magnitude(places[side.hip] - places[side.ankle]) * ratio - length) * weights[index]
        }
        // Legs that lie are not helped by raising what lies between them.
        return missing / max(abs(upright), 0.3) * (upright < 0 ? -1 : 1) * step(abs(upright), from: 0.3, to: 0.6)
    }

    /// - Parameter free: 0 for an ankle that keeps its place, 1 for a leg that keeps its direction.
    private func leg(
        _ index: Int, hip: Point, free: Double, forward: Point, _ places: UnsafePointer<Point>, into legs: UnsafeMutablePointer<Point>
    ) {
        let side = LegPlacement.sides[index]
        let (oldHip, oldKnee, oldAnkle) = (places[side.hip], places[side.knee], places[side.ankle])
        let wanted = (oldAnkle - hip) * (1 - free) + (oldAnkle - oldHip) * (ratio * free)
        legs[side.hip] = hip
        guard let axis = direction(wanted) else {
            legs[side.knee] = hip + (oldKnee - oldHip)
            legs[side.ankle] = hip + (oldAnkle - oldHip)
            legs[side.foot] = legs[side.ankle] + (places[side.foot] - oldAnkle)
            return
        }
        let (a, b) = (thigh[index], shin[index])
        let reach = min(max(magnitude(wanted), abs(a - b) * 1.001), (a + b) * 0.99999)
        let along = a > 0 && reach > 0 ? min(max((a * a + reach * reach - b * b) / (2 * reach), -a), a) : 0
        let aside = max(0, a * a - along * along).squareRoot()
        // The plane of the captured knee. A straight leg's says little: one that bends more than that does so forward.
        let oldAxis = direction(oldAnkle - oldHip) ?? axis
        var bend = oldKnee - oldHip
        bend -= oldAxis * dot(bend, oldAxis)
        let more = max(0, aside - magnitude(bend) * ratio) * LegPlacement.forwardness + 1e-6
        bend += (forward - axis * dot(forward, axis)) * more
        bend -= axis * dot(bend, axis)
        legs[side.knee] = hip + axis * along + (direction(bend) ?? .zero) * aside
        legs[side.ankle] = hip + axis * reach
        legs[side.foot] = legs[side.ankle] + (places[side.foot] - oldAnkle)
    }

    /// How much what a knee bends more than the captured one counts against the plane in which that one bends.
    private static let forwardness = 0.3

    private static func step(_ x: Double, from low: Double, to high: Double) -> Double {
        let t = min(max((x - low) / (high - low), 0), 1)
        return t * t * (3 - 2 * t)
    }
}
