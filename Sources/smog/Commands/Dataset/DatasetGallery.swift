// `smog dataset gallery`: a data set as a site to look at.
import ArgumentParser
import BodyModels
import Datasets
import Files
import Films
import Gallery
import Motions
import Visualization
import Workers

struct DatasetGallery: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Make a site that shows all motions of a data set, or what models made, to be opened in a browser.",
        discussion: """
            Folders may be AMASS trees, results of models (MDM's results.npy, folders of MoMask, MotionCLR and --save-motions), or hold any
            motion files. The site needs no network and no server. A second run makes only what has changed; clips that are gone leave it.

              smog dataset gallery data/cmu -o render/cmu
              smog dataset gallery gen1/ gen2/ truth/ --compare -o render/compared
            """)

    @Argument(help: ArgumentHelp("Folders of motions, or motion files.", valueName: "folder"))
    var folders: [String]

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The site's folder; index.html in it is the page to open.", valueName: "folder"))
    var output: String

    @Flag(help: "A row for each label or name with the clips of all folders side by side, which play together.")
    var compare = false

    @Option(help: ArgumentHelp("The heading of the site. (default: what the folders are called)", valueName: "text"))
    var title: String?

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp("A folder of BABEL's .json files, for labels. (default: those in the folders of motions)", valueName: "folder"))
    var babelDir: String?

    @Option(help: "clay, clothed, stick, skeleton, wire or parts.")
    var look: Look = .clay

    @Option(
        help: ArgumentHelp(
            "\(NamedView.allValueStrings.joined(separator: ", ")): placed so that nobody is cut off. (default: follow)", valueName: "view"))
    var camera: NamedView?

    @Option(parsing: .unconditional, help: ArgumentHelp("Width and height of thumbnails in pixels.", valueName: "WxH"))
    var size = PictureSize(width: 160, height: 160)

    @Option(parsing: .unconditional, help: ArgumentHelp("Frames a second of thumbnails.", valueName: "rate"))
    var fps = 20.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The frame rate of motion files that do not say.", valueName: "rate"))
    var sourceFPS: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How much of a clip its thumbnail shows: the part in which most happens.", valueName: "seconds"))
    var seconds = 3.0

    @Option(
        help:
            "light: pages of clips enlarge the thumbnail; full: they have pictures of twice the size, which take half as long again to draw."
    )
    var pages: GalleryOptions.Pages = .light

    @OptionGroup(title: "Body") var body: BodyArguments

    @Option(parsing: .unconditional, help: ArgumentHelp("Processes that draw at once. (default: one a processor)", valueName: "count"))
    var workers: Int?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if folders.contains("") || output.isEmpty { throw ValidationError("A folder's name is empty.") }
        if !(16...1024).contains(size.width) || !(16...1024).contains(size.height) {
            throw ValidationError("--size is \(size); expected 16x16 to 1024x1024 pixels.")
        }
        if !(fps > 0 && fps <= 120) { throw ValidationError("--fps is \(fps); expected a rate above 0 and up to 120 frames a second.") }
        if let sourceFPS, !(sourceFPS > 0 && sourceFPS <= 1000) {
            throw ValidationError("--source-fps is \(sourceFPS); expected a rate above 0 and up to 1000 frames a second.")
        }
        if !(seconds > 0 && seconds * fps <= 600) {
            throw ValidationError("--seconds is \(seconds); expected seconds above 0, and no more than 600 frames.")
        }
        if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers is \(workers); expected 1 to 1024.") }
    }

    func run() throws {
        let start = ContinuousClock.now
        var options = GalleryOptions()
        options.title = title ?? GalleryRun.titles(folders).joined(separator: compare ? " and " : ", ")
        options.look = look
        options.view = camera?.view ?? .follow
        options.width = size.width
        options.height = size.height
        options.frameRate = fps
        options.seconds = seconds
        options.sourceFrameRate = sourceFPS
        options.pages = pages
        options.hands = body.hands ?? .relaxed
        options.isComparison = compare
        var drawn = FilmOptions()
        drawn.body = body.choice
        drawn.picture.look = look
        let performers = PerformerFactory(drawn, resources: RenderResources()) { _, _ in }
        var notes: [String] = []
        let figures = { (motion: Motion) throws -> Figure in try performers.figure(for: motion) }
        let run = try GalleryRun(
            folders, site: output, babel: babelDir, options: options, program: Version.text, bodies: bodies, figures: figures)
        let ticker = CountTicker("gallery", of: run.sourceCount, "files", quiet: quiet)
        let end: GalleryProgress
        do {
            defer { ticker.clear() }
            end = try run.run(workers: workers ?? WorkerPool.processorCount) { ticker.show($0.kept + $0.done) }
        }
        notes += end.notes
        if !quiet { for note in notes { StandardError.print("smog: note: \(note)") } }
        try report(end, seconds: Progress.seconds(ContinuousClock.now - start))
    }

    /// What figures depend on besides the motion.
    private var bodies: [String] {
        let files = body.body.map { [$0] } ?? BodyLibrary(folders: ModelFolders.all(body.modelDir)).files.map(\.path)
        return files.map { "\($0) \((try? MappedFile(path: $0).bytes.count) ?? 0) bytes" }
            + ["gender \(body.gender?.rawValue ?? "own"), betas \(body.choice.shape)"]
    }

    private func report(_ end: GalleryProgress, seconds: Double) throws {
        for failure in end.failures {
            StandardError.print("smog: failed: " + failure.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
        if end.failures.count < end.failed {
            StandardError.print("smog: failed: \(end.failed - end.failures.count) more; the site shows them")
        }
        if end.clips == 0 { throw CommandFailure("nothing can be shown: none of \(end.sources) files can be used", status: 1) }
        if !quiet {
            var parts = ["\(end.clips) clips of \(end.sources) files"]
            if end.kept > 0 { parts.append("\(end.kept) of them unchanged") }
            if end.clipsWithProblems > 0 { parts.append("\(end.clipsWithProblems) clips with problems") }
            if end.removed > 0 { parts.append("\(end.removed) clips removed") }
            StandardError.print(
                "\(output)/index.html: \(parts.joined(separator: ", ")); \(NumberText.bytes(end.bytes)) in \(NumberText.seconds(seconds))")
        }
        if end.failed > 0 {
            throw CommandFailure(
                "\(end.failed) of \(end.sources) files cannot be used; the site shows the others, and names these", status: 2)
        }
    }
}

extension GalleryOptions.Pages: ExpressibleByArgument {}
