// Pictures one after another from wherever they are: a file with one, an animation, a folder.
import Files

/// The frames of a PNG, an animated PNG, a GIF or a folder of PNGs, read one at a time.
///
/// What a file is, its first bytes say, not its name. A folder's pictures come in the order of their names' bytes.
public final class FrameSequence {
    /// One picture of a sequence.
    public struct Frame: Sendable {
        public var image: Image
        /// The file's name, in a folder.
        public var name: String?
        /// Seconds it stays, in an animation.
        public var duration: Double?
    }

    /// The file or folder.
    public let path: String
    /// The names of the pictures of a folder, in order; nil for a file.
    public let names: [String]?
    private let read: () throws -> Frame?

    /// - Throws: `FileProblem` if there is nothing of the kind, or a folder without a PNG.
    public init(_ path: String) throws {
        self.path = path
        if Folders.isFolder(path) {
            let all = try Folders.names(in: path).filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }
            guard !all.isEmpty else { throw FileProblem(path, "holds no pictures", expected: "a folder of .png files") }
            names = all
            let prefix = path.hasSuffix("/") ? path : path + "/"
            var rest = all[...]
            read = {
                guard let name = rest.popFirst() else { return nil }
                return Frame(image: try PNG.read(prefix + name), name: name)
            }
            return
        }
        names = nil
        switch try FrameSequence.kind(path) {
        case .gif:
            let reader = try GIFReader(path: path)
            read = { try reader.next().map { Frame(image: $0.image, duration: Double($0.delay) / 100) } }
        case .animated:
            let reader = try AnimatedPNGReader(path: path)
            read = { try reader.next().map { Frame(image: $0.image, duration: $0.delay.seconds) } }
        case .still:
            var isRead = false
            read = {
                if isRead { return nil }
                isRead = true
                return Frame(image: try PNG.read(path))
            }
        }
    }

    /// The next picture, or nil after the last.
    public func next() throws -> Frame? { try read() }

    private enum Kind { case still, animated, gif }

    private static func kind(_ path: String) throws -> Kind {
        try MappedFile(path: path).withBytes { bytes in
            if bytes.starts(with: "GIF8".utf8) { return .gif }
            guard bytes.starts(with: PNGChunk.signature) else {
                throw FileProblem(
                    path, bytes.isEmpty ? "is empty" : "is not a picture that can be read",
                    expected: "a .png, .apng or .gif, or a folder of .png files")
            }
            // The chunk that makes an animation stands before the pixels. Damage is for the readers to find.
            var at = 8
            while bytes.count - at >= 12 {
                let kind = bytes[at + 4..<at + 8]
                if kind.elementsEqual("acTL".utf8) { return .animated }
                if kind.elementsEqual("IDAT".utf8) { break }
                let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
                guard length <= bytes.count - at - 12 else { break }
                at += 12 + length
            }
            return .still
        }
    }
}
