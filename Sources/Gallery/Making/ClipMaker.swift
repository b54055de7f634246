// From a motion file to the pictures and pages of its clips: what a worker process does.
import BodyModels
import Datasets
import Files
import Films
import Motions
import Pictures
import Rendering
import Visualization

/// Makes the files of clips, and says what the index must know.
final class ClipMaker {
    private let site: String
    private let tag: String
    private let options: GalleryOptions
    private let folders: [String]
    private let figures: (Motion) throws -> Figure
    private let templates: GalleryTemplates
    private let quantizer = SheetQuantizer()
    private let renderers = RenewedRenderer(figures: ClipMaker.clipsOfARenderer)
    private var clips = 0
    private var contours: [(file: String, joints: [Float], contour: BodyContour)] = []

    /// As each may be of another figure.
    private static let clipsOfARenderer = 256

    init(site: String, tag: String, options: GalleryOptions, folders: [String], figures: @escaping (Motion) throws -> Figure) throws {
        self.site = site
        self.tag = tag
        self.options = options
        self.folders = folders
        self.figures = figures
        templates = try GalleryTemplates()
    }

    /// Starts what draws, which no process may do before it forks.
    func prepare() throws { try renderers.start() }

    /// Makes the files of all clips of a source.
    /// - Returns: a record of each; one that tells of the failure for a file that cannot be used.
    /// - Throws: `FileProblem` if the site cannot be written to; `GraphicsProblem`.
    func make(_ source: GallerySource) throws -> [ClipRecord] {
        let motions: [Motion]
        do {
            motions = try read(source)
        } catch {
            return [try failed(source, "\(error)")]
        }
        var records: [ClipRecord] = []
        for (number, motion) in motions.enumerated() {
            var words = source.words
            if let label = motion.label {
                words.captions = [label] + words.captions.filter { $0 != label }
            } else if motions.count > 1 {
                // Captions of a file of several motions are theirs in turn, or nobody's.
                words = ClipWords()
                if source.words.captions.count == motions.count { words.captions = [source.words.captions[number]] }
            }
            records.append(try make(motion, words, of: source, number: number, count: motions.count))
        }
        return records
    }

    private func read(_ source: GallerySource) throws -> [Motion] {
        var selection = MotionSelection()
        selection.assumedFrameRate = options.sourceFrameRate
        return try selection.readAll(source.path) { try figures($0).body }
    }

    private func make(_ motion: Motion, _ words: ClipWords, of source: GallerySource, number: Int, count: Int) throws -> ClipRecord {
        let figure = try figures(motion)
        let measures = ClipMeasures(of: motion, contour: contour(figure, for: motion))
        let problems = ClipCheck.problems(of: motion, measures: measures)
        let length = max(1, Int((options.seconds * measures.sampleRate).rounded()))
        let window = MotionWindow(mostActiveOf: measures.jointSpeeds, length: length).frames
        let from = measures.seconds(window.lowerBound)
        let performer = Performer(motion.withHands(options.hands), figure: figure)
        clips += 1
        let sheets = try ClipSheets(
            performer, window: (from, from + Double(window.count) / measures.sampleRate), options: options,
            renderer: renderers.renderer(figures: clips), quantizer: quantizer)
        var record = ClipRecord(
            id: ClipNaming.id(name: motion.name, key: source.key, number: number), name: motion.name, folder: source.folder,
            file: source.relativePath,
            set: source.set, subject: source.subject)
        record.label = words.text
        record.topics = words.topics
        record.words = ClipMaker.otherWords(words)
        record.duration = (motion.duration * 1000).rounded() / 1000
        record.frameRate = (motion.frameRate * 1000).rounded() / 1000
        record.frameCount = motion.frameCount
        for problem in problems where !record.problems.contains(problem.kind.rawValue) { record.problems.append(problem.kind.rawValue) }
        record.sheetFrames = sheets.count
        record.sheetRate = sheets.frameRate
        try write(sheets.frames, ClipRecord.sheetFile(record.id))
        try write(sheets.still, ClipRecord.stillFile(record.id))
        try write(sheets.strip, ClipRecord.stripFile(record.id))
        if let large = sheets.large { try write(large, ClipRecord.largeFile(record.id)) }
        let page = ClipPage(
            record: record, source: source, folder: folders[source.folder], motion: motion, figure: figure, words: words,
            measures: measures, problems: problems,
            sheets: sheets, position: count > 1 ? (number, count) : nil, options: options)
        try write(Array(templates.clip(page.content).utf8), record.pageFile)
        return record
    }

    /// A page for a file of which nothing can be shown.
    func failed(_ source: GallerySource, _ words: String) throws -> ClipRecord {
        let name = String(source.relativePath.split(separator: "/").last ?? "")
        var record = ClipRecord(
            id: ClipNaming.id(name: name, key: source.key, number: 0), name: name, folder: source.folder, file: source.relativePath,
            set: source.set,
            subject: source.subject)
        record.label = source.words.text
        record.topics = source.words.topics
        record.words = ClipMaker.otherWords(source.words)
        record.failure = words
        record.problems = [ClipProblem.Kind.unreadable.rawValue]
        try write(Array(templates.clip(ClipPage.failure(record, source: source, words: words, options: options)).utf8), record.pageFile)
        return record
    }

    private static func otherWords(_ words: ClipWords) -> [String] {
        var seen: Set<String> = [words.text]
        return (words.captions + words.segments.map(\.text)).filter { seen.insert($0).inserted }
    }

    private func write(_ bytes: [UInt8], _ file: String) throws {
        try OutputFile.write(bytes, to: site + "/" + file, tag: tag, durability: .inCache)
    }

    /// What measures a body; figures are few, or used once: the last ones are kept.
    private func contour(_ figure: Figure, for motion: Motion) -> BodyContour {
        let model = figure.body.model
        let isOwn = !model.isOpenBody && motion.betas.contains { $0 != 0 }
        let joints = figure.body.restJoints
        if let known = contours.first(where: { $0.contour.isShapedByClip == isOwn && $0.file == model.file && $0.joints == joints }) {
            return known.contour
        }
        let contour = BodyContour(figure.body, isShapedByClip: isOwn)
        if contours.count >= 4 { contours.removeFirst() }
        contours.append((model.file, joints, contour))
        return contour
    }
}
