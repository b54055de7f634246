// Plays animated PNG files as a viewer would: each frame laid on the ones before, disposal obeyed.
import Files

/// Reads the frames of an animated PNG one after another, so that memory does not grow with their number.
///
/// Every length, place and number in the file is checked before it is used; the pixels of each frame are then read as those
/// of a PNG file of their own.
public final class AnimatedPNGReader {
    /// One frame as a viewer shows it.
    public struct Frame: Sendable {
        /// The whole canvas, `rgba8`; never-drawn pixels are transparent.
        public var image: Image
        /// How long it stays.
        public var delay: AnimatedPNG.Delay
        /// The part of the canvas this frame stored.
        package var box: PixelBox
        /// What happens to that part before the next frame: 0 leave, 1 clear, 2 restore.
        package var disposal: Int
        /// Whether it was laid over what was there rather than put in its place.
        package var isBlended: Bool
    }

    /// Size of the canvas.
    public let width: Int
    public let height: Int
    /// How often the animation plays: nil forever.
    public let plays: Int?
    /// Frames that the file says it has.
    public let frameCount: Int

    private let path: String
    private let file: MappedFile
    private let header: [UInt8]
    /// Palette and transparency chunks, whole.
    private var shared: [UInt8] = []
    private var at = 8
    private var sequence = 0
    private var framesRead = 0
    private var canvas: Image
    private var saved: Image?
    private var last: Frame?
    private let maximumPixels: Int

    private struct Chunk {
        var kind: String
        var content: Range<Int>
        /// Length, kind and check sum included.
        var whole: Range<Int>
    }

    /// Opens a file.
    /// - Parameter maximumPixels: larger canvases are refused before memory is asked for.
    /// - Throws: `FileProblem` if the file is missing, not an animated PNG, or too large.
    public init(path: String, maximumPixels: Int = PNG.maximumPixels) throws {
        self.path = path
        self.maximumPixels = maximumPixels
        file = try MappedFile(path: path)
        guard file.bytes.count >= 8, file.bytes.prefix(8).elementsEqual(PNGChunk.signature) else {
            throw FileProblem(path, file.bytes.isEmpty ? "is empty" : "is not a PNG file", expected: "an animated PNG")
        }
        let reading = Chunks(path: path, bytes: file.bytes)
        let first = try reading.chunk(at: 8)
        guard first.kind == "IHDR", first.content.count == 13 else { throw FileProblem(path, "has a damaged PNG header") }
        header = Array(file.bytes[first.content])
        width = reading.number(first.content.lowerBound)
        height = reading.number(first.content.lowerBound + 4)
        guard (1...Image.maximumSide).contains(width), (1...Image.maximumSide).contains(height), width * height <= maximumPixels else {
            throw FileProblem(path, "claims to be \(width)×\(height) pixels", expected: "at most \(maximumPixels) pixels")
        }
        var place = first.whole.upperBound
        var counts: (frames: Int, plays: Int)?
        while counts == nil {
            let chunk = try reading.chunk(at: place)
            switch chunk.kind {
            case "acTL":
                guard chunk.content.count == 8 else { throw FileProblem(path, "has a damaged animation header") }
                counts = (reading.number(chunk.content.lowerBound), reading.number(chunk.content.lowerBound + 4))
            case "PLTE", "tRNS": shared += file.bytes[chunk.whole]
            case "IDAT", "IEND": throw FileProblem(path, "is a PNG of a single picture", expected: "an animated PNG")
            default: break
            }
            place = chunk.whole.upperBound
        }
        guard let counts, counts.frames > 0 else { throw FileProblem(path, "holds no frames") }
        frameCount = counts.frames
        plays = counts.plays == 0 ? nil : counts.plays
        at = place
        canvas = try Image(width: width, height: height, format: .rgba8, fill: .transparent)
    }

    /// The next frame, or nil after the last.
    /// - Throws: `FileProblem` if the file is damaged or cut short.
    public func next() throws -> Frame? {
        let reading = Chunks(path: path, bytes: file.bytes)
        while framesRead < frameCount {
            let chunk = try reading.chunk(at: at)
            switch chunk.kind {
            case "fcTL": return try readFrame(chunk, reading)
            case "IEND": throw FileProblem(path, "ends after \(framesRead) of \(frameCount) frames")
            case "PLTE", "tRNS":
                if framesRead == 0 { shared += file.bytes[chunk.whole] }
            // Of a still picture for programs that do not know animations.
            case "IDAT" where framesRead == 0: break
            case "fdAT", "IDAT": throw FileProblem(path, "holds data that belong to no frame")
            default: break
            }
            at = chunk.whole.upperBound
        }
        return nil
    }

    private func readFrame(_ control: Chunk, _ reading: Chunks) throws -> Frame {
        guard control.content.count == 26 else { throw FileProblem(path, "has a damaged frame header") }
        let c = control.content.lowerBound
        try expect(sequence: reading.number(c))
        let (w, h, x, y) = (reading.number(c + 4), reading.number(c + 8), reading.number(c + 12), reading.number(c + 16))
        // All below 2³², so the sums cannot overflow.
        guard w >= 1, h >= 1, x + w <= width, y + h <= height else {
            throw FileProblem(path, "has a frame that reaches outside the picture")
        }
        let box = PixelBox(left: x, top: y, right: x + w, bottom: y + h)
        let delay = AnimatedPNG.Delay(reading.short(c + 20), reading.short(c + 22) == 0 ? 100 : reading.short(c + 22))
        let (disposal, blend) = (Int(file.bytes[c + 24]), file.bytes[c + 25])
        guard disposal <= 2, blend <= 1 else { throw FileProblem(path, "has a damaged frame header") }

        var data: [UInt8] = []
        at = control.whole.upperBound
        while true {
            let chunk = try reading.chunk(at: at)
            if chunk.kind == "IDAT", framesRead == 0 {
                data += file.bytes[chunk.content]
            } else if chunk.kind == "fdAT" {
                guard chunk.content.count >= 4 else { throw FileProblem(path, "has damaged frame data") }
                try expect(sequence: reading.number(chunk.content.lowerBound))
                data += file.bytes[chunk.content.dropFirst(4)]
            } else if ["fcTL", "IEND", "IDAT"].contains(chunk.kind) {
                break
            }
            at = chunk.whole.upperBound
        }
        guard !data.isEmpty else { throw FileProblem(path, "has a frame without data") }
        var still = PNGChunk.signature
        still += PNGChunk.bytes("IHDR", PNGChunk.bigEndian(UInt32(w)) + PNGChunk.bigEndian(UInt32(h)) + header[8...])
        still += shared + PNGChunk.bytes("IDAT", data) + PNGChunk.bytes("IEND", [])
        let part = try PNG.decode(still, name: path, maximumPixels: maximumPixels).converted(to: .rgba8)

        disposeOfLast()
        if disposal == 2 { saved = canvas }
        if blend == 1 { canvas.blend(part, x: x, y: y) } else { canvas.paste(part, x: x, y: y) }
        let frame = Frame(image: canvas, delay: delay, box: box, disposal: disposal, isBlended: blend == 1)
        last = frame
        framesRead += 1
        return frame
    }

    private func disposeOfLast() {
        guard let last else { return }
        switch last.disposal {
        case 1:
            if let empty = try? Image(width: last.box.width, height: last.box.height, format: .rgba8, fill: .transparent) {
                canvas.paste(empty, x: last.box.left, y: last.box.top)
            }
        // Before the first frame there is nothing: restoring is clearing.
        case 2: if let saved { canvas = saved }
        default: break
        }
        saved = nil
    }

    private func expect(sequence number: Int) throws {
        guard number == sequence else { throw FileProblem(path, "has frames out of order") }
        sequence += 1
    }

    /// The chunks of a file, checked one by one.
    private struct Chunks {
        let path: String
        let bytes: UnsafeRawBufferPointer

        func number(_ at: Int) -> Int {
            Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
        }

        func short(_ at: Int) -> Int { Int(bytes[at]) << 8 | Int(bytes[at + 1]) }

        func chunk(at place: Int) throws -> Chunk {
            let truncated = FileProblem(path, "is cut short", advice: "Copy or create the file again.", kind: .damaged)
            guard bytes.count - place >= 12 else { throw truncated }
            let length = number(place)
            guard length <= bytes.count - place - 12 else { throw truncated }
            let end = place + 8 + length
            guard Int(PNGChunk.checksum(Array(bytes[place + 4..<end])[...])) == number(end) else {
                throw FileProblem(path, "is a damaged PNG file (a check sum is wrong)")
            }
            return Chunk(
                kind: String(decoding: bytes[place + 4..<place + 8], as: UTF8.self), content: place + 8..<end, whole: place..<end + 4)
        }
    }
}

extension AnimatedPNG {
    /// All frames of an animated PNG and how long each stays. See ``AnimatedPNGReader`` for reading long ones.
    /// - Parameter maximumBytes: the most memory the frames may take.
    /// - Throws: `FileProblem` if the file is missing, damaged, cut short, not animated or has more frames than fit.
    public static func read(_ path: String, maximumBytes: Int = 1 << 31) throws -> (frames: [Image], delays: [Delay]) {
        let reader = try AnimatedPNGReader(path: path, maximumPixels: min(maximumBytes / 4, PNG.maximumPixels))
        var frames: [Image] = [], delays: [Delay] = [], bytes = 0
        while let frame = try reader.next() {
            bytes += frame.image.pixels.count
            guard bytes <= maximumBytes else { throw FileProblem(path, "has frames that take more than \(maximumBytes) bytes") }
            frames.append(frame.image)
            delays.append(frame.delay)
        }
        return (frames, delays)
    }
}

extension Image {
    /// Lays a see-through picture over this one, both `rgba8` (PNG specification, 13.16, on encoded values as browsers do).
    fileprivate mutating func blend(_ over: Image, x: Int, y: Int) {
        let width = width
        withPixels { out in
            over.pixels.withUnsafeBufferPointer { source in
                for row in 0..<over.height {
                    var o = ((y + row) * width + x) * 4
                    for i in stride(from: row * over.width * 4, to: (row + 1) * over.width * 4, by: 4) {
                        let a = Int(source[i + 3])
                        if a == 255 {
                            for c in 0..<4 { out[o + c] = source[i + c] }
                        } else if a > 0 {
                            let u = a * 255, v = (255 - a) * Int(out[o + 3]), sum = u + v
                            for c in 0..<3 { out[o + c] = UInt8((Int(source[i + c]) * u + Int(out[o + c]) * v) / sum) }
                            out[o + 3] = UInt8(sum / 255)
                        }
                        o += 4
                    }
                }
            }
        }
    }
}
