// Text that was written in UTF-8 and read in something else, put right again.

enum EncodingRepair {
    typealias Scalar = Unicode.Scalar

    /// Undoes one mix-up after another until none is left.
    static func repair(_ text: [Scalar]) -> [Scalar] {
        var text = text
        while let better = improved(text), better != text { text = better }
        return text
    }

    /// One step, or nil if the text looks as if it were meant so.
    private static func improved(_ text: [Scalar]) -> [Scalar]? {
        guard text.contains(where: { !$0.isASCII }), MojibakeSigns.areIn(text) else { return nil }
        for page in CodePage.all {
            guard let bytes = page.encoded(text) else { continue }
            if let decoded = DamagedUTF8.decoded(bytes, readAs: page) { return decoded }
        }
        let partly = repairedInParts(text)
        if partly != text { return partly }
        if let bytes = CodePage.latin1.encoded(text), let meant = asWindows1252(bytes), meant != text { return meant }
        return text.map { 0x80...0x9f ~= $0.value ? CodePage.windows1252.upperHalf[Int($0.value) - 0x80] : $0 }
    }

    /// Nil where a byte has no meaning in Windows-1252.
    private static func asWindows1252(_ bytes: [UInt8]) -> [Scalar]? {
        let unassigned: Set<UInt8> = [0x81, 0x8d, 0x8f, 0x90, 0x9d]
        guard !bytes.contains(where: { unassigned.contains($0) }) else { return nil }
        return bytes.map { $0 < 0x80 ? Scalar($0) : CodePage.windows1252.upperHalf[Int($0) - 0x80] }
    }

    /// Repairs only the stretches that have the form of UTF-8, for text that is a patchwork.
    private static func repairedInParts(_ text: [Scalar]) -> [Scalar] {
        var result: [Scalar] = []
        var i = 0
        while i < text.count {
            let end = endOfUTF8Form(text, from: i)
            if end > i {
                let part = Array(text[i..<end])
                // A part as long as the whole has been tried already.
                result += part.count < text.count && MojibakeSigns.areIn(part) ? repair(part) : part
                i = end
            } else {
                result.append(text[i])
                i += 1
            }
        }
        return result
    }

    /// Where the characters end that would be UTF-8 in a code page like Latin-1; `start` if none are there.
    private static func endOfUTF8Form(_ text: [Scalar], from start: Int) -> Int {
        // In the midst of a garble it is better to leave things as they are.
        if start > 0, UTF8Form.isInside(text[start - 1]) { return start }
        var i = start
        while i < text.count {
            let length = [2, 3, 4].first { length in
                UTF8Form.begins(text[i], sequenceOf: length) && i + length <= text.count
                    && text[(i + 1)..<(i + length)].allSatisfy { UTF8Form.continues($0) }
            }
            guard let length else { break }
            i += length
        }
        return i
    }
}

/// Characters that stand for the bytes of UTF-8 in one of the code pages like Latin-1.
private enum UTF8Form {
    static func begins(_ scalar: Unicode.Scalar, sequenceOf length: Int) -> Bool { leading[length - 2].contains(scalar) }
    static func continues(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || continuing.contains(scalar) }
    /// Continuations that rarely stand for themselves: no dashes, quotes, bullets, ellipses.
    static func isInside(_ scalar: Unicode.Scalar) -> Bool { continuing.contains(scalar) && !"–—―‘’‚“”„•…".unicodeScalars.contains(scalar) }

    private static let leading = [
        characters(Array(0xc2...0xdf)), characters(Array(0xe0...0xef)),
        // Of four bytes only the planes of emoji and of tags.
        characters([0xf0, 0xf3]),
    ]
    private static let continuing = characters(Array(0x80...0xbf))

    private static func characters(_ bytes: [Int]) -> Set<Unicode.Scalar> {
        Set(CodePage.likeLatin1.flatMap { page in bytes.map { page.upperHalf[$0 - 128] } })
    }
}
