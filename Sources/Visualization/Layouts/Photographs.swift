// What a body is laid over: one photograph, or one for each frame.
import Files
import Pictures

/// Photographs of one size behind the frames of a motion.
///
/// They are read when they are asked for, so that a long film's do not have to fit into memory.
public struct Photographs: Sendable {
    /// What the user called them.
    public let path: String
    /// Their size, pixels.
    public let width: Int
    public let height: Int
    /// How many there are; nil if one serves all frames.
    public let count: Int?
    /// The size they are shown at; nil for their own.
    private let shownSize: (width: Int, height: Int)?
    private let read: @Sendable (Int) throws -> Image

    /// A picture file, which serves all frames, or a folder of picture files, of which frame *k* is shown before the one with
    /// number *k* in the order of their names. Names that begin with a dot are left out.
    ///
    /// - Parameter decode: reads a file. By default PNG files only.
    /// - Throws: `FileProblem` if there are none, or the first is damaged; later ones are looked at when they are needed.
    public init(path: String, decode: @escaping @Sendable (String) throws -> Image = { try PNG.read($0) }) throws {
        guard Folders.isFolder(path) else {
            let image = try decode(path)
            self.init(path: path, first: image, count: nil) { _ in image }
            return
        }
        let files = try Folders.names(in: path).filter { !$0.hasPrefix(".") }.map { (path.hasSuffix("/") ? path : path + "/") + $0 }
            .filter { !Folders.isFolder($0) }
        guard let first = files.first else { throw FileProblem(path, "holds no pictures", expected: "one for each frame") }
        try self.init(path: path, first: decode(first), count: files.count) { try decode(files[$0]) }
    }

    /// Photographs from anywhere.
    ///
    /// - Parameters:
    ///   - first: number 0, whose size all must have.
    ///   - count: how many there are; nil if one serves all frames.
    ///   - read: gives number k, 0 ≤ k < `count`; 0 where one serves all.
    public init(path: String, first: Image, count: Int?, read: @escaping @Sendable (Int) throws -> Image) {
        self.path = path
        self.count = count
        self.read = read
        width = first.width
        height = first.height
        shownSize = nil
    }

    private init(_ other: Photographs, width: Int, height: Int) {
        path = other.path
        count = other.count
        read = other.read
        self.width = other.width
        self.height = other.height
        shownSize = (width, height)
    }

    /// The same photographs shown at another size.
    /// - Throws: `FileProblem` if its proportions are others: photographs are not distorted.
    public func shown(width: Int, height: Int) throws -> Photographs {
        // Within a pixel of the exact proportions.
        let exact = Double(self.height) * Double(width) / Double(self.width)
        guard (exact - Double(height)).magnitude <= 1 else {
            throw FileProblem(
                path, "is \(self.width)x\(self.height) and cannot be shown at \(width)x\(height)",
                expected: "a size of the same proportions, such as \(width)x\(Int(max(exact.rounded(), 1)))")
        }
        return Photographs(self, width: width, height: height)
    }

    /// The photograph behind a frame.
    ///
    /// - Throws: `FileProblem` if there are too few, it is damaged, or its size is not that of the first.
    public func image(_ frame: Int) throws -> Image {
        if let count, frame >= count {
            throw FileProblem(
                path, "holds \(NumberText.count(count, "picture"))", expected: "one for each frame; there is none for frame \(frame)")
        }
        let image = try read(count == nil ? 0 : frame)
        guard image.width == width, image.height == height else {
            throw FileProblem(
                path, "picture \(frame) is \(image.width)x\(image.height)", expected: "\(width)x\(height), the size of the first")
        }
        // What can be seen through shows white.
        let opaque = image.flattened(over: .white).converted(to: .rgb8)
        return try shownSize.map { try opaque.resized(width: $0.width, height: $0.height) } ?? opaque
    }
}
