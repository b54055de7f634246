// Which clips MotionCLIP's and SMoG's parser takes, and how many images it wants of each.
public import Motions

/// The rules of `amass_parser.py`.
///
/// A clip is thinned out to every step-th frame, the step being its rate divided by the target rate, rounded (halves to even, as Python
/// rounds). It is left out if the result is more than 5 frames a second off the target, or has fewer than 60 frames. The rest is cut
/// into chunks of 100 frames, each with one image; clips shorter than that have one image all the same, as the parser fails without any.
public struct ParserRules: Sendable, Equatable {
    /// Frames a second.
    public let targetRate: Int

    public static let shortest = 60
    public static let chunk = 100
    private static let largestDifference = 5.0

    public init(targetRate: Int = 30) { self.targetRate = targetRate }

    /// What becomes of a clip.
    public enum Verdict: Sendable, Equatable {
        /// Every `step`-th frame is taken, `frames` in all.
        case accepted(step: Int, frames: Int)
        /// It is left out, and why.
        case skipped(String)
    }

    public func verdict(_ clip: AmassClip) -> Verdict { verdict(frameCount: clip.frameCount, frameRate: clip.frameRate) }

    public func verdict(frameCount: Int, frameRate: Double) -> Verdict {
        guard let step = self.step(frameRate: frameRate) else {
            let step = (frameRate / Double(targetRate)).rounded(.toNearestOrEven)
            let nearest =
                step >= 1 ? "every \(Int(min(step, 1e9)))th frame gives \(ParserRules.text(frameRate / step))" : "there are too few"
            return .skipped("\(ParserRules.text(frameRate)) frames a second do not thin out to \(targetRate): \(nearest)")
        }
        let frames = (frameCount + step - 1) / step
        guard frames >= ParserRules.shortest else {
            return .skipped("\(frames) frames at \(targetRate) a second; \(ParserRules.shortest) are needed")
        }
        return .accepted(step: step, frames: frames)
    }

    /// Of how many frames one is taken at a frame rate; nil where none comes near enough to the target.
    public func step(frameRate: Double) -> Int? {
        let target = Double(targetRate)
        let step = (frameRate / target).rounded(.toNearestOrEven)
        guard step >= 1, step < 1e6, abs(frameRate / step - target) <= ParserRules.largestDifference else { return nil }
        return Int(step)
    }

    /// How many images the parser wants of a clip of so many frames.
    public func imageCount(frames: Int) -> Int { max(1, frames / ParserRules.chunk) }

    private static func text(_ number: Double) -> String {
        let rounded = (number * 100).rounded() / 100
        return rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : String(rounded)
    }
}
