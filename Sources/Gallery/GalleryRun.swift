// Makes a gallery, or brings one up to date: workers draw, this process keeps the manifest and writes the index.
import Datasets
import Files
@preconcurrency import LibC
public import Motions
public import Visualization
import Workers

/// How far a run is, and how it went.
public struct GalleryProgress: Sendable {
    /// Motion files in all; those whose clips are as an earlier run made them, and those done by this one.
    public let sources: Int
    public internal(set) var kept = 0
    public internal(set) var done = 0
    /// Clips of the site, files of which nothing can be shown not counted, and clips with problems.
    public internal(set) var clips = 0
    public internal(set) var clipsWithProblems = 0
    /// Clips that were in the site and are no longer.
    public internal(set) var removed = 0
    /// Files that could not be used: in words, one line each, the first thousand.
    public internal(set) var failures: [String] = []
    public internal(set) var failed = 0
    /// The size of the site.
    public internal(set) var bytes = 0
    /// What the user should know, one line each.
    public internal(set) var notes: [String] = []
}

/// A site about to be made or brought up to date.
///
/// Only what changed is made: a clip's files stay as long as its source has the same size and time of change, its label and the options are
/// the same, and the program is. Whatever moment a run is killed at, the next one goes on.
///
/// ```swift
/// let body = Figure(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped())
/// var options = GalleryOptions()
/// options.title = "Samples"
/// options.seconds = 0.2
/// let run = try GalleryRun(["data/sample/CMU/02"], site: "site", options: options, program: "example", figures: { _ in body })
/// let end = try run.run(workers: 2)
/// print(end.clips, end.done, try run.run(workers: 2).kept)  // 3 3 3
/// print(try Folders.names(in: "site").count)  // 9
/// ```
public struct GalleryRun {
    public let folders: [String]
    public let site: String
    public let options: GalleryOptions
    private let sources: [GallerySource]
    private let notes: [String]
    private let program: String
    private let bodies: [String]
    private let figures: (Motion) throws -> Figure

    private static let tag = "gallery"

    /// Looks for motions.
    ///
    /// - Parameters:
    ///   - folders: of motions; or single files.
    ///   - site: the folder to be made.
    ///   - babel: a folder of BABEL's files; nil takes those in the folders.
    ///   - program: name and version: another one makes everything anew.
    ///   - bodies: what figures depend on besides the motion, such as the names of body models.
    ///   - figures: who is shown; called in this process and in those forked from it.
    /// - Throws: `FileProblem` if a folder is missing, or holds no motions.
    public init(
        _ folders: [String], site: String, babel: String? = nil, options: GalleryOptions, program: String, bodies: [String] = [],
        figures: @escaping (Motion) throws -> Figure
    ) throws {
        self.folders = folders
        self.site = site.count > 1 && site.hasSuffix("/") ? String(site.dropLast()) : site
        self.options = options
        self.program = program
        self.bodies = bodies
        self.figures = figures
        var unlisted: [String] = []
        let found = try GallerySources.find(folders, except: self.site) { unlisted.append($0.description) }
        guard !found.isEmpty else {
            throw FileProblem(
                folders.joined(separator: ", "), "holds no motions", expected: "files that end in \(MotionFileNames.endingsText)")
        }
        var labels = try GalleryLabels(folders: folders, babel: babel)
        sources = labels.labelled(found)
        notes = labels.notes + unlisted
    }

    /// How many motion files there are.
    public var sourceCount: Int { sources.count }

    /// Makes what is missing, removes what is no longer there, and writes the index.
    ///
    /// The caller must have no threads at work and no OpenGL context, as workers are forked from this process.
    ///
    /// - Parameter progress: called whenever a source is done.
    /// - Throws: `FileProblem` if the site cannot be written to, `WorkerProblem` if nothing can be drawn on this machine.
    public func run(workers: Int, progress: (GalleryProgress) -> Void = { _ in }) throws -> GalleryProgress {
        guard let lock = try open() else { throw FileProblem(site, "another run is writing it", advice: "Wait for its end.") }
        defer { lock.release() }
        let path = site + "/" + GalleryManifest.name
        let known = try GalleryManifest(path)
        let present = Set(
            try Folders.names(in: site + "/clips").map { "clips/" + $0 } + Folders.names(in: site + "/media").map { "media/" + $0 })
        var state = GalleryProgress(sources: sources.count)
        state.notes = notes
        let prints = sources.map(fingerprint)
        var records = [[ClipRecord]](repeating: [], count: sources.count)
        var jobs: [Int] = []
        for (number, source) in sources.enumerated() {
            if let entry = known.entries[source.key], entry.print == prints[number], !entry.clips.isEmpty,
                entry.clips.allSatisfy({ $0.files(options).allSatisfy(present.contains) })
            {
                records[number] = entry.clips
                state.kept += 1
            } else {
                jobs.append(number)
            }
        }
        // The longest files first, so that all workers end at about the same time; equal ones in order.
        jobs.sort { (sources[$1].bytes, $0) < (sources[$0].bytes, $1) }
        if !jobs.isEmpty || known.wholeBytes == 0 {
            let journal = try AppendedFile(path)
            journal.count == 0 ? try journal.append(GalleryManifest.header + "\n") : try journal.truncate(to: known.wholeBytes)
            try make(jobs, prints: prints, workers: workers, journal: journal, into: &records, &state, progress)
        }
        try conclude(records, prints: prints, known: known, present: present, &state)
        return state
    }

    private func make(
        _ jobs: [Int], prints: [String], workers: Int, journal: AppendedFile, into records: inout [[ClipRecord]],
        _ state: inout GalleryProgress,
        _ progress: (GalleryProgress) -> Void
    ) throws {
        let maker = try ClipMaker(site: site, tag: GalleryRun.tag, options: options, folders: folders, figures: figures)
        var made = [[ClipRecord]](repeating: [], count: jobs.count)
        try ResilientWorkerPool(workers: workers).run(
            jobs: jobs.count,
            prepare: {
                try maker.prepare()
                return maker
            },
            work: { (maker: ClipMaker, job, send) in
                do {
                    for record in try maker.make(sources[jobs[job]]) { try send(Array(record.json.written.utf8)) }
                } catch let problem as FileProblem where problem.file.hasPrefix(site + "/") {
                    // The disk is full, or the like: nothing else can be done.
                    try send(Array(JSONValue.object([("stuck", .string("\(problem)"))]).written.utf8))
                    _exit(0)
                }
            },
            take: { job, bytes in
                let value = try JSONValue(bytes, name: "a worker's report")
                if let stuck = value["stuck"]?.text {
                    throw FileProblem(
                        site, "cannot be written: \(stuck)", advice: "Then run the same command again: what is done stays.",
                        kind: .unwritable)
                }
                if let record = ClipRecord(value) { made[job].append(record) }
            },
            done: { job, loss in
                let number = jobs[job]
                let clips = try loss.map { [try maker.failed(sources[number], $0)] } ?? made[job]
                made[job] = []
                records[number] = clips
                try journal.append(GalleryManifest.line(sources[number], print: prints[number], clips: clips))
                state.done += 1
                progress(state)
            })
    }

    /// Makes the folders, and sees that they are a site's.
    private func open() throws -> FileLock? {
        try Folders.makeAll(site)
        let names = try Folders.names(in: site).filter { !$0.hasPrefix(".") }
        // A run that is killed at once leaves its empty folders.
        if !names.contains(GalleryManifest.name), let stranger = names.first(where: { $0 != "clips" && $0 != "media" }) {
            throw FileProblem(site, "holds other files: \(stranger)", expected: "an empty folder, or a gallery made by smog")
        }
        guard let lock = try FileLock(site + "/.gallery.lock") else { return nil }
        for folder in ["", "/clips", "/media"] {
            try Folders.make(site + folder)
            try OutputFile.removeLeftovers(in: site + folder, tag: GalleryRun.tag)
        }
        return lock
    }

    /// What a source's files are made from. Not where it lies on this machine, which its pages say, too: another name is another site.
    private func fingerprint(_ source: GallerySource) -> String {
        let text = [
            program, "\(GalleryTemplates.fingerprint)", options.words, bodies.joined(separator: "\n"), source.path, source.set,
            source.subject,
            "\(source.bytes) bytes, changed \(source.changed)", source.words.fingerprint,
        ].joined(separator: "\n")
        return String(ClipNaming.hash(text), radix: 16)
    }

    /// Puts the manifest in order, writes the index, and removes what nothing leads to.
    private func conclude(
        _ records: [[ClipRecord]], prints: [String], known: GalleryManifest, present: Set<String>, _ state: inout GalleryProgress
    ) throws {
        let clips = records.flatMap(\.self)
        for record in clips {
            if let failure = record.failure {
                state.failed += 1
                if state.failures.count < 1000 {
                    state.failures.append(failure.contains(record.file) ? failure : "\(record.file): \(failure)")
                }
            } else {
                state.clips += 1
                if !record.problems.isEmpty { state.clipsWithProblems += 1 }
            }
        }
        let index = GalleryIndex(options: options, folders: GalleryRun.titles(folders), clips: clips)
        for file in try index.files() { try write(file.bytes, file.name) }
        let manifest = try OutputFile(site + "/" + GalleryManifest.name, tag: GalleryRun.tag)
        try manifest.write(GalleryManifest.header + "\n")
        for (number, source) in sources.enumerated() {
            try manifest.write(GalleryManifest.line(source, print: prints[number], clips: records[number]))
        }
        // It says which pages need not be made again: they come to the disk before it does.
        Folders.syncAll()
        try manifest.commit()
        let wanted = Set(clips.flatMap { $0.files(options) })
        for file in present where !wanted.contains(file) {
            unlink(site + "/" + file)
            if file.hasPrefix("clips/") { state.removed += 1 }
        }
        state.bytes = try GalleryRun.size(site) + GalleryRun.size(site + "/clips") + GalleryRun.size(site + "/media")
    }

    /// Writes a file unless it is there as it should be.
    private func write(_ bytes: [UInt8], _ name: String) throws {
        let path = site + "/" + name
        if let old = try? MappedFile(path: path), old.withBytes({ $0.elementsEqual(bytes) }) { return }
        try OutputFile.write(bytes, to: path, tag: GalleryRun.tag, durability: .inCache)
    }

    private static func size(_ folder: String) throws -> Int {
        try Folders.names(in: folder).reduce(0) { sum, name in
            var status = stat()
            return stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? sum + Int(status.st_size) : sum
        }
    }

    /// What folders are called in a comparison: their last names, with the one before where these are alike.
    package static func titles(_ folders: [String]) -> [String] {
        let names = folders.map(GallerySources.name)
        return zip(folders, names).map { folder, name in
            guard names.count(where: { $0 == name }) > 1 else { return name }
            return folder.split(separator: "/").filter { $0 != "." }.suffix(2).joined(separator: "/")
        }
    }
}
