// Makes an image set, or goes on with one: workers draw, this process keeps the manifest.
import Files
@preconcurrency import LibC
import Motions
import Workers

/// How far a run is.
public struct ImageSetProgress: Sendable {
    /// Images that are there: drawn by this run, and found as an earlier one left them.
    public internal(set) var drawn = 0
    public internal(set) var kept = 0
    /// Clips done, and of how many.
    public internal(set) var clips = 0
    public let clipCount: Int
    /// How many images there will be, as far as that is known.
    public internal(set) var expected: Int
    /// Clips left out by the parser's rules.
    public internal(set) var skipped = 0
    /// Clips that could not be drawn: in words, one line each, the first thousand.
    public internal(set) var failures: [String] = []
    public internal(set) var failed = 0

    public var images: Int { drawn + kept }
}

/// A set of images about to be made or completed.
///
/// Images that an earlier run with the same options has made are kept, if they still are what its manifest says. Whatever moment a run is
/// killed at, the next one ends with the same bytes as if there had been only one.
public struct ImageSetRun {
    public let plan: ImageSetPlan
    /// The folder images are written to.
    public let output: String
    public let shard: Shard?
    public let workers: Int
    /// Name and version, for the manifest.
    public let program: String
    /// Where the data are, as the user calls them, for the manifest.
    public let inputName: String
    public let babelName: String?
    private let figures: ImageSetFigures

    public init(
        _ plan: ImageSetPlan, output: String, figures: ImageSetFigures, shard: Shard? = nil, workers: Int, program: String,
        inputName: String,
        babelName: String? = nil
    ) {
        self.plan = plan
        self.output = output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output
        self.figures = figures
        self.shard = shard
        self.workers = max(1, workers)
        self.program = program
        self.inputName = inputName
        self.babelName = babelName
    }

    var header: ManifestHeader {
        ManifestHeader(
            program: program, options: plan.options.members(babel: plan.babel != nil, bodies: figures.contents),
            paths: [("input_dir", inputName), ("babel_dir", babelName)])
    }

    private var manifests: ManifestFolder { ManifestFolder(folder: output) }
    private var name: String { ManifestFolder.name(of: shard) }
    /// What temporary files of this run are known by: those of other shards are not this one's to remove.
    private var tag: String { ImageSetRun.tag(of: shard) }
    private static func tag(of shard: Shard?) -> String { shard.map { "images\($0.number)of\($0.count)" } ?? "images" }

    private func removeLeftovers(of shard: Shard?) throws {
        for folder in [output] + plan.options.folders.map({ output + "/" + $0 }) {
            try OutputFile.removeLeftovers(in: folder, tag: ImageSetRun.tag(of: shard))
        }
    }

    /// How long the lengths of clips are looked up before drawing begins; they are needed for shards, else only for the time that is left.
    private static let patience = Duration.seconds(2)

    /// Makes the folder ready and looks for what is there.
    /// - Parameter overwrites: true to remove the images and manifests of an earlier run first.
    /// - Throws: `FileProblem` if the folder belongs to a set of other options, or another run is at work on the same shard.
    private func open(overwrites: Bool, header: ManifestHeader) throws -> (journal: Journal, known: KnownImages, ownSource: Int?) {
        try Folders.makeAll(output)
        for folder in plan.options.folders { try Folders.make(output + "/" + folder) }
        guard let lock = try manifests.lock(name) else {
            throw FileProblem(
                manifests.path(name), "another run is writing it", advice: "Wait for its end, or give each run a --shard of its own.")
        }
        if overwrites { try removeOld() }
        let names = try manifests.names()
        for name in names {
            guard let found = try ManifestReader(path: manifests.path(name)).header() else {
                if name == self.name || name == ManifestFolder.name {
                    throw FileProblem(
                        manifests.path(name), "is not a manifest of smog", advice: "Move it away, or choose another --output_dir.")
                }
                continue
            }
            if let difference = header.difference(to: found) {
                throw FileProblem(
                    manifests.path(name), "is of a set made in another way: \(difference)",
                    advice: "Go on with the same options, choose another --output_dir, or begin anew with --overwrite.")
            }
        }
        if names.isEmpty, let stranger = try Folders.names(in: output).first(where: { $0.hasSuffix(".png") }) {
            throw FileProblem(output, "holds pictures but no manifest: \(stranger)", expected: "an empty folder, or a set made by smog")
        }
        try removeLeftovers(of: shard)
        // Before it is opened, so that what is known of it stays as it is.
        let journal = try Journal(path: manifests.path(name), header: header, lock: lock)
        // The own journal counts for most.
        let others = names.filter { $0 != name }
        let known = KnownImages(try (others + [name]).map { try ManifestReader(path: manifests.path($0)) })
        return (journal, known, others.count)
    }

    private func removeOld() throws {
        if let shard {
            throw FileProblem(
                output, "cannot be begun anew by shard \(shard) alone",
                advice: "Remove the folder before the shards are started, or choose another --output_dir.")
        }
        for name in try manifests.names() {
            let reader = try ManifestReader(path: manifests.path(name))
            reader.forEachLine { line, _ in
                // Nothing outside the folder, whatever the manifest says.
                if let file = line["file"]?.text, file.hasSuffix(".png"), !file.split(separator: "/").contains(".."), !file.hasPrefix("/") {
                    unlink(output + "/" + file)
                }
            }
            unlink(manifests.path(name))
        }
    }

    /// Draws what is missing.
    ///
    /// The caller must have no threads at work and no OpenGL context, as workers are forked from this process.
    ///
    /// - Parameter progress: called whenever something was done.
    /// - Returns: how it went, and which shards must still be done before the set has its manifest.
    /// - Throws: `FileProblem` if the folder cannot be used or written to, `WorkerProblem` if nothing can be drawn on this machine.
    public func run(overwrites: Bool = false, progress: (ImageSetProgress) -> Void = { _ in }) throws -> (
        progress: ImageSetProgress, openShards: [Int]
    ) {
        let header = header
        let (journal, known, ownSource) = try open(overwrites: overwrites, header: header)
        let heads = ClipHeads.read(plan.clips, in: plan.folder, limit: shard == nil ? ImageSetRun.patience : nil)
        let numbers = shard.map { plan.clips(of: $0, heads: heads) } ?? Array(plan.clips.indices)
        let jobs = ordered(numbers, heads: heads)
        var state = ImageSetProgress(clipCount: jobs.count, expected: expected(numbers, heads: heads))
        // Dressing a body takes a moment, and is the same for all workers.
        if let clip = heads.firstIndex(where: { $0.flatMap { plan.imageCount($0) } != nil }),
            let motion = try? AmassClip(path: plan.folder + "/" + plan.clips[clip].path).motion(frames: [0])
        {
            _ = try figures.figure(layout: motion.layout, gender: motion.gender, betas: motion.betas)
        }
        let painter = ClipPainter(plan: plan, output: output, tag: tag, known: known, ownSource: ownSource, figures: figures)
        var ledger = Ledger()
        try ResilientWorkerPool(workers: workers).run(
            jobs: jobs.count,
            prepare: {
                try painter.prepare()
                return painter
            },
            work: { painter, job, send in try painter.paint(plan.clips[jobs[job]]) { try send($0.bytes) } },
            take: { job, bytes in
                guard let report = ClipPainter.Report(bytes) else { return }
                switch report {
                case .drawn(let line):
                    try journal.append(line)
                    ledger.note(line, clip: jobs[job])
                    state.drawn += 1
                case .adopted(let line):
                    try journal.append(line)
                    ledger.note(line, clip: jobs[job])
                    state.kept += 1
                case .kept(let line):
                    ledger.note(line, clip: jobs[job])
                    state.kept += 1
                case .skipped(let line):
                    try journal.append(line)
                    ledger.note(line, clip: jobs[job])
                    state.skipped += 1
                case .stuck(let words):
                    throw FileProblem(
                        output, "images cannot be written: \(String(decoding: words, as: UTF8.self))",
                        advice: "Then run the same command again: what is done stays.")
                }
                progress(state)
            },
            done: { job, loss in
                state.clips += 1
                if let loss {
                    let path = plan.clips[jobs[job]].path
                    let line = Array(JSONValue.object([("clip", .string(path)), ("failed", .string(loss))]).written.utf8)
                    try journal.append(line)
                    ledger.note(line, clip: jobs[job])
                    state.failed += 1
                    if state.failures.count < 1000 { state.failures.append(loss.hasPrefix(plan.folder) ? loss : "\(path): \(loss)") }
                }
                progress(state)
            })
        try finish(journal, header: header, ledger: ledger)
        return (state, try conclude(header: header))
    }

    /// Jobs in the tree's order, but for the shortest clips, which are done last, the very shortest at the end: so all workers end at
    /// about the same time.
    private func ordered(_ numbers: [Int], heads: [ClipHead?]) -> [Int] {
        func cost(_ number: Int) -> Int {
            number < heads.count ? heads[number].flatMap { plan.imageCount($0) } ?? 0 : plan.clips[number].bytes >> 16
        }
        let last = numbers.sorted { (cost($0), $0) < (cost($1), $1) }.prefix(6 * workers)
        let isLast = Set(last)
        return numbers.filter { !isLast.contains($0) } + last.reversed()
    }

    /// The number of images: known of clips whose length is known, guessed of others by their size.
    private func expected(_ numbers: [Int], heads: [ClipHead?]) -> Int {
        var images = 0, bytes = 0, unknown = 0
        for number in numbers {
            if number < heads.count {
                images += heads[number].flatMap { plan.imageCount($0) } ?? 0
                bytes += plan.clips[number].bytes
            } else {
                unknown += plan.clips[number].bytes
            }
        }
        return bytes == 0 ? images : images + Int(Double(unknown) * Double(images) / Double(bytes))
    }

    /// Puts the journal's lines in order: those of this run, none of clips that are no longer there.
    private func finish(_ journal: Journal, header: ManifestHeader, ledger: Ledger) throws {
        let reader = try ManifestReader(path: journal.path)
        var places: [UInt64: Range<Int>] = [:]
        reader.forEachLine { line, place in
            if let key = Ledger.key(line) { places[key] = place }
        }
        var summary = ManifestSummary()
        try journal.finish(
            { file in
                try file.write(header.line + "\n")
                for key in ledger.keys {
                    guard let place = places[key] else { continue }
                    let line = reader.line(place)
                    if let value = try? JSONValue(line, name: journal.path) { summary.add(value) }
                    try file.write(line + [0x0a])
                }
                try file.write(summary.line + "\n")
            }, tag: tag)
    }

    /// Joins the manifests of shards, or removes those that a whole run has made needless.
    private func conclude(header: ManifestHeader) throws -> [Int] {
        guard let shard else {
            for name in try manifests.names() where name != ManifestFolder.name {
                // One that is being written is somebody's.
                guard let lock = try manifests.lock(name) else { continue }
                unlink(manifests.path(name))
                if let shard = ManifestFolder.shard(name) { try removeLeftovers(of: shard) }
                lock.release()
            }
            return []
        }
        if isInWhole() {
            unlink(manifests.path(name))
            return []
        }
        return try manifests.join(shard, header: header, tag: tag)
    }

    /// True if the set's own manifest is complete and says all that this shard's does.
    private func isInWhole() -> Bool {
        guard let whole = try? ManifestReader(path: manifests.path(ManifestFolder.name)), ManifestSummary.isAtTheEnd(of: whole),
            let own = try? ManifestReader(path: manifests.path(name))
        else { return false }
        var lines: Set<[UInt8]> = []
        whole.forEachLine { _, place in lines.insert(whole.line(place)) }
        var isIn = true
        own.forEachLine { line, place in
            if line["clip"] != nil, !lines.contains(own.line(place)) { isIn = false }
        }
        return isIn
    }
}

/// Which lines belong into the manifest, and in which order.
private struct Ledger {
    private var entries: [(clip: Int, number: Int, key: UInt64)] = []

    mutating func note(_ line: [UInt8], clip: Int) {
        guard let value = try? JSONValue(line, name: ""), let key = Ledger.key(value) else { return }
        entries.append((clip, entries.count, key))
    }

    /// What tells a line from others: its image, or its clip.
    static func key(_ line: JSONValue) -> UInt64? {
        (line["file"]?.text ?? line["clip"]?.text.map { "clip:" + $0 }).map { StableHash.of($0) }
    }

    var keys: [UInt64] { entries.sorted { ($0.clip, $0.number) < ($1.clip, $1.number) }.map(\.key) }
}
