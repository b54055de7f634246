// Writes animations as GIF, frame by frame, storing only what changes from one to the next.
import Files

/// An animated GIF being written.
///
/// ```swift
/// let shades = [Color.black, Color(gray: 128), .white]
/// let frames = try shades.map { try Image(width: 48, height: 48, format: .rgb8, fill: $0) }
/// let gif = try AnimatedGIF(path: "shades.gif", width: 48, height: 48, frameRate: 20, palette: Palette(shades))
/// for frame in frames { try gif.append(frame) }
/// let summary = try gif.finish()
/// print(summary.framesWritten, "frames,", summary.duration, "hundredths of a second")  // 3 frames, 15 hundredths of a second
/// ```
///
/// Memory does not grow with the number of frames. The file appears when ``finish()`` succeeds; without that nothing is
/// left behind. The same frames give the same bytes.
///
/// Each frame stores the box of pixels that changed, as palette numbers, against what is on the screen; unchanged pixels
/// inside the box may be transparent. Frames that change nothing lengthen the one before. Frame i begins at i·100/fps
/// centiseconds, rounded; frames that would follow another in less than 2 centiseconds (above 50 frames a second) are left
/// out, so the duration stays true. Where pixels become transparent the frame before is disposed of by clearing its box.
public final class AnimatedGIF {
    /// What became of the frames.
    public struct Summary: Sendable, Equatable {
        /// Frames appended.
        public var framesIn: Int
        /// Frames in the file: without repetitions and frames left out for time.
        public var framesWritten: Int
        /// Size of the file.
        public var bytes: Int
        /// Duration of one pass in centiseconds.
        public var duration: Int
    }

    /// The longest side of a GIF.
    public static let maximumSide = 65535

    private let path: String
    private let width: Int
    private let height: Int
    private let times: FrameTimes
    private let transparent: UInt8
    private let hasBackdrop: Bool
    private let container: GIFContainer
    private var mapper: ColorMapper
    private var isFinished = false
    private var framesIn = 0
    private var framesWritten = 0
    private var duration = 0
    private var lastDelay = 0

    /// The frame that waits to be written until it is known how long it stays and what must be cleared after it.
    private struct Pending {
        var start: Int
        var box: PixelBox
        /// The picture as it came: rows that the next one repeats need not be mapped again.
        var image: Image
    }
    private var pending: Pending?
    /// Palette numbers on the screen before the pending frame is drawn, and those wanted after.
    private var before: [UInt8] = []
    private var after: [UInt8] = []
    /// What may stand for `after`; the same where nothing may.
    private var others: [UInt8] = []

    /// Begins a file. Its folder must exist.
    /// - Parameters:
    ///   - width: 1...65535 pixels; all frames have this size.
    ///   - height: 1...65535 pixels.
    ///   - frameRate: frames per second, above 0 and up to 10,000; need not be whole.
    /// - Throws: ``PictureProblem`` for a size, rate or option out of range; `FileProblem` if the file cannot be made.
    public init(
        path: String, width: Int, height: Int, frameRate: Double, palette: Palette, options: GIFOptions = GIFOptions()
    ) throws {
        guard (1...AnimatedGIF.maximumSide).contains(width), (1...AnimatedGIF.maximumSide).contains(height) else {
            throw PictureProblem("a GIF cannot be \(width)×\(height) pixels", expected: "sides from 1 to \(AnimatedGIF.maximumSide)")
        }
        if case .times(let times) = options.repetition, !(1...65536).contains(times) {
            throw PictureProblem("a GIF cannot play \(times) times", expected: "1 to 65536 times, or forever")
        }
        self.path = path
        self.width = width
        self.height = height
        times = try FrameTimes(frameRate: frameRate)
        transparent = palette.transparentIndex
        hasBackdrop = options.backdrop != nil
        mapper = ColorMapper(palette, options)
        container = try GIFContainer(path: path, width: width, height: height, palette: palette, repetition: options.repetition)
    }

    /// Adds a frame of any pixel format.
    /// - Throws: ``PictureProblem`` if its size is not the animation's; `FileProblem` if the file cannot be written.
    public func append(_ image: Image) throws {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        guard image.width == width, image.height == height else {
            throw PictureProblem(
                "frame \(framesIn) is \(image.width)×\(image.height) pixels", expected: "\(width)×\(height) like the others")
        }
        let start = times.start(framesIn)
        framesIn += 1
        if let pending, start < pending.start + FrameTimes.shortestDelay { return }
        let image = image.format == .rgb8 || image.format == .rgba8 ? image : image.converted(to: .rgb8)
        if pending == nil {
            before = [UInt8](repeating: transparent, count: width * height)
            after = before
            others = before
        }
        let (next, nextOthers) = numbers(of: image)
        guard let shown = pending else {
            after = next
            others = nextOthers
            // Whole, whatever is transparent: some viewers take the size of the animation from its first frame.
            pending = Pending(start: start, box: PixelBox(left: 0, top: 0, right: width, bottom: height), image: image)
            return
        }
        if next == after {
            pending?.image = image
            return
        }
        let mayVanish = !hasBackdrop && (shown.image.format.hasAlpha || image.format.hasAlpha)
        let vanishing = mayVanish ? PixelBox.vanishing(after, next, transparent: transparent, width: width) : nil
        try write(shown, until: start, clearing: vanishing)
        after = next
        others = nextOthers
        let box = PixelBox.difference(before, after, or: others, width: width) ?? .onePixel
        pending = Pending(start: start, box: box, image: image)
    }

    /// Writes what is left and puts the file in place.
    /// - Throws: `FileProblem` if there was no frame or the file cannot be written; then nothing is left behind.
    public func finish() throws -> Summary {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        isFinished = true
        guard let last = pending else { throw FileProblem(path, "cannot be written without frames") }
        let end = times.start(framesIn), delay = end - last.start
        if delay < FrameTimes.shortestDelay, framesWritten > 0, lastDelay + delay <= FrameTimes.longestDelay {
            // Too short to be shown as such: its time goes to the frame before.
            try container.changeLastDelay(to: lastDelay + delay)
            duration += delay
        } else {
            try write(last, until: end, clearing: nil)
        }
        try container.finish()
        return Summary(framesIn: framesIn, framesWritten: framesWritten, bytes: container.count, duration: duration)
    }

    /// The palette numbers of a picture, taken over from the pending frame where the picture repeats it.
    private func numbers(of image: Image) -> (numbers: [UInt8], others: [UInt8]) {
        var next = after, nextOthers = others
        let previous = pending?.image.format == image.format ? pending?.image : nil
        let rowBytes = image.rowBytes, size = image.format.bytesPerPixel
        next.withUnsafeMutableBufferPointer { next in
            nextOthers.withUnsafeMutableBufferPointer { others in
                image.pixels.withUnsafeBufferPointer { pixels in
                    guard let out = next.baseAddress, let others = others.baseAddress, let source = pixels.baseAddress else { return }
                    func map(_ columns: Range<Int>, _ y: Int) {
                        mapper.map(
                            row: source + y * rowBytes, image.format, columns: columns, y: y, to: out + y * width,
                            others: others + y * width)
                    }
                    guard let previous else {
                        for y in 0..<height { map(0..<width, y) }
                        return
                    }
                    previous.pixels.withUnsafeBufferPointer { old in
                        guard let old = old.baseAddress else { return }
                        for y in 0..<height {
                            guard let bytes = differingBytes(old + y * rowBytes, source + y * rowBytes, rowBytes) else { continue }
                            map(bytes.lowerBound / size..<(bytes.upperBound + size - 1) / size, y)
                        }
                    }
                }
            }
        }
        return (next, nextOthers)
    }

    /// Writes the pending frame and brings `before` up to what is on the screen after it.
    private func write(_ frame: Pending, until end: Int, clearing: PixelBox?) throws {
        var delay = end - frame.start
        var box = frame.box
        // A delay too long for one frame goes on in frames that change nothing.
        while delay > FrameTimes.longestDelay {
            try put(box, delay: FrameTimes.longestDelay, .leave)
            delay -= FrameTimes.longestDelay
            box = .onePixel
        }
        if let clearing {
            try put(box.union(clearing), delay: delay, .clear)
        } else {
            try put(box, delay: delay, .leave)
        }
    }

    private func put(_ box: PixelBox, delay: Int, _ disposal: GIFContainer.Disposal) throws {
        try container.putFrame(box, delay: delay, disposal, screen: &before, after: after, others: others)
        if disposal == .clear {
            for y in box.top..<box.bottom {
                for i in y * width + box.left..<y * width + box.right { before[i] = transparent }
            }
        }
        framesWritten += 1
        lastDelay = delay
        duration += delay
    }
}
