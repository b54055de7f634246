// The picture set: which pictures belong to which motion.
import Arrays
import Files
import Pictures

/// The pictures of a folder, found by the motions' names.
public struct ImageIndex: Sendable {
    public let folder: String
    /// False to know the files without reading them.
    public let readsPixels: Bool
    private let names: [String]
    /// The names of all motions, sorted: a picture belongs to the longest that it begins with. Nil to let it belong to every such.
    private let stems: Set<String>?

    /// - Parameters:
    ///   - stems: the names of all motions there are; nil to look as the Python code does, which gives `walk_1` those of `walk_10`, too.
    /// - Throws: `FileProblem` if the folder cannot be read.
    public init(_ folder: String, stems: [String]?, readsPixels: Bool = true) throws {
        guard Folders.isFolder(folder) else {
            throw FileProblem(
                folder, Folders.exists(folder) ? "is not a folder" : "no such folder",
                expected: "a picture set: <Set>_<subject>_<clip>_frame<N>.png", advice: "Make it with 'smog dataset images'.",
                kind: .missing)
        }
        self.folder = folder
        self.readsPixels = readsPixels
        names = try Folders.names(in: folder).filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }
        self.stems = stems.map(Set.init)
    }

    /// The files of a motion's pictures, in the order of the numbers at their ends.
    public func paths(of stem: String) -> [String] {
        let prefix = Array(stem.utf8)
        // Sorted by bytes: all that begin alike lie together.
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if names[middle].utf8.lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
        }
        var found: [(number: Int, name: String)] = []
        for name in names[low...] {
            guard name.utf8.starts(with: prefix) else { break }
            guard let number = ImageIndex.frameNumber(name), owns(stem, name) else { continue }
            found.append((number, name))
        }
        return found.enumerated().sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }.map {
            folder + (folder.hasSuffix("/") ? "" : "/") + $0.element.name
        }
    }

    /// True unless a longer motion's name fits, too.
    private func owns(_ stem: String, _ name: String) -> Bool {
        guard let stems else { return true }
        var longer = name.utf8.dropLast(4)
        let length = stem.utf8.count
        while longer.count > length {
            if let text = String(longer), stems.contains(text) { return false }
            longer = longer.dropLast()
        }
        // A motion that is not in the tree may be meant: `walk_10_poses` for `walk_1`.
        let next = name.utf8.dropFirst(length).first
        return next == nil || !ImageIndex.isWordByte(next ?? 0)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a) || byte >= 0x80
    }

    /// The number behind the last "frame": 150 of `KIT_3_turn_poses_frame150.png`.
    static func frameNumber(_ name: String) -> Int? {
        let name = name.hasSuffix(".png") ? name.dropLast(4) : Substring(name)
        var rest = Substring(name)
        while !rest.isEmpty {
            guard let last = rest.lastIndex(of: "f") else { return nil }
            if name[last...].hasPrefix("frame") { return Int(name[last...].dropFirst(5)) }
            rest = rest[..<last]
        }
        return nil
    }

    /// Reads pictures of one size into (pictures, height, width, channels); grey ones have no last axis.
    ///
    /// - Parameters:
    ///   - count: how many there have to be.
    ///   - motion: the motion's file, for errors.
    /// - Returns: nil if there are none, or pixels are not to be read.
    /// - Throws: `FileProblem` if there are too few, one is damaged, or sizes differ.
    func read(_ paths: [String], atLeast count: Int, of motion: String) throws -> NDArray<UInt8>? {
        guard paths.count >= count else {
            throw FileProblem(
                motion, "has \(paths.count == 0 ? "no picture" : "too few pictures") in \(folder)",
                advice: "Draw what is missing with 'smog dataset images'.")
        }
        guard readsPixels, let first = paths.first else { return nil }
        var bytes: [UInt8] = []
        var shape: [Int] = []
        for path in paths {
            let image = try PNG.read(path)
            let own = [image.height, image.width] + (image.format.channels == 1 ? [] : [image.format.channels])
            guard image.format.bitsPerChannel == 8 else { throw FileProblem(path, "has 16 bits a channel", expected: "8") }
            if shape.isEmpty {
                shape = own
                bytes.reserveCapacity(paths.count * image.pixels.count)
            }
            guard own == shape else {
                func text(_ shape: [Int]) -> String {
                    "\(shape[1])x\(shape[0])" + (shape.count == 3 ? " in \(shape[2]) channels" : " in grey")
                }
                throw FileProblem(
                    path, "is \(text(own)), \(first) is \(text(shape))", expected: "one size and kind for all pictures of a motion")
            }
            bytes += image.pixels
        }
        return NDArray(shape: [paths.count] + shape, elements: bytes)
    }
}
