// Joint positions as models of HumanML3D's features give them, as bodies.
public import Arrays
import BodyModels

extension Motion {
    /// A motion fitted to the joints of a world with Y up, as HumanML3D's: see ``init(fittedTo:frameRate:skeleton:name:label:source:notes:)``.
    ///
    /// - Parameter positions: (frames, 22, 3), metres, in SMPL's order.
    /// - Precondition: `positions` has that shape.
    public init(
        fittedToJointsWithYUp positions: NDArray<Float>, frameRate: Double, skeleton: RestSkeleton = .average, name: String,
        label: String? = nil, source: MotionSource, notes: [String] = []
    ) {
        self.init(
            fittedTo: JointPositions(positions).turned(.fromY).numbers, frameRate: frameRate, skeleton: skeleton, name: name, label: label,
            source: source, notes: notes)
    }
}
