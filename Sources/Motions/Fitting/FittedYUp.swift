// Joint positions as models of HumanML3D's features give them, as bodies.
public import Arrays
import BodyModels
import Rotations

extension Motion {
    /// A motion fitted to the joints of a world with Y up, as HumanML3D's: see ``init(fittedTo:frameRate:skeleton:name:label:source:notes:)``.
    ///
    /// - Parameter positions: (frames, 22, 3), in SMPL's order, metres; or (frames, 21, 3) in the order of KIT-ML, in whatever unit a leg is
    ///   as long as a leg.
    /// - Precondition: `positions` has one of these shapes.
    public init(
        fittedToJointsWithYUp positions: NDArray<Float>, frameRate: Double, skeleton: RestSkeleton = .average, name: String,
        label: String? = nil, source: MotionSource, notes: [String] = []
    ) {
        var places = JointPositions(positions)
        var scale = 1.0
        if positions.shape[1] == KITSkeleton.jointCount {
            places = JointPositions(KITSkeleton.bodyJoints(positions, like: skeleton))
            scale = LengthUnit.guessed(leg: places.leg).metres
        }
        self.init(
            fittedTo: places.turned(.fromY, scale: scale).numbers, frameRate: frameRate, skeleton: skeleton, name: name, label: label,
            source: source, notes: notes)
    }
}

/// KIT-ML's 21 joints: pelvis, three of the spine, the head's; right arm, left arm; right leg, left leg.
enum KITSkeleton {
    static let jointCount = 21

    /// The joint of KIT's for each of SMPL's 22; nil for those it does not have.
    private static let joints: [Int?] = [
        0, 16, 11, 1, 17, 12, nil, 18, 13, 2, 20, 15, 3, nil, nil, 4, 8, 5, 9, 6, 10, 7,
    ]

    /// SMPL's 22 joints, (frames, 22, 3): collars lie between neck and shoulders, the middle of the spine between its neighbours, and the
    /// lowest joint of the spine where `skeleton` has it in the frame of hips and trunk: SMPL's lies behind the line that KIT's is on, and
    /// would tip the pelvis.
    static func bodyJoints(_ positions: NDArray<Float>, like skeleton: RestSkeleton) -> NDArray<Float> {
        let frames = positions.shape[0]
        var places = NDArray<Float>(repeating: 0, shape: [frames, BodyJoint.count, 3])
        for frame in 0..<frames {
            for axis in 0..<3 {
                for (joint, own) in joints.enumerated() {
                    if let own { places[frame, joint, axis] = positions[frame, own, axis] }
                }
            }
            tipSpine(in: &places, frame, like: skeleton)
            for axis in 0..<3 {
                func mix(_ joint: Int, _ a: Int, _ b: Int, _ share: Float) {
                    places[frame, joint, axis] = places[frame, a, axis] * (1 - share) + places[frame, b, axis] * share
                }
                mix(BodyJoint.spine2, BodyJoint.spine1, BodyJoint.spine3, 0.5)
                // Low enough for the shoulders to swing from them as SMPL's do.
                for (collar, shoulder) in [
                    (BodyJoint.leftCollar, BodyJoint.leftShoulder), (BodyJoint.rightCollar, BodyJoint.rightShoulder),
                ] {
                    mix(collar, BodyJoint.neck, shoulder, 0.15)
                }
            }
        }
        return places
    }

    private static func tipSpine(in places: inout NDArray<Float>, _ frame: Int, like skeleton: RestSkeleton) {
        func place(_ joint: Int) -> Point { JointPositions(places).place(frame, joint) }
        let bone = skeleton.bone(BodyJoint.spine1)
        let pelvis = place(BodyJoint.pelvis), up = place(BodyJoint.spine3) - pelvis
        let length = magnitude(place(BodyJoint.spine1) - pelvis) / max(magnitude(bone), 1e-6)
        guard let left = direction(place(BodyJoint.leftHip) - place(BodyJoint.rightHip)), let upward = direction(up - left * dot(up, left))
        else { return }
        let spine = pelvis + (left * bone.x + upward * bone.y + cross(left, upward) * bone.z) * length
        for axis in 0..<3 { places[frame, BodyJoint.spine1, axis] = Float(spine[axis]) }
    }
}
