// One clip's images, from its file to theirs: what a worker process does.
import ArrayFiles
import BodyModels
import Files
import Films
@preconcurrency import LibC
import Motions
import Pictures
import Rendering
import Visualization

/// Draws the images of clips and says what it did.
final class ClipPainter {
    /// What is told of a clip, in order. In a pipe: one letter and a line of the manifest.
    enum Report {
        /// An image was drawn; its line.
        case drawn([UInt8])
        /// An image is there already; its line, which is in the run's own journal.
        case kept([UInt8])
        /// The same, with the line in another manifest of the folder.
        case adopted([UInt8])
        /// The clip is left out; its line.
        case skipped([UInt8])
        /// Images cannot be written. Nothing else can be done.
        case stuck([UInt8])

        private var letter: UInt8 {
            switch self {
            case .drawn: 1
            case .kept: 2
            case .adopted: 3
            case .skipped: 4
            case .stuck: 5
            }
        }

        var bytes: [UInt8] {
            switch self {
            case .drawn(let line), .kept(let line), .adopted(let line), .skipped(let line), .stuck(let line): [letter] + line
            }
        }

        init?(_ bytes: [UInt8]) {
            let line = Array(bytes.dropFirst())
            switch bytes.first {
            case 1: self = .drawn(line)
            case 2: self = .kept(line)
            case 3: self = .adopted(line)
            case 4: self = .skipped(line)
            case 5: self = .stuck(line)
            default: return nil
            }
        }
    }

    private let plan: ImageSetPlan
    private let output: String
    private let tag: String
    private let known: KnownImages
    /// Which of the known images' manifests is the run's own journal.
    private let ownSource: Int?
    private let figures: ImageSetFigures
    private var labels = MotionLabels()
    private let renderers = RenewedRenderer(figures: ClipPainter.figuresOfARenderer)

    /// Moments posed at once.
    private static let group = 8
    /// Few, as each may have a shape of its own.
    private static let figuresOfARenderer = 16

    init(plan: ImageSetPlan, output: String, tag: String, known: KnownImages, ownSource: Int?, figures: ImageSetFigures) {
        self.plan = plan
        self.output = output
        self.tag = tag
        self.known = known
        self.ownSource = ownSource
        self.figures = figures
    }

    /// Starts what draws, which no process may do before it forks.
    func prepare() throws { try renderers.start() }

    /// Draws those of a clip's images that are not there yet.
    /// - Throws: `FileProblem` if the clip cannot be used.
    func paint(_ clip: AmassTree.Clip, _ report: (Report) throws -> Void) throws {
        let path = clip.path
        if let problem = clip.problem { throw FileProblem(plan.folder + "/" + path, problem) }
        let file = try AmassClip(path: plan.folder + "/" + path)
        let step: Int, frames: Int
        switch plan.options.rules.verdict(file) {
        case .skipped(let reason):
            try report(.skipped(Array(JSONValue.object([("clip", .string(path)), ("skipped", .string(reason))]).written.utf8)))
            return
        case .accepted(let theStep, let theFrames): (step, frames) = (theStep, theFrames)
        }
        let (moments, images) = plan.images(of: clip, step: step, frames: frames)
        if let long = images.first(where: { $0.file.split(separator: "/").last?.utf8.count ?? 0 > 255 }) {
            throw FileProblem(
                plan.folder + "/" + path, "its images would have names of more than 255 bytes (\(long.file.utf8.count))",
                expected: "shorter names of folders and files")
        }
        let found = images.map { intact($0) }
        guard found.contains(where: { $0 == nil }) else {
            for case let found? in found { try report(found) }
            return
        }
        let sampler = PortraitSampler(frameCount: file.frameCount, frameRate: file.frameRate, moments: moments)
        let motion = try file.motion(frames: sampler.frames)
        let figure = try figures.figure(layout: motion.layout, gender: motion.gender, betas: motion.betas)
        let performer = Performer(motion.converted(to: figure.body.model.layout).withHands(plan.options.hands), figure: figure)
        let portraits = Portraits(performer, sampler: sampler, options: plan.options.shotOptions)
        let label = try plan.babel.map { $0.annotation(of: path, isStrict: true)?.label } ?? labels.label(ofFile: plan.folder + "/" + path)
        let renderer = try renderers.renderer(figures: figures.made)
        let views = Portraits.around(plan.options.view, count: plan.options.views)
        var next = 0
        for first in stride(from: 0, to: moments.count, by: ClipPainter.group) {
            let group = first..<min(first + ClipPainter.group, moments.count)
            let end = images[next...].firstIndex { $0.moment >= group.upperBound } ?? images.count
            defer { next = end }
            // Always the whole group, so that an image does not depend on which others were there already.
            let drawn = found[next..<end].contains(where: { $0 == nil }) ? portraits.all(group, from: views) : []
            for number in next..<end {
                if let found = found[number] {
                    try report(found)
                    continue
                }
                let image = images[number]
                let portrait = drawn[(image.moment - first) * views.count + image.view]
                let picture = try renderer.draw(portrait.scene, width: plan.options.size, height: plan.options.size)
                let bytes = try PNG.encode(picture, .fast)
                do {
                    try OutputFile.write(bytes, to: output + "/" + image.file, tag: tag, durability: .inCache)
                } catch {
                    try report(.stuck(Array("\(error)".utf8)))
                    _exit(0)
                }
                let about = Description(
                    clip: path, image: image, time: Double(image.sourceFrame) / file.frameRate, portrait: portrait,
                    floorHeight: portraits.floorHeights[image.moment], body: ImageSetFigures.shortName(figure.body.model.file),
                    label: label,
                    png: bytes)
                try report(.drawn(about.line))
            }
        }
    }

    /// The report on an image that is there as an earlier run described it; nil if it is to be drawn.
    private func intact(_ image: PlannedImage) -> Report? {
        guard let known = known[image.file] else { return nil }
        guard let file = try? MappedFile(path: output + "/" + image.file), file.bytes.count == known.bytes,
            file.withBytes({ Checksum.crc32($0) }) == known.checksum
        else { return nil }
        let line = self.known.line(known)
        guard (try? JSONValue(line, name: image.file))?["file"]?.text == image.file else { return nil }
        return known.source == ownSource ? .kept(line) : .adopted(line)
    }
}

/// What the manifest says of an image.
private struct Description {
    let clip: String
    let image: PlannedImage
    /// Seconds from the clip's beginning.
    let time: Double
    let portrait: Portraits.Portrait
    let floorHeight: Float
    let body: String
    let label: MotionLabel?
    let png: [UInt8]

    var line: [UInt8] {
        let camera = portrait.scene.camera
        var lens: [(String, JSONValue)] = [
            ("position", .point(camera.position)), ("target", .point(camera.target)), ("up", .point(camera.up)),
        ]
        if case .perspective(let degrees) = camera.projection { lens.append(("fov", .measure(Double(degrees)))) }
        if case .orthographic(let height) = camera.projection { lens.append(("height", .measure(Double(height)))) }
        lens += [("azimuth", .measure(portrait.azimuth, digits: 2)), ("elevation", .measure(portrait.elevation, digits: 2))]
        let checksum = String(png.withUnsafeBytes { Checksum.crc32($0) }, radix: 16)
        return Array(
            JSONValue.object([
                ("file", .string(image.file)), ("clip", .string(clip)), ("source_frame", .number(Double(image.sourceFrame))),
                ("frame", .number(Double(image.frame))), ("time", .measure(time)), ("view", .number(Double(image.view))),
                ("camera", .object(lens)),
                ("floor", .measure(Double(floorHeight))), ("body", .string(body)), ("label", (label?.text).map { .string($0) } ?? .null),
                ("action", (label?.segment(at: time)?.text).map { .string($0) } ?? .null), ("bytes", .number(Double(png.count))),
                ("crc32", .string(String(repeating: "0", count: 8 - checksum.count) + checksum)),
            ]).written.utf8)
    }
}
