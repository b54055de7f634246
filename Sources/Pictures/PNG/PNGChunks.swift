// Looks through a PNG file before libpng does: what it claims to hold, and whether it can hold that at all.
import Files

/// The parts of a PNG file that make up its pixels, checked against one another.
struct PNGChunks {
    /// From the header chunk.
    let width: Int, height: Int
    /// The file with only the chunks that pixels depend on: header, palette, transparency, data, end.
    ///
    /// Dropping the others keeps libpng from converting samples by gamma or profile, and damaged or hostile extras from
    /// being parsed at all.
    let essential: [UInt8]
    /// Samples a pixel, and bits of each; of a palette its numbers.
    let channels: Int, bitDepth: Int
    let isInterlaced: Bool

    /// What is packed in the data chunks.
    var data: [UInt8] { PNGChunk.contents(of: "IDAT", in: essential).reduce(into: []) { $0 += $1 } }
    /// The content of the transparency chunk.
    var transparency: [UInt8]? { PNGChunk.contents(of: "tRNS", in: essential).first.map(Array.init) }

    init(_ file: UnsafeRawBufferPointer, name: String, maximumPixels: Int) throws {
        guard file.count >= 8, file.prefix(8).elementsEqual(PNGChunk.signature) else {
            throw FileProblem(name, file.isEmpty ? "is empty" : "is not a PNG file", expected: "a PNG picture")
        }
        let truncated = FileProblem(name, "is cut short", advice: "Copy or create the file again.", kind: .damaged)
        func number(_ at: Int) -> Int {
            Int(file[at]) << 24 | Int(file[at + 1]) << 16 | Int(file[at + 2]) << 8 | Int(file[at + 3])
        }
        var kept = PNGChunk.signature
        kept.reserveCapacity(file.count)
        var size: (width: Int, height: Int, channels: Int, depth: Int)?
        var isInterlaced = false
        var dataBytes = 0, ended = false, at = 8
        while !ended {
            guard file.count - at >= 12 else { throw truncated }
            let length = number(at), kind = file[at + 4..<at + 8]
            guard length <= file.count - at - 12 else { throw truncated }
            let whole = file[at..<at + 12 + length]
            switch String(decoding: kind, as: UTF8.self) {
            case "IHDR":
                guard length == 13, size == nil, at == 8 else { throw FileProblem(name, "has a damaged PNG header") }
                let channels = [1, 0, 3, 1, 2, 0, 4]
                let color = Int(file[at + 17])
                guard color < channels.count, channels[color] > 0 else {
                    throw FileProblem(name, "has the unknown PNG colour type \(color)", expected: "0, 2, 3, 4 or 6")
                }
                size = (number(at + 8), number(at + 12), channels[color], Int(file[at + 16]))
                isInterlaced = file[at + 20] == 1
                kept.append(contentsOf: whole)
            case "IDAT":
                dataBytes += length
                kept.append(contentsOf: whole)
            case "PLTE", "tRNS": kept.append(contentsOf: whole)
            case "IEND":
                kept.append(contentsOf: whole)
                ended = true
            default:
                // An upper-case first letter marks a chunk that a reader must understand.
                if kind.first.map({ $0 & 0x20 == 0 }) ?? false {
                    throw FileProblem(name, "holds a PNG chunk that this program does not know")
                }
            }
            at += 12 + length
        }
        guard let size else { throw FileProblem(name, "has no PNG header") }
        guard (1...Image.maximumSide).contains(size.width), (1...Image.maximumSide).contains(size.height),
            size.width * size.height <= maximumPixels
        else {
            throw FileProblem(
                name, "claims to be \(size.width)×\(size.height) pixels", expected: "at most \(maximumPixels) pixels")
        }
        // Deflate cannot shrink anything by more than 1032 to 1, so a small file with a huge size in its header is refused
        // before memory is asked for. Interlaced files hold a few bytes more than counted here, never fewer.
        let rawBytes = (size.width * size.channels * size.depth + 7) / 8 * size.height
        guard rawBytes / 1040 <= dataBytes else {
            throw FileProblem(name, "holds too little data for \(size.width)×\(size.height) pixels")
        }
        width = size.width
        height = size.height
        (channels, bitDepth) = (size.channels, size.depth)
        self.isInterlaced = isInterlaced
        essential = kept
    }
}

extension PNGChunks {
    /// The same, once the check sums of its chunks are found to be right.
    /// - Throws: `FileProblem` if one is wrong.
    func checked(_ name: String) throws -> PNGChunks {
        var at = 8
        while essential.count - at >= 12 {
            let length = essential[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }, end = at + 8 + length
            guard PNGChunk.bigEndian(PNGChunk.checksum(essential[at + 4..<end])).elementsEqual(essential[end..<end + 4]) else {
                throw FileProblem(name, "is a damaged PNG file (a check sum is wrong)")
            }
            at = end + 4
        }
        return self
    }
}
