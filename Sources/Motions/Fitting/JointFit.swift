// Inverse kinematics: joint positions to SMPL's joint rotations, without iterations, in a few microseconds a frame.
import BodyModels
import Rotations

/// Turns the skeleton at rest so that its bones point where a captured skeleton's do.
///
/// Frames must come in their order: what the positions leave open, the twist of straight limbs, is carried on from frame to frame.
///
/// - Pelvis and chest have three children each and are rigid: the best rotation of the three bones (``BoneAlignment``).
/// - The two joints between them turn by shares of what is between those, then swing to their bones.
/// - Arms and legs swing to their bones. Their twist comes from the hinge below: knees and elbows bend in one plane. The
///   straighter the limb the less that plane is worth; a straight leg follows its foot, a straight arm keeps its twist.
/// - Neck, collars, forearms, shins and feet swing from their parent's rotation; head, hands and toes follow theirs.
struct JointFit {
    private typealias J = BodyJoint
    private let rest: RestSkeleton
    private let bones: [Point]
    private let directions: [Point]
    /// Seconds between frames.
    private let step: Double
    private var isFirst = true
    /// Rotations relative to the world of the last frame.
    private(set) var turns = [Turn](repeating: .identity, count: BodyJoint.count)
    /// The last rotations of the upper limbs relative to their parents.
    private var limbs = [Turn](repeating: .identity, count: BodyJoint.count)

    init(rest: RestSkeleton, frameRate: Double) {
        self.rest = rest
        step = 1 / frameRate
        bones = (0..<BodyJoint.count).map(rest.bone)
        directions = bones.map { direction($0) ?? Point(0, 1, 0) }
    }

    /// Fits all but the legs of the next frame; the result is in ``turns``. ``fitLegs(_:)`` must follow.
    /// - Parameter places: the 22 joints, metres, in a world in which the rotations are wanted.
    mutating func fitTrunk(_ places: UnsafePointer<Point>) {
        turns[J.pelvis] = aligned(J.pelvis, [J.leftHip, J.rightHip, J.spine1], places, fallback: turns[J.pelvis])
        turns[J.spine3] = aligned(J.spine3, [J.neck, J.leftCollar, J.rightCollar], places, fallback: turns[J.pelvis])
        let (low, high) = (turns[J.pelvis], turns[J.spine3].near(turns[J.pelvis]))
        swing(J.spine1, to: J.spine2, from: Turn.slerp(from: low, to: high, at: 1.0 / 3), places)
        swing(J.spine2, to: J.spine3, from: Turn.slerp(from: low, to: high, at: 2.0 / 3), places)
        swing(J.neck, to: J.head, from: turns[J.spine3], places)
        turns[J.head] = turns[J.neck]
        swing(J.leftCollar, to: J.leftShoulder, from: turns[J.spine3], places)
        swing(J.rightCollar, to: J.rightShoulder, from: turns[J.spine3], places)

        // At rest the elbows bend forward (+Z) and the knees backward: about these axes by the right hand.
        limb(Limb(J.leftShoulder, J.leftElbow, J.leftWrist, parent: J.leftCollar, hinge: Point(0, -1, 0)), places)
        limb(Limb(J.rightShoulder, J.rightElbow, J.rightWrist, parent: J.rightCollar, hinge: Point(0, 1, 0)), places)
        turns[J.leftWrist] = turns[J.leftElbow]
        turns[J.rightWrist] = turns[J.rightElbow]
    }

    /// Fits the legs of the frame.
    /// - Parameter places: where hips, knees, ankles and feet are to be.
    mutating func fitLegs(_ places: UnsafePointer<Point>) {
        limb(Limb(J.leftHip, J.leftKnee, J.leftAnkle, parent: J.pelvis, hinge: Point(1, 0, 0), foot: J.leftFoot), places)
        limb(Limb(J.rightHip, J.rightKnee, J.rightAnkle, parent: J.pelvis, hinge: Point(1, 0, 0), foot: J.rightFoot), places)
        swing(J.leftAnkle, to: J.leftFoot, from: turns[J.leftKnee], places)
        swing(J.rightAnkle, to: J.rightFoot, from: turns[J.rightKnee], places)
        turns[J.leftFoot] = turns[J.leftAnkle]
        turns[J.rightFoot] = turns[J.rightAnkle]
        isFirst = false
    }

    private func aligned(_ joint: Int, _ children: [Int], _ places: UnsafePointer<Point>, fallback: Turn) -> Turn {
        var alignment = BoneAlignment()
        for child in children { alignment.add(bones[child], onto: places[child] - places[joint]) }
        // The line across hips or shoulders is longer and so steadier, but the shoulders move: it only helps where the
        // bones leave the twist open.
        if let turn = alignment.rotation { return turn }
        let (left, right) = joint == J.pelvis ? (J.leftHip, J.rightHip) : (J.leftShoulder, J.rightShoulder)
        alignment.add(rest.joints[left] - rest.joints[right], onto: places[left] - places[right], weight: 0.1)
        return alignment.rotation ?? fallback
    }

    /// Turns a joint with one bone: `base`, then the smallest turn to where the bone points.
    private mutating func swing(
        _ joint: Int, to child: Int, from base: Turn, _ places: UnsafePointer<Point>, orAbout axis: Point = Point(1, 0, 0)
    ) {
        guard let target = direction(places[child] - places[joint]) else {
            turns[joint] = base
            return
        }
        let turned = base.turning(directions[child])
        turns[joint] = (Turn.between(turned, target, orAbout: base.turning(axis)) * base).normalized
    }

    // MARK: - Arms and legs

    private struct Limb {
        let upper: Int, middle: Int, end: Int, parent: Int, foot: Int?
        /// The axis at rest about which the middle joint bends.
        let hinge: Point

        init(_ upper: Int, _ middle: Int, _ end: Int, parent: Int, hinge: Point, foot: Int? = nil) {
            (self.upper, self.middle, self.end, self.parent, self.hinge, self.foot) = (upper, middle, end, parent, hinge, foot)
        }
    }

    private mutating func limb(_ limb: Limb, _ places: UnsafePointer<Point>) {
        let parent = turns[limb.parent]
        let rest = directions[limb.middle]
        if let target = direction(places[limb.middle] - places[limb.upper]) {
            // In the parent's frame, so that a limb held still against a turning body stays still.
            let bone = parent.conjugate.turning(target)
            let shortest = Turn.between(rest, bone, orAbout: limb.hinge)
            var local = shortest
            if !isFirst {
                let last = limbs[limb.upper]
                local = (Turn.between(last.turning(rest), bone, orAbout: last.turning(limb.hinge)) * last).normalized
            }
            let twist = self.twist(limb, bone: bone, local: local, shortest: shortest, parent: parent, places)
            limbs[limb.upper] = (Turn.about(bone, by: twist) * local).normalized
        }
        turns[limb.upper] = (parent * limbs[limb.upper]).normalized
        swing(limb.middle, to: limb.end, from: turns[limb.upper], places, orAbout: limb.hinge)
    }

    /// How fast twist follows the plane of a well bent limb, and a straight limb the smallest turn from rest, per second.
    private static let hingePull = 30.0
    private static let restPull = 1.5
    /// Twist never turns faster than this, radians per second: no jump from one reading of a limb to the other.
    private static let fastestTwist = 12.0

    /// The angle by which to twist a limb about its bone.
    private func twist(_ limb: Limb, bone: Point, local: Turn, shortest: Turn, parent: Turn, _ places: UnsafePointer<Point>) -> Double {
        let hinge = local.turning(limb.hinge)
        // Two rotations alike but for twist: the second part of shortest = twist · local.
        let between = shortest * local.conjugate
        var toRest = 2 * Double.arcTangent(y: dot(between.imaginary, bone), x: between.w)
        toRest -= 2 * .pi * (toRest / (2 * .pi)).rounded()
        // Near the opposite of its rest direction the smallest turn is arbitrary.
        let sureness = max(0, 1 + dot(directions[limb.middle], bone)) / 2
        var wishes = [(angle: toRest, pull: JointFit.restPull * sureness * sureness)]

        let lower = parent.conjugate.turning(places[limb.end] - places[limb.middle])
        var bend = 0.0
        if let lower = direction(lower) {
            let normal = cross(bone, lower)
            bend = smoothStep(magnitude(normal), from: 0.12, to: 0.4)
            if bend > 0, let angle = angle(about: bone, from: hinge, to: normal) {
                // A stretched limb bent a little the wrong way is one overstretched, not one turned round.
                let likely = (1 + Double.cosine(angle - toRest)) / 2
                let sure = smoothStep(magnitude(normal), from: 0.4, to: 0.8)
                wishes.append((angle, JointFit.hingePull * bend * (likely + (1 - likely) * sure)))
            }
        }
        if let foot = limb.foot, bend < 1, let forward = direction(parent.conjugate.turning(places[foot] - places[limb.end])) {
            let across = cross(forward, bone)
            let sure = smoothStep(magnitude(across), from: 0.3, to: 0.7) * (1 - bend)
            if sure > 0, let angle = angle(about: bone, from: hinge, to: across) {
                wishes.append((angle, JointFit.hingePull * 0.5 * sure))
            }
        }
        let pull = wishes.reduce(0) { $0 + $1.pull }
        guard pull > 0 else { return 0 }
        // The mean of angles on a circle.
        let x = wishes.reduce(0) { $0 + $1.pull * Double.cosine($1.angle) }
        let y = wishes.reduce(0) { $0 + $1.pull * Double.sine($1.angle) }
        let wish = Double.arcTangent(y: y, x: x)
        if isFirst { return wish }
        let share = pull * step / (1 + pull * step)
        let limit = JointFit.fastestTwist * step
        return min(max(wish * share, -limit), limit)
    }

    private func smoothStep(_ x: Double, from low: Double, to high: Double) -> Double {
        let t = min(max((x - low) / (high - low), 0), 1)
        return t * t * (3 - 2 * t)
    }
}
