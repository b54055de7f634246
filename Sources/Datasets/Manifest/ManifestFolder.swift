// The manifests in a set's folder: the set's own, and those of shards that are not done together yet.
import Files
@preconcurrency import LibC
import Motions

/// A folder of images and its manifests.
///
/// A whole run writes `manifest.jsonl`. Shard 2 of 8 writes `manifest.2-of-8.jsonl`; the last of the eight to be done joins them.
struct ManifestFolder {
    let folder: String
    static let name = "manifest.jsonl"

    static func name(of shard: Shard?) -> String { shard.map { "manifest.\($0.number)-of-\($0.count).jsonl" } ?? name }

    func path(_ name: String) -> String { folder + "/" + name }

    /// The names of manifests that are there: the set's first.
    func names() throws -> [String] {
        try Folders.names(in: folder).filter { $0 == ManifestFolder.name || ManifestFolder.shard($0) != nil }
            .sorted { ($0 == ManifestFolder.name ? 0 : 1, $0) < ($1 == ManifestFolder.name ? 0 : 1, $1) }
    }

    static func shard(_ name: String) -> Shard? {
        // There may be a million names in the folder.
        guard name.hasPrefix("manifest."), let match = name.wholeMatch(of: /manifest\.(\d{1,6})-of-(\d{1,6})\.jsonl/),
            let number = Int(match.1), let count = Int(match.2)
        else { return nil }
        return Shard(number, of: count)
    }

    /// The lock of a manifest.
    func lock(_ name: String) throws -> FileLock? { try FileLock(path(".\(name).lock")) }

    /// Joins the shards' manifests if all are there and done.
    /// - Parameter shard: the one that has just been finished.
    /// - Returns: the numbers of the shards that are not.
    func join(_ shard: Shard, header: ManifestHeader, tag: String) throws -> [Int] {
        let count = shard.count
        var parts: [ManifestReader] = []
        var open: [Int] = []
        for number in 1...count {
            guard let shard = Shard(number, of: count) else { continue }
            let part = path(ManifestFolder.name(of: shard))
            guard let reader = try? ManifestReader(path: part), let own = reader.header(), own.difference(to: header) == nil,
                ManifestSummary.isAtTheEnd(of: reader)
            else {
                open.append(number)
                continue
            }
            parts.append(reader)
        }
        guard open.isEmpty else {
            // Another process may have been done at the same moment, and have joined them.
            return Folders.exists(path(ManifestFolder.name(of: shard))) ? open : []
        }
        var lines: [(clip: ClipOrder, part: Int, place: Range<Int>)] = []
        var summary = ManifestSummary()
        for (number, part) in parts.enumerated() {
            part.forEachLine { line, place in
                guard let clip = line["clip"]?.text else { return }
                summary.add(line)
                lines.append((ClipOrder(clip), number, place))
            }
        }
        // Within a clip, which is all in one part, lines are in order.
        lines.sort { ($0.clip, $0.part, $0.place.lowerBound) < ($1.clip, $1.part, $1.place.lowerBound) }
        let file = try OutputFile(path(ManifestFolder.name), tag: tag)
        try file.write(header.line + "\n")
        for line in lines { try file.write(parts[line.part].line(line.place) + [0x0a]) }
        try file.write(summary.line + "\n")
        Folders.syncAll()
        try file.commit()
        for part in parts { unlink(part.path) }
        return []
    }
}

/// The order of clips in a tree: by set, subject and name, each compared byte by byte.
struct ClipOrder: Comparable {
    private let parts: [[UInt8]]

    init(_ path: String) { parts = path.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8) } }

    static func < (a: ClipOrder, b: ClipOrder) -> Bool {
        for (one, other) in zip(a.parts, b.parts) where one != other { return one.lexicographicallyPrecedes(other) }
        return a.parts.count < b.parts.count
    }
}

/// The last line of a manifest that is complete.
struct ManifestSummary: Equatable {
    var images = 0
    /// Clips with images.
    var clips = 0
    /// Clips that the parser leaves out.
    var skipped = 0
    /// Clips that could not be drawn.
    var failed = 0
    private var lastClip: String?

    init() {}

    /// Counts a line, of which those of one clip follow each other.
    mutating func add(_ line: JSONValue) {
        if line["file"] != nil {
            images += 1
            let clip = line["clip"]?.text
            if clip != lastClip { clips += 1 }
            lastClip = clip
        } else if line["skipped"] != nil {
            skipped += 1
        } else if line["failed"] != nil {
            failed += 1
        }
    }

    var line: String {
        JSONValue.object([
            (
                "summary",
                .object([
                    ("clips", .number(Double(clips))), ("images", .number(Double(images))), ("skipped", .number(Double(skipped))),
                    ("failed", .number(Double(failed))),
                ])
            )
        ]).written
    }

    /// True if a manifest ends with a summary: its run was not cut short.
    static func isAtTheEnd(of reader: ManifestReader) -> Bool {
        var last = false
        reader.forEachLine { line, _ in last = line["summary"] != nil }
        return last
    }
}
