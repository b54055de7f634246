// Plans an image set: which clips of a tree count, and which shard draws them.
public import Motions

/// The clips of a tree that a set has images of, as far as that is known without opening them.
public struct ImageSetPlan: Sendable {
    public let folder: String
    public let options: ImageSetOptions
    /// Those to be looked at, in the tree's order: with a release of BABEL, its motions.
    public let clips: [AmassTree.Clip]
    /// How many clips are left out because BABEL does not have them.
    public let strangers: Int
    /// How many of these it has under another spelling, and one of them.
    public let misspelt: (count: Int, example: String?)
    let babel: BabelAnnotations?

    public init(_ tree: AmassTree, options: ImageSetOptions, babel: BabelAnnotations? = nil) {
        folder = tree.folder
        self.options = options
        self.babel = babel
        guard let babel else {
            clips = tree.clips
            strangers = 0
            misspelt = (0, nil)
            return
        }
        clips = tree.clips.filter { $0.file.isEmpty || babel.contains($0.path) }
        let others = tree.clips.filter { !$0.file.isEmpty && !babel.contains($0.path) }
        strangers = others.count
        let known = others.filter { babel.knows($0.path) }
        misspelt = (known.count, known.first?.path)
    }

    /// What a clip comes to, from its head.
    func verdict(_ head: ClipHead) -> ParserRules.Verdict { options.rules.verdict(frameCount: head.frameCount, frameRate: head.frameRate) }

    /// How many images a clip has; nil if it is left out.
    public func imageCount(_ head: ClipHead) -> Int? {
        guard case .accepted(_, let frames) = verdict(head) else { return nil }
        return options.rules.imageCount(frames: frames) * options.imagesPerChunk
    }

    /// The names of a clip's images, relative to the set's folder.
    public func imageNames(of clip: AmassTree.Clip, _ head: ClipHead) -> [String] {
        guard case .accepted(let step, let frames) = verdict(head) else { return [] }
        return images(of: clip, step: step, frames: frames).images.map(\.file)
    }

    /// The numbers of a shard's clips. Reads the heads of all clips: the work in one is known from its length.
    public func clips(of shard: Shard, heads: [ClipHead?]) -> [Int] {
        let costs = heads.map { head -> Int in
            guard let head, let images = imageCount(head) else { return 1 }
            // Reading a clip takes about as long as a third of an image.
            return 3 * images + 1
        }
        let owners = Shard.owners(costs: costs, count: shard.count)
        return owners.indices.filter { owners[$0] == shard.number }
    }
}

/// One image to be drawn.
struct PlannedImage: Sendable {
    /// Relative to the set's folder.
    let file: String
    let view: Int
    /// At the target rate.
    let frame: Int
    /// The frame of the file.
    let sourceFrame: Int
    /// The number of the moment among all that are drawn of the clip.
    let moment: Int
}

extension ImageSetPlan {
    /// The images of a clip, in the order they are drawn, and the source frames of its moments.
    func images(of clip: AmassTree.Clip, step: Int, frames: Int) -> (moments: [Int], images: [PlannedImage]) {
        let sets = options.frames.frames(in: frames, of: clip.path)
        // Short clips may have the same frame in several sets.
        let moments = Set(sets.flatMap { $0 }).sorted()
        let stem = clip.stem
        let images = moments.enumerated().flatMap { number, frame in
            sets.indices.filter { sets[$0].contains(frame) }.flatMap { set in
                (0..<options.views).map { view in
                    let folder = options.folder(view: view, set: set)
                    return PlannedImage(
                        file: (folder.isEmpty ? "" : folder + "/") + "\(stem)_frame\(frame).png", view: view, frame: frame,
                        sourceFrame: frame * step, moment: number)
                }
            }
        }
        return (moments.map { $0 * step }, images)
    }
}
