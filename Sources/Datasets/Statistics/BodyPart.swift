// The parts of the body that statistics name.

/// A part of the body and the joints that move it.
public struct BodyPart: Sendable {
    public let name: String
    /// The joints whose turning shows how the part is posed.
    public let posed: [Int]
    /// The joints whose speed shows whether the part moves.
    public let moved: [Int]
    /// About how far these joints turn in healthy adults from the pose of rest, degrees: what a range is compared with.
    public let reach: Double

    /// From head to feet. Reaches are rounded from the American Academy of Orthopaedic Surgeons' norms; of shoulders, from a T-pose.
    public static let all: [BodyPart] = [
        BodyPart(name: "head and neck", posed: [12, 15], moved: [15], reach: 45),
        BodyPart(name: "spine", posed: [3, 6, 9], moved: [12], reach: 30),
        BodyPart(name: "left shoulder", posed: [16], moved: [18], reach: 110),
        BodyPart(name: "right shoulder", posed: [17], moved: [19], reach: 110),
        BodyPart(name: "left elbow", posed: [18], moved: [20], reach: 150),
        BodyPart(name: "right elbow", posed: [19], moved: [21], reach: 150),
        BodyPart(name: "left hip", posed: [1], moved: [4], reach: 120),
        BodyPart(name: "right hip", posed: [2], moved: [5], reach: 120),
        BodyPart(name: "left knee", posed: [4], moved: [7], reach: 140),
        BodyPart(name: "right knee", posed: [5], moved: [8], reach: 140),
        BodyPart(name: "left ankle", posed: [7], moved: [10], reach: 60),
        BodyPart(name: "right ankle", posed: [8], moved: [11], reach: 60),
    ]
}
