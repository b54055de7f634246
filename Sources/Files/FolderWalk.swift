// The one walk through folders and all that is in them: each folder and file once, in the same order everywhere.
@preconcurrency import LibC

/// Finds the files below folders, links followed.
///
/// Devices and inodes are remembered: a link to a folder above ends the way, and what two links lead to is found once, under the name
/// that is no link where there is one. Names that begin with a point are passed over.
public struct FolderWalk {
    /// A file or folder on the way.
    public struct Entry: Sendable {
        /// The folder's path as given, a slash, and ``relativePath``.
        public let path: String
        /// From the folder that was given.
        public let relativePath: String
        public let name: String
        /// The names in the same folder, its own among them.
        public let neighbours: Set<String>
        /// 0 for a link to nowhere, which is a file that cannot be read.
        public let bytes: Int
        /// When it was last changed, in nanoseconds.
        public let changed: Int

        fileprivate init(path: String, relativePath: String, name: String, neighbours: Set<String>, status: stat?) {
            self.path = path
            self.relativePath = relativePath
            self.name = name
            self.neighbours = neighbours
            bytes = status.map { Int($0.st_size) } ?? 0
            changed = status.map { Int($0.st_mtim.tv_sec) &* 1_000_000_000 &+ Int($0.st_mtim.tv_nsec) } ?? 0
        }

        /// What its folder is called: the last part of the path; empty at the top of a folder given as `.` or `/`.
        public var folderName: String {
            let parts = path.split(separator: "/")
            return parts.count > 1 ? String(parts[parts.count - 2]) : ""
        }

        /// How many folders lie between it and the folder given.
        public var depth: Int { relativePath.utf8.count { $0 == UInt8(ascii: "/") } }
    }

    /// A folder that could not be listed.
    public struct Unreadable: Sendable, Equatable {
        public let relativePath: String
        public let problem: FileProblem
    }

    private struct Identity: Hashable {
        let device: UInt64
        let number: UInt64

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// What was seen in all the walks of this value.
    private var seen: Set<Identity> = []
    /// The folders below those given that could not be listed, in the order of their paths for each one given.
    public private(set) var unreadable: [Unreadable] = []

    public init() {}

    /// A single file, as if it were alone in its folder; a link to nowhere is one that cannot be read.
    /// - Returns: nil for folders, pipes and the like.
    public static func file(_ path: String) -> Entry? {
        var status = stat()
        let leadsSomewhere = stat(path, &status) == 0
        guard !leadsSomewhere || status.st_mode & S_IFMT == S_IFREG else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Entry(path: path, relativePath: name, name: name, neighbours: [name], status: leadsSomewhere ? status : nil)
    }

    /// True the first time that a file or folder is named, by whatever path; one that is not there is new each time.
    public mutating func isNew(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || seen.insert(Identity(status)).inserted
    }

    /// The files below a folder that no earlier walk of this value has found.
    /// - Parameters:
    ///   - folder: as the user names it.
    ///   - enters: asked of each folder below it; its content is not looked at if this is false.
    ///   - takes: asked of each file, links to nowhere included; pipes and the like are no files.
    /// - Returns: in the order of their paths, compared name by name and byte by byte.
    /// - Throws: ``FileProblem`` if the folder given is missing or cannot be listed.
    public mutating func files(
        below folder: String, enters: (Entry) throws -> Bool = { _ in true }, takes: (Entry) throws -> Bool
    ) throws -> [Entry] {
        var base = folder
        while base.utf8.count > 1, base.hasSuffix("/") { base.removeLast() }
        var status = stat()
        guard stat(base, &status) == 0 else { throw FileProblem(folder, "no such folder", kind: .missing) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw FileProblem(folder, "is not a folder", kind: .unreadable) }
        seen.insert(Identity(status))
        let above = FolderWalk.ancestors(of: base)
        let prefix = base == "/" ? "/" : base + "/"

        var found: [Entry] = []
        var unlisted: [Unreadable] = []
        // Folders to look into, and links to look at when all else is known: what they lead to may have a name of its own.
        var folders = [""]
        var links: [(entry: Entry, status: stat, isFolder: Bool)] = []
        var isSorted = true

        func look(into relative: String) throws {
            let names: [String]
            do {
                names = try Folders.names(in: relative.isEmpty ? base : prefix + relative)
            } catch let problem as FileProblem where !relative.isEmpty {
                unlisted.append(Unreadable(relativePath: relative, problem: problem))
                return
            }
            let neighbours = Set(names)
            var inside: [String] = []
            defer { folders += inside.reversed() }
            for name in names where !name.hasPrefix(".") {
                let inner = relative.isEmpty ? name : relative + "/" + name
                var own = stat(), target = stat()
                guard lstat(prefix + inner, &own) == 0 else { continue }
                let isLink = own.st_mode & S_IFMT == S_IFLNK
                let leadsSomewhere = stat(prefix + inner, &target) == 0
                let isFolder = leadsSomewhere && target.st_mode & S_IFMT == S_IFDIR
                guard isFolder || !leadsSomewhere || target.st_mode & S_IFMT == S_IFREG else { continue }
                let entry = Entry(
                    path: prefix + inner, relativePath: inner, name: name, neighbours: neighbours, status: leadsSomewhere ? target : nil)
                guard try isFolder ? enters(entry) : takes(entry) else { continue }
                if !leadsSomewhere {
                    found.append(entry)
                } else if isLink {
                    if isFolder, above.contains(Identity(target)) { continue }
                    links.append((entry, target, isFolder))
                    isSorted = false
                } else if seen.insert(Identity(target)).inserted {
                    if isFolder { inside.append(inner) } else { found.append(entry) }
                }
            }
        }

        while true {
            if let next = folders.popLast() {
                try look(into: next)
            } else {
                if !isSorted { links.sort { FolderWalk.precedes($1.entry.relativePath, $0.entry.relativePath) } }
                isSorted = true
                guard let link = links.popLast() else { break }
                guard seen.insert(Identity(link.status)).inserted else { continue }
                if link.isFolder { folders.append(link.entry.relativePath) } else { found.append(link.entry) }
            }
        }
        unreadable += unlisted.sorted { FolderWalk.precedes($0.relativePath, $1.relativePath) }
        return found.sorted { FolderWalk.precedes($0.relativePath, $1.relativePath) }
    }

    /// The folders that a folder lies in: nobody means a link to one of them.
    private static func ancestors(of folder: String) -> Set<Identity> {
        var result: Set<Identity> = []
        var path = folder + "/.."
        var status = stat()
        // The root is its own parent.
        while path.utf8.count < 4000, stat(path, &status) == 0, result.insert(Identity(status)).inserted { path += "/.." }
        return result
    }

    /// Name by name, so that a folder's content stands together.
    private static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lazy.map { $0 == UInt8(ascii: "/") ? 0 : $0 }.lexicographicallyPrecedes(
            other.utf8.lazy.map { $0 == UInt8(ascii: "/") ? 0 : $0 })
    }
}
