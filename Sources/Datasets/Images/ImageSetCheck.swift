// Compares an image set with the clips it was made from, as the parser that will read it would.
import ArrayFiles
import Files
import Motions
import Pictures

/// What is wrong with an image set.
///
/// A set need not have been made by smog: what counts is what the parser finds, by names alone. Where there is a manifest, the images
/// are also compared with their checksums.
public struct ImageSetCheck: Sendable {
    /// A kind of fault, of which there may be many.
    public enum Fault: String, Sendable, CaseIterable {
        case tooFew = "clips with too few images"
        case missing = "images missing"
        case unreadable = "images that cannot be read"
        case changed = "images that are not what the manifest says"
        case mixed = "clips whose images differ in size or colours"
        case wrongKind = "images that are not opaque RGB"
        case extra = "images that belong to no clip"
        case surplus = "images more than their clips have"
        case shared = "clips whose names begin with another's, which gets their images, too"
        case brokenClip = "clips that cannot be read"
        case incomplete = "manifests that are incomplete"

        /// True where training goes wrong, or stops.
        public var isSerious: Bool { self != .shared && self != .brokenClip }
    }

    /// For each kind how often, and the first few in words.
    public private(set) var faults: [Fault: (count: Int, examples: [String])] = [:]
    /// Clips that have what they need, and images seen.
    public private(set) var soundClips = 0
    public private(set) var images = 0
    /// The sizes of images, `224x224`, and how many there are of each.
    public private(set) var sizes: [String: Int] = [:]

    private static let exampleCount = 5

    /// True if training can use the set.
    public var isSound: Bool { !faults.keys.contains { $0.isSerious } }

    /// - Parameters:
    ///   - plan: the clips, and the options of the set.
    ///   - output: its folder.
    ///   - progress: called with clips done and their number.
    /// - Throws: `FileProblem` if the folder cannot be read.
    public init(_ plan: ImageSetPlan, output: String, progress: (Int, Int) -> Void = { _, _ in }) throws {
        let manifests = ManifestFolder(folder: output)
        let readers = try manifests.names().map { try ManifestReader(path: manifests.path($0)) }
        let known = KnownImages(readers)
        let isOurs = !readers.isEmpty
        if isOurs {
            for reader in readers where !reader.path.hasSuffix("/" + ManifestFolder.name) || !ManifestSummary.isAtTheEnd(of: reader) {
                note(.incomplete, reader.path)
            }
        }
        let folders = [""] + plan.options.folders
        var listings: [String: Listing] = [:]
        for folder in folders {
            let path = folder.isEmpty ? output : output + "/" + folder
            listings[folder] = Folders.isFolder(path) ? Listing(try Folders.names(in: path)) : Listing([])
        }
        for (number, clip) in plan.clips.enumerated() {
            progress(number, plan.clips.count)
            guard clip.problem == nil, let file = try? AmassClip(path: plan.folder + "/" + clip.path) else {
                note(.brokenClip, clip.problem.map { "\(clip.path): \($0)" } ?? clip.path)
                for folder in folders { listings[folder]?.claim(clip.stem, own: true) }
                continue
            }
            guard case .accepted(let step, let frames) = plan.options.rules.verdict(file) else { continue }
            let wanted = Set(plan.images(of: clip, step: step, frames: frames).images.map(\.file))
            let needed = plan.options.rules.imageCount(frames: frames)
            let isSoundBefore = faults.values.reduce(0) { $0 + $1.count }
            for folder in folders {
                let prefix = folder.isEmpty ? "" : folder + "/"
                let found = listings[folder]?.claim(clip.stem, own: true) ?? []
                if found.count < needed { note(.tooFew, "\(prefix)\(clip.stem): \(found.count) of \(needed)") }
                let here = Set(found)
                if isOurs {
                    for file in wanted.sorted() where file.hasPrefix(prefix) && !file.dropFirst(prefix.count).contains("/") {
                        if !here.contains(String(file.dropFirst(prefix.count))) { note(.missing, file) }
                    }
                }
                var kinds: Set<String> = []
                for name in found {
                    let file = prefix + name
                    images += 1
                    if isOurs, !wanted.contains(file) { note(.surplus, file) }
                    guard let kind = examine(output + "/" + file, file, known[file], isOurs: isOurs && wanted.contains(file)) else {
                        continue
                    }
                    kinds.insert(kind)
                }
                if kinds.count > 1 { note(.mixed, "\(prefix)\(clip.stem): \(kinds.sorted().joined(separator: ", "))") }
            }
            if faults.values.reduce(0, { $0 + $1.count }) == isSoundBefore { soundClips += 1 }
        }
        for folder in folders {
            for name in listings[folder]?.unclaimed ?? [] { note(.extra, (folder.isEmpty ? "" : folder + "/") + name) }
        }
        for clash in AmassTree.prefixClashes(plan.clips) { note(.shared, "\(clash.longer) and \(clash.shorter)") }
    }

    /// Looks at an image.
    /// - Returns: its size and colours; nil if it cannot be read.
    private mutating func examine(_ path: String, _ file: String, _ known: KnownImage?, isOurs: Bool) -> String? {
        do {
            let bytes = try MappedFile(path: path)
            let isAsSaid =
                known.map { known in bytes.bytes.count == known.bytes && bytes.withBytes { Checksum.crc32($0) } == known.checksum } ?? false
            // What has the right checksum need not be unpacked.
            let head = isAsSaid ? PNGHead(bytes) : nil
            let kind: (width: Int, height: Int, isRGB: Bool)
            if let head {
                kind = (head.width, head.height, head.isRGB)
            } else {
                let image = try PNG.read(path)
                kind = (image.width, image.height, image.format == .rgb8)
            }
            if isOurs, !isAsSaid { note(.changed, file) }
            if !kind.isRGB { note(.wrongKind, file) }
            let size = "\(kind.width)x\(kind.height)"
            sizes[size, default: 0] += 1
            return size + (kind.isRGB ? "" : " not RGB")
        } catch {
            note(.unreadable, file)
            return nil
        }
    }

    private mutating func note(_ fault: Fault, _ example: String) {
        var entry = faults[fault] ?? (0, [])
        entry.count += 1
        if entry.examples.count < ImageSetCheck.exampleCount { entry.examples.append(example) }
        faults[fault] = entry
    }
}

/// The names of pictures in a folder, and which of them belong to a clip.
private struct Listing {
    /// Sorted by their bytes.
    private let names: [String]
    private var isClaimed: [Bool]

    init(_ names: [String]) {
        self.names = names.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }
        isClaimed = [Bool](repeating: false, count: self.names.count)
    }

    /// The names the parser finds for a clip: those that begin with its stem. Of them those are left out that are another clip's,
    /// whose stem is longer: what follows a clip's own stem is `_frame` and a number, or whatever other programs put there.
    @discardableResult
    mutating func claim(_ stem: String, own: Bool) -> [String] {
        let key = Array(stem.utf8)
        var low = 0, high = names.count
        while low < high {
            let middle = (low + high) / 2
            if names[middle].utf8.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        var found: [String] = []
        while low < names.count, names[low].utf8.starts(with: key) {
            let rest = names[low].utf8.dropFirst(key.count)
            // `_frame120.png`, or `frame120.png` after no more letters or digits than a separator.
            if Listing.isNumbered(rest) {
                isClaimed[low] = true
                found.append(names[low])
            }
            low += 1
        }
        return found
    }

    private static func isNumbered(_ rest: Substring.UTF8View) -> Bool {
        guard let text = Substring(rest).wholeMatch(of: /(.*)frame(\d+)\.png/) else { return false }
        // Letters or digits in between are the rest of another clip's name.
        return text.1.allSatisfy { !$0.isLetter && !$0.isNumber }
    }

    var unclaimed: [String] { names.indices.filter { !isClaimed[$0] }.map { names[$0] } }
}

/// What the first bytes of a PNG file say (PNG specification, 11.2.2).
private struct PNGHead {
    let width: Int
    let height: Int
    /// True for 8 bits of red, green and blue, without alpha.
    let isRGB: Bool

    init?(_ file: MappedFile) {
        let head = file.withBytes { Array($0.prefix(26)) }
        guard head.count == 26, head[0...7] == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] else { return nil }
        func number(_ at: Int) -> Int { head[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        width = number(16)
        height = number(20)
        isRGB = head[24] == 8 && head[25] == 2
    }
}
