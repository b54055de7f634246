// The pictures of one motion: in memory, or where the database's file has them.
import ArrayFiles
public import Arrays
import Files
public import Pictures

/// Pictures of one size, one for each chunk of a motion.
///
/// Those of a database's file stay there, in a file that is mapped and not read, until one is asked for: the 43,000 pictures of AMASS are
/// 6.5 GB.
public struct SequenceImages: Sendable {
    private enum Storage: Sendable {
        case memory(NDArray<UInt8>)
        case stored(StoredArray)
    }
    private let storage: Storage
    /// (pictures, height, width) of grey pictures, else (pictures, height, width, channels).
    public let shape: [Int]

    /// - Parameter pixels: (pictures, height, width), or (pictures, height, width, channels).
    /// - Precondition: three or four axes.
    public init(_ pixels: NDArray<UInt8>) {
        precondition((3...4).contains(pixels.shape.count), "pictures of shape \(pixels.shape)")
        storage = .memory(pixels)
        shape = pixels.shape
    }

    /// - Returns: nil if these are no pictures of bytes.
    init?(_ stored: StoredArray) {
        guard (3...4).contains(stored.shape.count), stored.dtype.isNumeric, stored.dtype.itemSize == 1 else { return nil }
        storage = .stored(stored)
        shape = stored.shape
    }

    /// How many pictures there are.
    public var count: Int { shape[0] }

    /// All pictures.
    /// - Throws: `FileProblem` if the file cannot be read.
    public func pixels() throws -> NDArray<UInt8> {
        switch storage {
        case .memory(let pixels): return pixels
        case .stored(let stored):
            var all: [UInt8] = []
            all.reserveCapacity(stored.count)
            // One at a time: numbers of a file take eight times the memory on their way.
            for i in 0..<count { all += try SequenceImages.bytes(stored.row(i)) }
            return NDArray(shape: shape, elements: all)
        }
    }

    /// One picture.
    /// - Precondition: it is there.
    /// - Throws: `FileProblem` if the file cannot be read; `PictureProblem` if it has a number of channels that no picture has.
    public func image(_ i: Int) throws -> Image {
        let channels = shape.count == 3 ? 1 : shape[3]
        guard let format = PixelFormat.allCases.first(where: { $0.bitsPerChannel == 8 && $0.channels == channels }) else {
            throw PictureProblem("a picture has \(channels) channels", expected: "1, 3 or 4")
        }
        let size = shape.dropFirst().reduce(1, *)
        let bytes =
            switch storage {
            case .memory(let pixels): Array(pixels.elements[i * size..<(i + 1) * size])
            case .stored(let stored): try SequenceImages.bytes(stored.row(i))
            }
        return try Image(width: shape[2], height: shape[1], format: format, pixels: bytes)
    }

    private static func bytes(_ stored: StoredArray) throws -> [UInt8] { try stored.int64().elements.map { UInt8(truncatingIfNeeded: $0) } }
}
