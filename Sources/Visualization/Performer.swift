// A motion and the body that shows it.
import Arrays
import BodyModels
import Motions

/// A motion on a body in some look and colour.
public struct Performer: Sendable {
    /// The motion, in the joint layout of the body.
    public internal(set) var motion: Motion
    public let figure: Figure
    /// Its colours; nil for those of the look.
    public var paint: BodyPaint?
    /// How fast its joints move, metres a second, (frames, joints), where that is not to be found out from its motion.
    var speeds: NDArray<Float>?

    public init(_ motion: Motion, figure: Figure, paint: BodyPaint? = nil) {
        self.motion = motion.converted(to: figure.body.model.layout)
        self.figure = figure
        self.paint = paint
    }
}

extension Performer {
    /// The same performers, each moved along the floor so that all begin at the place of the first: to be compared side by side.
    public static func startingTogether(_ performers: [Performer]) -> [Performer] {
        guard let first = performers.first else { return [] }
        return performers.map { performer in
            var motion = performer.motion
            for axis in 0..<2 {
                let shift = first.motion.translations[0, axis] - motion.translations[0, axis]
                for frame in 0..<motion.frameCount { motion.translations[frame, axis] += shift }
            }
            var moved = Performer(motion, figure: performer.figure, paint: performer.paint)
            moved.speeds = performer.speeds
            return moved
        }
    }
}

extension Performer {
    /// The same on the floor: see ``FloorHeight/settled(_:)``.
    func settled() -> (performer: Performer, floor: FloorHeight) {
        let floor = MotionSurvey(of: motion, outline: figure.outline).floor
        var result = self
        result.motion = floor.settled(motion)
        return (result, floor)
    }

    /// The speed of every joint in every frame, metres a second, (frames, joints).
    func jointSpeeds() -> NDArray<Float> {
        if let speeds { return speeds }
        let joints = figure.body.outline(vertices: 1).pose(axisAngles: motion.poses, translations: motion.translations).joints
        return JointSpeeds.metresPerSecond(joints, frameRate: motion.frameRate)
    }
}
