// How long each clip is, found by reading a few hundred bytes of it.
import Motions

/// Frames and rate of a clip.
public struct ClipHead: Sendable, Equatable {
    public let frameCount: Int
    public let frameRate: Double
}

public enum ClipHeads {
    /// Reads the heads of clips, in order; nil for those that cannot be read.
    ///
    /// - Parameters:
    ///   - limit: how long that may take; the rest is left out when the time is up. Files on a slow disk take milliseconds each.
    /// - Returns: as many heads as there are clips, or fewer.
    public static func read(_ clips: [AmassTree.Clip], in folder: String, limit: Duration? = nil) -> [ClipHead?] {
        let start = ContinuousClock.now
        var heads: [ClipHead?] = []
        heads.reserveCapacity(clips.count)
        for clip in clips {
            if let limit, heads.count % 64 == 63, ContinuousClock.now - start > limit { break }
            guard clip.problem == nil, let file = try? AmassClip(path: folder + "/" + clip.path) else {
                heads.append(nil)
                continue
            }
            heads.append(ClipHead(frameCount: file.frameCount, frameRate: file.frameRate))
        }
        return heads
    }
}
