// Surveys all motions of a scene before anything is drawn.
import BodyModels
import Motions
import Rendering

/// What is known of everybody's path through the world.
struct ShotSurvey {
    /// Height of the floor the bodies stand on, metres.
    let floorHeight: Float
    /// The box around all bodies of all frames.
    let bounds: Bounds

    /// - Parameter visit: called with every sampled point of every frame, and the frame's number.
    /// - Precondition: there is at least one performer.
    init(of performers: [Performer], visit: (Int, SIMD3<Float>) -> Void = { _, _ in }) {
        self.init(performers.map { MotionSurvey(of: $0.motion, outline: $0.figure.outline, visit: visit) })
    }

    /// What surveys of single motions say together.
    /// - Precondition: there is at least one.
    init(_ surveys: [MotionSurvey]) {
        precondition(!surveys.isEmpty, "a scene needs somebody to be seen")
        bounds = surveys.dropFirst().reduce(into: surveys[0].bounds) { $0.include($1.bounds) }
        floorHeight = surveys.map(\.floorHeight).min() ?? 0
    }
}
