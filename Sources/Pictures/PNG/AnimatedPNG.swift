// Writes animations as PNG: true colours and real transparency, only what changes from frame to frame.
import Files

/// An animated PNG being written (APNG; PNG third edition, 2025, chunks acTL, fcTL and fdAT).
///
/// ```swift
/// let shades = [Color.black, Color(gray: 128), Color(gray: 128), .white]
/// let animation = try AnimatedPNG(path: "shades.png", width: 48, height: 48, frameRate: 30)
/// for shade in shades { try animation.append(try Image(width: 48, height: 48, format: .rgb8, fill: shade)) }
/// let summary = try animation.finish()
/// print(summary.framesIn, "frames,", summary.framesWritten, "stored")  // 4 frames, 3 stored
/// let (frames, delays) = try AnimatedPNG.read("shades.png")
/// print(frames.count, delays[1])  // 3 2/30 s
/// ```
///
/// Programs that do not know animated PNGs show the first frame. Memory does not grow with the number of frames. The file
/// appears when ``finish()`` succeeds; without that nothing is left behind. The same frames give the same bytes (for one version of zlib).
///
/// Nothing is lost, and times are exact: a frame at 30 frames a second stays 1/30 s. Each frame stores the box of pixels
/// that changed. Where all of those are opaque, unchanged ones inside the box may be see-through and the frame is laid over
/// the one before, if that makes it smaller; otherwise it replaces the box. Frames that change nothing lengthen the one before.
public final class AnimatedPNG {
    /// What became of the frames.
    public struct Summary: Sendable, Equatable {
        /// Frames appended.
        public var framesIn: Int
        /// Frames in the file: without repetitions.
        public var framesWritten: Int
        /// Size of the file.
        public var bytes: Int
        /// Duration of one pass in seconds.
        public var duration: Double
    }

    /// How long a frame stays, in seconds.
    public struct Delay: Sendable, Hashable, CustomStringConvertible {
        public var numerator: Int
        public var denominator: Int

        public init(_ numerator: Int, _ denominator: Int) {
            self.numerator = numerator
            self.denominator = denominator
        }

        public var seconds: Double { Double(numerator) / Double(denominator) }
        public var description: String { "\(numerator)/\(denominator) s" }
    }

    private let path: String
    private let width: Int
    private let height: Int
    private let format: PixelFormat
    private let rate: RateFraction
    private let options: PNGOptions
    private let file: OutputFile
    private var isFinished = false
    private var framesIn = 0
    private var framesWritten = 0
    /// Numbers the chunks fcTL and fdAT alike.
    private var sequence: UInt32 = 0
    private var countOffset = 0

    /// The frame that waits until it is known how long it stays, and what the screen shows before it.
    private var pending: (image: Image, repeats: Int)?
    private var shown: Image?

    /// Begins a file. Its folder must exist.
    /// - Parameters:
    ///   - width: 1...1,000,000 pixels; all frames have this size.
    ///   - height: 1...1,000,000 pixels.
    ///   - frameRate: frames per second, 0.001...10,000.
    ///   - hasAlpha: whether pixels may be see-through; if not, frames with alpha are laid over white.
    ///   - plays: 1...2,147,483,647 times; nil forever.
    ///   - options: how the frames are compressed; notes are left out.
    /// - Throws: ``PictureProblem`` for a size, rate or option out of range; `FileProblem` if the file cannot be made.
    public init(
        path: String, width: Int, height: Int, frameRate: Double, hasAlpha: Bool = false, plays: Int? = nil,
        options: PNGOptions = .standard
    ) throws {
        if let plays, !(1...Int(Int32.max)).contains(plays) {
            throw PictureProblem("an animated PNG cannot play \(plays) times", expected: "1 to \(Int32.max) times, or forever")
        }
        format = hasAlpha ? .rgba8 : .rgb8
        _ = try Image.byteCount(width: width, height: height, format: format)
        rate = try RateFraction(frameRate)
        var options = options
        options.text = []
        // A bad option must not even touch the disk.
        _ = try PNG.encode(Image(width: 1, height: 1, format: format, fill: .black), options)
        self.path = path
        self.width = width
        self.height = height
        self.options = options
        file = try OutputFile(path)
        try file.write(PNGChunk.signature)
        let header = PNGChunk.bigEndian(UInt32(width)) + PNGChunk.bigEndian(UInt32(height)) + [8, hasAlpha ? 6 : 2, 0, 0, 0]
        try file.write(PNGChunk.bytes("IHDR", header))
        countOffset = file.count
        self.plays = UInt32(plays ?? 0)
        try file.write(control)
    }

    private var plays: UInt32 = 0
    private var control: [UInt8] {
        PNGChunk.bytes("acTL", PNGChunk.bigEndian(UInt32(truncatingIfNeeded: framesWritten)) + PNGChunk.bigEndian(plays))
    }

    /// Adds a frame of any pixel format.
    /// - Throws: ``PictureProblem`` if its size is not the animation's; `FileProblem` if the file cannot be written.
    public func append(_ image: Image) throws {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        guard image.width == width, image.height == height else {
            throw PictureProblem(
                "frame \(framesIn) is \(image.width)×\(image.height) pixels", expected: "\(width)×\(height) like the others")
        }
        framesIn += 1
        var image = image
        if image.format != format { image = image.format == .rgba8 ? image.flattened(over: .white) : image.converted(to: format) }
        if let last = pending {
            if last.image == image {
                pending?.repeats += 1
                return
            }
            try write(last.image, staying: last.repeats)
        }
        pending = (image, 1)
    }

    /// Writes what is left and puts the file in place.
    /// - Throws: `FileProblem` if there was no frame or the file cannot be written; then nothing is left behind.
    public func finish() throws -> Summary {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        isFinished = true
        guard let last = pending else {
            file.abandon()
            throw FileProblem(path, "cannot be written without frames", kind: .unwritable)
        }
        try write(last.image, staying: last.repeats)
        try file.write(PNGChunk.bytes("IEND", []))
        try file.overwrite(at: countOffset, control)
        try file.commit()
        return Summary(
            framesIn: framesIn, framesWritten: framesWritten, bytes: file.count,
            duration: Double(framesIn) * Double(rate.seconds) / Double(rate.frames))
    }

    /// Writes a frame that stays for some frames' time.
    private func write(_ image: Image, staying repeats: Int) throws {
        let whole = PixelBox(left: 0, top: 0, right: width, bottom: height)
        var box = shown.map { AnimatedPNG.difference($0, image) ?? .onePixel } ?? whole
        // A time too long for one frame goes on in frames that change nothing.
        var left = repeats
        let most = 65535 / rate.seconds
        while left > 0 {
            let now = min(left, most)
            try put(image, box, Delay(now * rate.seconds, rate.frames))
            shown = image
            box = .onePixel
            left -= now
        }
    }

    private func put(_ image: Image, _ box: PixelBox, _ delay: Delay) throws {
        var part = try image.cropped(x: box.left, y: box.top, width: box.width, height: box.height)
        var encoded = try PNG.encode(part, options), blend: UInt8 = 0
        if let shown, AnimatedPNG.thin(&part, over: shown, box) {
            let over = try PNG.encode(part, options)
            if over.count < encoded.count { (encoded, blend) = (over, 1) }
        }
        let content: [UInt32] = [sequence, UInt32(box.width), UInt32(box.height), UInt32(box.left), UInt32(box.top)]
        let times = PNGChunk.bigEndian(UInt16(delay.numerator)) + PNGChunk.bigEndian(UInt16(delay.denominator))
        // Disposal 0: the frame stays as the ground of the next.
        try file.write(PNGChunk.bytes("fcTL", content.flatMap { PNGChunk.bigEndian($0) } + times + [0, blend]))
        sequence += 1
        for data in PNGChunk.contents(of: "IDAT", in: encoded) {
            if framesWritten == 0 {
                try file.write(PNGChunk.bytes("IDAT", data))
            } else {
                try file.write(PNGChunk.bytes("fdAT", PNGChunk.bigEndian(sequence) + data))
                sequence += 1
            }
        }
        framesWritten += 1
    }

    /// The smallest box around the pixels that differ between two pictures of the same size and format, or nil if none do.
    private static func difference(_ a: Image, _ b: Image) -> PixelBox? {
        let size = a.format.bytesPerPixel, rowBytes = a.rowBytes
        return a.pixels.withUnsafeBufferPointer { p in
            b.pixels.withUnsafeBufferPointer { q in
                guard let p = p.baseAddress, let q = q.baseAddress else { return nil }
                var box: PixelBox?
                for y in 0..<a.height {
                    guard let bytes = differingBytes(p + y * rowBytes, q + y * rowBytes, rowBytes) else { continue }
                    let row = PixelBox(
                        left: bytes.lowerBound / size, top: y, right: (bytes.upperBound + size - 1) / size, bottom: y + 1)
                    box = box?.union(row) ?? row
                }
                return box
            }
        }
    }

    /// Makes the pixels of a part see-through that the screen shows already; false, with the part unfinished, if that cannot be
    /// because a pixel that changed is not opaque, or is of no use because all changed.
    private static func thin(_ part: inout Image, over shown: Image, _ box: PixelBox) -> Bool {
        guard part.format == .rgba8 else { return false }
        let width = box.width
        var isPossible = true, isUseful = false
        part.withPixels { pixels in
            shown.pixels.withUnsafeBufferPointer { old in
                for y in 0..<box.height {
                    var o = ((box.top + y) * shown.width + box.left) * 4
                    for i in stride(from: y * width * 4, to: (y + 1) * width * 4, by: 4) {
                        if (0..<4).allSatisfy({ pixels[i + $0] == old[o + $0] }) {
                            for k in 0..<4 { pixels[i + k] = 0 }
                            isUseful = true
                        } else if pixels[i + 3] != 255 {
                            isPossible = false
                            return
                        }
                        o += 4
                    }
                }
            }
        }
        return isPossible && isUseful
    }
}
