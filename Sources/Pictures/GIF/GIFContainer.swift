// The GIF89a file itself, block by block, through giflib; it decides nothing about what goes in.
import CGIF
import Files

/// A GIF file being written: screen descriptor and palette, loop count, then frames as they come.
///
/// Follows the GIF89a specification (CompuServe, 1990) and Netscape's application extension for looping.
final class GIFContainer {
    /// What a viewer does with a frame's box before the next frame (GIF89a, 23.c.iv).
    enum Disposal: Int32 {
        case leave = 1
        /// Makes it transparent.
        case clear = 2
    }

    private let path: String
    private let width: Int
    private let palette: Palette
    private let sink: Sink
    private var gif: UnsafeMutablePointer<GifFileType>?
    /// The frame under way as stored, and what could be stored instead; kept between frames for their memory.
    private var choices: [LZWEncoder.Choice] = []
    private var stored: [UInt8] = []
    private var encoder = LZWEncoder()
    /// Where in the file the last frame's delay stands.
    private var delayOffset: Int?

    /// Bytes written so far.
    var count: Int { sink.file.count }

    init(path: String, width: Int, height: Int, palette: Palette, repetition: GIFOptions.Repetition) throws {
        self.path = path
        self.width = width
        self.palette = palette
        sink = Sink(try OutputFile(path))
        var code: Int32 = 0
        gif = EGifOpen(Unmanaged.passUnretained(sink).toOpaque(), writeToSink, &code)
        guard gif != nil else { throw problem(code) }
        EGifSetGifVersion(gif, true)
        var table = palette.colors.map { GifColorType(Red: $0.red, Green: $0.green, Blue: $0.blue) }
        table += [GifColorType](repeating: GifColorType(), count: palette.tableSize - table.count)
        guard let map = GifMakeMapObject(Int32(table.count), &table) else { throw problem(E_GIF_ERR_NOT_ENOUGH_MEM) }
        defer { GifFreeMapObject(map) }
        try check(EGifPutScreenDesc(gif, Int32(width), Int32(height), 8, 0, map))
        switch repetition {
        case .forever: try putLoop(0)
        case .times(let times) where times > 1: try putLoop(min(times, 65536) - 1)
        case .times: break
        }
    }

    deinit {
        sink.isClosed = true
        close()
    }

    /// Appends a frame.
    /// - Parameters:
    ///   - box: where it goes.
    ///   - delay: centiseconds until the next frame, 0...65535.
    ///   - screen: palette numbers on the screen, the whole picture; brought up to what this frame makes of them.
    ///   - after: palette numbers wanted on the screen. Outside the box the screen shows them, or `others`, already.
    ///   - others: numbers that serve nearly as well, or the same.
    func putFrame(_ box: PixelBox, delay: Int, _ disposal: Disposal, screen: inout [UInt8], after: [UInt8], others: [UInt8]) throws {
        var control = GraphicsControlBlock(
            DisposalMode: disposal.rawValue, UserInputFlag: false, DelayTime: Int32(delay),
            TransparentColor: Int32(palette.transparentIndex))
        var bytes = [UInt8](repeating: 0, count: 4)
        EGifGCBToExtension(&control, &bytes)
        // Introducer, label, size and flags come before the delay.
        delayOffset = count + 4
        try check(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, bytes))
        try check(EGifPutImageDesc(gif, Int32(box.left), Int32(box.top), Int32(box.width), Int32(box.height), false, nil))

        let needed = box.width * box.height
        if choices.count < needed {
            choices = [LZWEncoder.Choice](repeating: LZWEncoder.Choice(0, 0, 0), count: needed)
            stored = [UInt8](repeating: 0, count: needed)
        }
        let bits = max(2, palette.tableSize.trailingZeroBitCount)
        FrameChoices.fill(&choices, box, screen: screen, after: after, others: others, width: width, transparent: palette.transparentIndex)
        choices.withUnsafeBufferPointer { choices in
            stored.withUnsafeMutableBufferPointer { stored in
                guard let stored = stored.baseAddress else { return }
                encoder.encode(
                    UnsafeBufferPointer(rebasing: choices[..<needed]), bits: bits, unchanged: palette.transparentIndex, stored: stored)
            }
        }
        FrameChoices.show(stored, box, &screen, width: width, transparent: palette.transparentIndex)
        // giflib has written the code size with the descriptor; it passes finished blocks through.
        try encoder.blocks.withUnsafeBufferPointer { blocks in
            var at = 0
            while at < blocks.count, let start = blocks.baseAddress {
                try check(EGifPutCodeNext(gif, start + at))
                at += Int(blocks[at]) + 1
            }
            try check(EGifPutCodeNext(gif, nil))
        }
    }

    /// Changes the delay of the last frame.
    func changeLastDelay(to delay: Int) throws {
        guard let delayOffset else { return }
        try sink.file.overwrite(at: delayOffset, [UInt8(truncatingIfNeeded: delay), UInt8(truncatingIfNeeded: delay >> 8)])
    }

    /// Writes the end mark and puts the file in place.
    func finish() throws {
        close()
        if let failure = sink.failure { throw failure }
        try sink.file.commit()
    }

    private func close() {
        guard let open = gif else { return }
        gif = nil
        // Frees giflib's memory whatever it returns; what the sink could not write it remembers.
        EGifCloseFile(open, nil)
    }

    private func putLoop(_ count: Int) throws {
        try check(EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE))
        try check(EGifPutExtensionBlock(gif, 11, Array("NETSCAPE2.0".utf8)))
        try check(EGifPutExtensionBlock(gif, 3, [1, UInt8(count & 255), UInt8(count >> 8)]))
        try check(EGifPutExtensionTrailer(gif))
    }

    private func check(_ result: Int32) throws {
        guard result == GIF_OK else { throw problem(gif?.pointee.Error ?? 0) }
    }

    private func problem(_ code: Int32) -> FileProblem {
        sink.failure
            ?? FileProblem(
                path, "cannot be written: \(GifErrorString(code).map { String(cString: $0) } ?? "giflib error \(code)")", kind: .unwritable)
    }
}

/// Where giflib's bytes go.
private final class Sink {
    let file: OutputFile
    /// Why a write did not succeed; giflib itself passes on only that it did not.
    var failure: FileProblem?
    /// Set when the file is given up, so that giflib's parting bytes do not matter.
    var isClosed = false

    init(_ file: OutputFile) { self.file = file }
}

private func writeToSink(_ gif: UnsafeMutablePointer<GifFileType>?, _ bytes: UnsafePointer<UInt8>?, _ count: Int32) -> Int32 {
    guard let raw = gif?.pointee.UserData, let bytes else { return 0 }
    let sink = Unmanaged<Sink>.fromOpaque(raw).takeUnretainedValue()
    if sink.isClosed || sink.failure != nil { return 0 }
    do {
        try sink.file.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        return count
    } catch {
        sink.failure = error as? FileProblem ?? FileProblem(sink.file.path, "cannot be written: \(error)", kind: .unwritable)
        return 0
    }
}
