// Several moments of one motion side by side, each in a picture of its own.
import BodyModels
import Motions
import Pictures
import Rendering

/// Moments of a motion, each seen by a camera that goes along with the body.
public struct StripFigure: Sendable {
    /// A scene for each moment, in order of time.
    public let scenes: [Scene]
    /// The frames shown.
    public let frames: [Int]
    /// Their times, seconds from the beginning of the motion.
    public let times: [Double]

    /// - Parameters:
    ///   - count: how many moments, at equal distances from the first frame to the last.
    ///   - aspect: width / height of one moment's picture.
    public init(_ motion: Motion, body: ShapedBody, aspect: Float, count: Int = 6, options: ShotOptions = StripFigure.options) {
        self.init(Performer(motion, figure: Figure(body)), aspect: aspect, count: count, options: options)
    }

    /// - Parameters:
    ///   - count: how many moments, at equal distances from the first frame to the last.
    ///   - aspect: width / height of one moment's picture.
    public init(_ performer: Performer, aspect: Float, count: Int = 6, options: ShotOptions = StripFigure.options) {
        let motion = performer.motion
        let shot = Shot([performer], aspect: aspect, options: options)
        frames = SequenceFigure.frames(of: motion.frameCount, count: count, span: 0...1)
        scenes = frames.flatMap { shot.scenes($0..<$0 + 1) }
        times = frames.map { Double($0) / motion.frameRate }
    }

    /// The options where nothing else is asked for: a camera that follows, so that every body is seen as large as can be.
    public static var options: ShotOptions {
        var options = ShotOptions()
        options.camera = .view(.follow)
        return options
    }
}
