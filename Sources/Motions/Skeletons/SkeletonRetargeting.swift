// The motion of a file's skeleton on our body: every bone's rotation in the world, carried over from one rest pose to the other.
import Arrays
import BodyModels
import Files
import Rotations

/// Carries rotations over.
///
/// For each joint a constant turn `A` takes our body's bone at rest to the file's bone at rest; a joint that has turned by `B` in the
/// file's world turns ours by `W · B · A`, `W` setting the world upright. Where the file's rest pose is no standing figure (LaFAN1's
/// has all bones along one axis) that would twist limbs at random; there `A` is what takes, on average over the clip, a body fitted
/// to the places of the file's joints to the rotations of the file.
struct SkeletonRetargeting {
    private let clip: any SkeletonClip
    private let joints: [Int?]
    private let choices: ReadingChoices
    private let path: String
    /// The file's kind.
    private let kind: MotionSource.Kind
    /// Set where the file's skeleton is SMPL's own, at rest as SMPL's is: then nothing needs to be carried over.
    private let own: OwnSkeleton?

    init(_ clip: any SkeletonClip, kind: MotionSource.Kind, path: String, choices: ReadingChoices) throws {
        self.clip = clip
        self.kind = kind
        self.path = path
        self.choices = choices
        own = OwnSkeleton(clip)
        if let own {
            joints = own.joints.prefix(BodyJoint.count).map { $0 }
        } else {
            joints = try SkeletonJointNames(clip, path: path).joints
        }
    }

    /// The joint whose bone a joint's rotation is judged by.
    private static let child: [Int?] = [
        nil, 4, 5, 6, 7, 8, 9, 10, 11, nil, nil, nil, 15, 16, 17, nil, 18, 19, 20, 21, nil, nil,
    ]

    func motion() throws -> Motion {
        var notes: [String] = []
        let rate = try frameRate(&notes)
        let count = BodyJoint.count
        var turns = [Turn](repeating: .identity, count: clip.joints.count)
        var places = [Point](repeating: .zero, count: clip.joints.count)
        // Rotations of the file's joints in its own world; places of all ours, those missing made up.
        let turned = own.map { $0.joints.map(Optional.some) } ?? joints
        var rotations: [Turn] = []
        rotations.reserveCapacity(clip.frameCount * turned.count)
        var body = NDArray<Float>(repeating: 0, shape: [clip.frameCount, count, 3])
        for frame in 0..<clip.frameCount {
            clip.pose(frame, turns: &turns, places: &places)
            let ours = completed(joints.map { $0.map { places[$0] } })
            for joint in turned { rotations.append(joint.map { turns[$0] } ?? .identity) }
            for joint in 0..<count {
                for axis in 0..<3 { body[frame, joint, axis] = Float(ours[joint][axis]) }
            }
        }
        let file = JointPositions(body)
        let world = choices.up.map(WorldTurn.init) ?? WorldTurn.detected(file, usual: .y, notes: &notes)
        let unit = LengthUnit.guessed(leg: file.leg)
        if unit.metres != 1 { notes.append("lengths are taken as \(unit.name)") }
        let metres = file.turned(world, scale: unit.metres)
        let layout = own?.layout ?? .smplh
        let alignment = own == nil ? restAlignment() ?? averageAlignment(metres, rotations, world: world, rate: rate, &notes) : []

        var result = WorldRotations(layout: layout, frames: clip.frameCount)
        var translations = NDArray<Float>(repeating: 0, shape: [clip.frameCount, 3])
        for frame in 0..<clip.frameCount {
            let file = rotations[frame * turned.count..<(frame + 1) * turned.count]
            if own != nil {
                result.append(file.map { (world.turn * $0).normalized })
            } else {
                var ours = [Turn?](repeating: nil, count: count)
                for (joint, turn) in file.enumerated() where joints[joint] != nil {
                    ours[joint] = (world.turn * turn * alignment[joint]).normalized
                }
                result.append(SkeletonRetargeting.filled(ours))
            }
            let shift = metres.place(frame, BodyJoint.pelvis) - choices.skeleton.joints[0]
            for axis in 0..<3 { translations[frame, axis] = Float(shift[axis]) }
        }
        let motion = Motion(
            name: MotionChecks(path: path).name, layout: layout, frameRate: rate, poses: result.poses, translations: translations,
            source: MotionSource(file: path, format: kind == .glb ? "GLB" : "BVH", kind: kind), notes: notes)
        return motion.standing(as: metres, of: (0..<count).filter { joints[$0] != nil }, skeleton: choices.skeleton)
    }

    private func frameRate(_ notes: inout [String]) throws -> Double {
        if let assumed = choices.assumedFrameRate {
            if assumed != clip.frameRate {
                notes.append(
                    "the file says \(FrameRates.text(clip.frameRate)) frames per second; \(FrameRates.text(assumed)) used as asked")
            }
            return assumed
        }
        guard FrameRates.allowed.contains(clip.frameRate) else {
            throw FileProblem(
                path, "has a frame time that makes \(FrameRates.text(clip.frameRate)) frames per second", expected: FrameRates.allowedText,
                advice: "Pass the rate it was captured at: --source-fps 120, for example.")
        }
        return clip.frameRate
    }

    /// Places of all 22 joints: missing ones of the trunk between their neighbours, missing hands and feet at their parents.
    private func completed(_ found: [Point?]) -> [Point] {
        var all = found.map { $0 ?? .zero }
        func between(_ joint: Int, _ a: Int, _ b: Int, _ t: Double) {
            if found[joint] == nil { all[joint] = all[a] + (all[b] - all[a]) * t }
        }
        between(BodyJoint.spine2, BodyJoint.pelvis, BodyJoint.spine3, 0.6)
        between(BodyJoint.spine1, BodyJoint.pelvis, BodyJoint.spine2, 0.5)
        between(BodyJoint.neck, BodyJoint.spine3, BodyJoint.head, 0.7)
        between(BodyJoint.leftCollar, BodyJoint.spine3, BodyJoint.leftShoulder, 0.4)
        between(BodyJoint.rightCollar, BodyJoint.spine3, BodyJoint.rightShoulder, 0.4)
        for (joint, parent) in [
            (BodyJoint.leftWrist, BodyJoint.leftElbow), (BodyJoint.rightWrist, BodyJoint.rightElbow),
            (BodyJoint.leftFoot, BodyJoint.leftAnkle), (BodyJoint.rightFoot, BodyJoint.rightAnkle),
        ] where found[joint] == nil { all[joint] = all[parent] }
        return all
    }

    /// Rotations of joints the file lacks: the spine's between its ends, others like their parents'.
    private static func filled(_ turns: [Turn?]) -> [Turn] {
        var all: [Turn] = []
        let pelvis = turns[BodyJoint.pelvis] ?? .identity
        let chest = turns[BodyJoint.spine3] ?? pelvis
        for joint in 0..<BodyJoint.count {
            if let turn = turns[joint] {
                all.append(turn)
            } else if joint == BodyJoint.spine1 {
                all.append(
                    Turn.slerp(from: pelvis, to: turns[BodyJoint.spine2] ?? chest, at: turns[BodyJoint.spine2] == nil ? 1.0 / 3 : 0.5))
            } else if joint == BodyJoint.spine2 {
                all.append(
                    Turn.slerp(from: turns[BodyJoint.spine1] ?? pelvis, to: chest, at: turns[BodyJoint.spine1] == nil ? 2.0 / 3 : 0.5))
            } else {
                let parent = RestSkeleton.parents[joint]
                all.append(parent < 0 ? pelvis : all[parent])
            }
        }
        return all
    }

    // MARK: - From rest to rest

    /// The turns `A` by the file's rest pose; nil if that is not a figure that stands with arms and legs spread somehow.
    private func restAlignment() -> [Turn]? {
        let rest = clip.restPlaces
        let ours = completed(joints.map { $0.map { rest[$0] } })
        let skeleton = choices.skeleton
        func bone(_ joint: Int) -> Point { ours[joint] - ours[RestSkeleton.parents[joint]] }
        func rigid(_ joint: Int, _ ends: [Int]) -> Turn? {
            var alignment = BoneAlignment()
            for end in ends { alignment.add(skeleton.joints[end] - skeleton.joints[joint], onto: ours[end] - ours[joint]) }
            alignment.add(skeleton.joints[ends[0]] - skeleton.joints[ends[1]], onto: ours[ends[0]] - ours[ends[1]], weight: 2)
            return alignment.rotation
        }
        // Hips and chest alone; shoulders rather than collars, which hardly leave the middle in many skeletons.
        guard let pelvis = rigid(BodyJoint.pelvis, [BodyJoint.leftHip, BodyJoint.rightHip, BodyJoint.spine3]),
            let chest = rigid(BodyJoint.spine3, [BodyJoint.leftShoulder, BodyJoint.rightShoulder, BodyJoint.neck])
        else { return nil }
        var all = [Turn](repeating: pelvis, count: BodyJoint.count)
        // A trunk is one block at rest; its parts are aligned as that, so that a straight back stays one.
        guard (pelvis.conjugate * chest).standardized.w > 0.9 else { return nil }
        for joint in 1..<BodyJoint.count {
            let parent = RestSkeleton.parents[joint]
            all[joint] = [BodyJoint.spine1, BodyJoint.spine2, BodyJoint.spine3].contains(joint) ? pelvis : all[parent]
            guard let child = SkeletonRetargeting.child[joint], ![BodyJoint.spine1, BodyJoint.spine2].contains(joint),
                let from = direction(skeleton.bone(child)), let to = direction(bone(child))
            else { continue }
            let turned = all[joint].turning(from)
            // Arms may hang or stand up, legs be spread, feet point down; nothing is turned back to front.
            guard dot(turned, to) > -0.2 else { return nil }
            all[joint] = (Turn.between(turned, to) * all[joint]).normalized
        }
        return all
    }

    /// The turns `A` that fit the clip best.
    private func averageAlignment(
        _ places: JointPositions, _ rotations: [Turn], world: WorldTurn, rate: Double, _ notes: inout [String]
    ) -> [Turn] {
        notes.append("the file's rest pose is not a standing figure; bones are matched by the motion itself")
        let count = BodyJoint.count
        var fit = JointFit(rest: choices.skeleton, frameRate: rate)
        var sums = [SIMD4<Double>](repeating: .zero, count: count)
        var frame = [Point](repeating: .zero, count: count)
        for index in 0..<places.frameCount {
            for joint in 0..<count { frame[joint] = places.place(index, joint) }
            frame.withUnsafeBufferPointer {
                if let base = $0.baseAddress {
                    fit.fitTrunk(base)
                    fit.fitLegs(base)
                }
            }
            for joint in 0..<count {
                let turn = (world.turn * rotations[index * count + joint]).conjugate * fit.turns[joint]
                sums[joint] += turn.near(Turn(sums[joint])).components
            }
        }
        return sums.map { Turn($0).normalized }
    }
}
