// When each frame of an animation begins, in the centiseconds that GIF counts in.

/// Frame times that never drift: frame i begins at i·100/fps centiseconds, rounded to nearest.
package struct FrameTimes: Sendable, Equatable {
    /// Frames per second.
    package let frameRate: Double

    /// Browsers show shorter frames for a tenth of a second instead.
    package static let shortestDelay = 2
    /// Two bytes in the file.
    package static let longestDelay = 65535

    /// - Throws: ``PictureProblem`` if the rate is not a number above zero and up to 10,000.
    package init(frameRate: Double) throws {
        guard frameRate > 0, frameRate <= 10_000 else {
            throw PictureProblem("cannot show \(frameRate) frames per second", expected: "more than 0 and up to 10000")
        }
        self.frameRate = frameRate
    }

    /// Centiseconds from the beginning to frame `index`; for the number of frames, the whole duration.
    package func start(_ index: Int) -> Int {
        Int(min((Double(index) * 100 / frameRate).rounded(), 1e15))
    }
}
