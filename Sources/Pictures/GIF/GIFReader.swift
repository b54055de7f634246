// Plays GIF files as a viewer would: each frame laid on the ones before, disposal obeyed.
import CGIF
import Files

/// Reads the frames of a GIF one after another, so that memory does not grow with their number.
///
/// giflib's own all-at-once reader trusts the sizes in the file; this one goes line by line and checks them first.
public final class GIFReader {
    /// One frame as a viewer shows it.
    public struct Frame: Sendable {
        /// The whole canvas, `rgba8`; never-drawn pixels are transparent.
        public var image: Image
        /// Centiseconds until the next frame.
        public var delay: Int
        /// The part of the canvas this frame stored.
        package var box: PixelBox
        /// What happens to that part before the next frame (GIF89a, 23.c.iv): 0, 1 leave, 2 clear, 3 restore.
        package var disposal: Int
    }

    /// Size of the canvas.
    public let width: Int
    public let height: Int
    /// How often the animation plays: nil forever. Known once the first frame is read.
    public private(set) var plays: Int? = 1

    private let path: String
    private let source: Source
    private let gif: UnsafeMutablePointer<GifFileType>
    private var canvas: Image
    private var saved: Image?
    private var last: Frame?
    private var control = GraphicsControlBlock(DisposalMode: 0, UserInputFlag: false, DelayTime: 0, TransparentColor: -1)

    /// Opens a GIF.
    /// - Parameter maximumPixels: larger canvases are refused before memory is asked for.
    /// - Throws: `FileProblem` if the file is missing, not a GIF, or too large.
    public init(path: String, maximumPixels: Int = PNG.maximumPixels) throws {
        self.path = path
        source = Source(try MappedFile(path: path))
        var code: Int32 = 0
        guard let gif = DGifOpen(Unmanaged.passUnretained(source).toOpaque(), readFromSource, &code) else {
            throw FileProblem(path, "is not a GIF file", expected: "a GIF picture")
        }
        self.gif = gif
        width = Int(gif.pointee.SWidth)
        height = Int(gif.pointee.SHeight)
        do {
            guard width >= 1, height >= 1, width * height <= maximumPixels else {
                throw FileProblem(path, "claims to be \(width)×\(height) pixels", expected: "1 to \(maximumPixels) pixels")
            }
            canvas = try Image(width: width, height: height, format: .rgba8, fill: .transparent)
        } catch {
            DGifCloseFile(gif, nil)
            throw error
        }
    }

    deinit {
        DGifCloseFile(gif, nil)
    }

    /// The next frame, or nil after the last.
    /// - Throws: `FileProblem` if the file is damaged or cut short.
    public func next() throws -> Frame? {
        while true {
            var record = UNDEFINED_RECORD_TYPE
            try check(DGifGetRecordType(gif, &record))
            switch record {
            case TERMINATE_RECORD_TYPE: return nil
            case EXTENSION_RECORD_TYPE: try readExtension()
            case IMAGE_DESC_RECORD_TYPE:
                try check(DGifGetImageDesc(gif))
                return try readFrame()
            default: throw FileProblem(path, "is a damaged GIF file")
            }
        }
    }

    private func readExtension() throws {
        var kind: Int32 = 0
        var block: UnsafeMutablePointer<UInt8>?
        try check(DGifGetExtension(gif, &kind, &block))
        var isLoop = false
        while let bytes = block {
            let count = Int(bytes[0])
            if kind == GRAPHICS_EXT_FUNC_CODE, count == 4 {
                DGifExtensionToGCB(count, bytes + 1, &control)
            } else if kind == APPLICATION_EXT_FUNC_CODE {
                let content = UnsafeBufferPointer(start: bytes + 1, count: count)
                if content.elementsEqual("NETSCAPE2.0".utf8) {
                    isLoop = true
                } else if isLoop, count == 3, content[0] == 1 {
                    let repetitions = Int(content[1]) | Int(content[2]) << 8
                    plays = repetitions == 0 ? nil : repetitions + 1
                }
            }
            try check(DGifGetExtensionNext(gif, &block))
        }
    }

    private func readFrame() throws -> Frame {
        disposeOfLast()
        let size = gif.pointee.Image
        let box = PixelBox(
            left: Int(size.Left), top: Int(size.Top), right: Int(size.Left) + Int(size.Width),
            bottom: Int(size.Top) + Int(size.Height))
        guard box.left >= 0, box.top >= 0, box.width >= 1, box.height >= 1, box.right <= width, box.bottom <= height else {
            throw FileProblem(path, "has a frame that reaches outside the picture")
        }
        guard let map = size.ColorMap ?? gif.pointee.SColorMap, let table = map.pointee.Colors else {
            throw FileProblem(path, "has a frame without colours")
        }
        let colors = UnsafeBufferPointer(start: table, count: Int(map.pointee.ColorCount))
        let transparent = Int(control.TransparentColor)
        let disposal = Int(control.DisposalMode)
        if disposal == 3 { saved = canvas }
        var line = [UInt8](repeating: 0, count: box.width)
        // Rows of interlaced frames come in four passes (GIF89a, appendix E).
        let passes = size.Interlace ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)]
        for (first, step) in passes {
            for row in stride(from: first, to: box.height, by: step) {
                try check(DGifGetLine(gif, &line, Int32(box.width)))
                let start = 4 * ((box.top + row) * width + box.left)
                let isValid = canvas.withPixels { out in
                    for (x, number) in line.enumerated() where Int(number) != transparent {
                        guard Int(number) < colors.count else { return false }
                        let color = colors[Int(number)], o = start + 4 * x
                        (out[o], out[o + 1], out[o + 2], out[o + 3]) = (color.Red, color.Green, color.Blue, 255)
                    }
                    return true
                }
                guard isValid else { throw FileProblem(path, "uses a colour that is not in its table") }
            }
        }
        let frame = Frame(image: canvas, delay: Int(control.DelayTime), box: box, disposal: disposal)
        last = frame
        control = GraphicsControlBlock(DisposalMode: 0, UserInputFlag: false, DelayTime: 0, TransparentColor: -1)
        return frame
    }

    private func disposeOfLast() {
        guard let last else { return }
        switch last.disposal {
        case 2:
            let width = width
            canvas.withPixels { out in
                for y in last.box.top..<last.box.bottom {
                    for i in 4 * (y * width + last.box.left)..<4 * (y * width + last.box.right) { out[i] = 0 }
                }
            }
        case 3: if let saved { canvas = saved }
        default: break
        }
        saved = nil
    }

    private func check(_ result: Int32) throws {
        guard result == GIF_OK else {
            if source.ranOut { throw FileProblem(path, "is cut short", advice: "Copy or create the file again.", kind: .damaged) }
            let reason = GifErrorString(gif.pointee.Error).map { String(cString: $0) } ?? "giflib gave no reason"
            throw FileProblem(path, "is a damaged GIF file (\(reason))")
        }
    }
}

extension AnimatedGIF {
    /// All frames of a GIF and how long each stays, in centiseconds. See ``GIFReader`` for reading long ones.
    /// - Parameter maximumBytes: the most memory the frames may take.
    /// - Throws: `FileProblem` if the file is missing, damaged, cut short, has no frames or more than fit.
    public static func read(_ path: String, maximumBytes: Int = 1 << 31) throws -> (frames: [Image], delays: [Int]) {
        let reader = try GIFReader(path: path, maximumPixels: min(maximumBytes / 4, PNG.maximumPixels))
        var frames: [Image] = [], delays: [Int] = [], bytes = 0
        while let frame = try reader.next() {
            bytes += frame.image.pixels.count
            guard bytes <= maximumBytes else {
                throw FileProblem(path, "has frames that take more than \(maximumBytes) bytes")
            }
            frames.append(frame.image)
            delays.append(frame.delay)
        }
        guard !frames.isEmpty else { throw FileProblem(path, "holds no frames") }
        return (frames, delays)
    }
}

/// Where giflib gets its bytes.
private final class Source {
    private let file: MappedFile
    private var position = 0
    /// True once more was asked for than there is.
    private(set) var ranOut = false

    init(_ file: MappedFile) { self.file = file }

    func read(_ count: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let available = min(max(count, 0), file.bytes.count - position)
        if available < count { ranOut = true }
        UnsafeMutableRawBufferPointer(start: out, count: available)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: file.bytes[position..<position + available]))
        position += available
        return available
    }
}

private func readFromSource(_ gif: UnsafeMutablePointer<GifFileType>?, _ out: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
    guard let raw = gif?.pointee.UserData, let out else { return 0 }
    return Int32(Unmanaged<Source>.fromOpaque(raw).takeUnretainedValue().read(Int(count), to: out))
}
