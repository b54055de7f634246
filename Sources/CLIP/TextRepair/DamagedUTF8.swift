// Bytes that should be UTF-8, read with some indulgence for what happened to them on the way.

enum DamagedUTF8 {
    /// The text in bytes that were taken for a code page, or nil if they are not UTF-8.
    static func decoded(_ bytes: [UInt8], readAs page: CodePage) -> [Unicode.Scalar]? {
        var bytes = bytes
        // A non-breaking space may have been turned into a plain one, byte A0 into 20; in Mac OS Roman it is another byte.
        if page.name != "Mac OS Roman", bytes.indices.contains(where: { spacedSequence(bytes, at: $0) > 0 }) {
            bytes = withRestoredSpaces(separatingGraveA(bytes))
        }
        if page.hasReplacement { bytes = withLostSequencesReplaced(bytes) }
        return decodedVariants(bytes)
    }

    /// The length of a UTF-8 sequence at `i` in which one byte A0 became a blank; 0 if there is none, or only an unlikely one.
    private static func spacedSequence(_ bytes: [UInt8], at i: Int) -> Int {
        func byte(_ offset: Int) -> UInt8? { i + offset < bytes.count ? bytes[i + offset] : nil }
        func isSpace(_ offset: Int) -> Bool { byte(offset) == 0x20 }
        func continues(_ offset: Int) -> Bool { byte(offset).map { 0x80...0xbf ~= $0 } ?? false }
        // Neither 85, the ellipsis of Windows, nor A0.
        func likely(_ offset: Int) -> Bool { continues(offset) && byte(offset) != 0x85 && byte(offset) != 0xa0 }
        switch bytes[i] {
        case 0xc2, 0xc3, 0xc5, 0xce, 0xd0, 0xd9: return isSpace(1) ? 2 : 0
        case 0xe0, 0xe1: return likely(1) && isSpace(2) ? 3 : 0
        case 0xe2, 0xe3: return (isSpace(1) && likely(2)) || (likely(1) && isSpace(2)) ? 3 : 0
        case 0xf0:
            let spaces = (1...3).filter { isSpace($0) }.count
            return spaces == 1 && (1...3).allSatisfy { isSpace($0) || continues($0) } ? 4 : 0
        default: return 0
        }
    }

    private static func withRestoredSpaces(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var i = 0
        while i < bytes.count {
            let length = spacedSequence(bytes, at: i)
            for j in i..<i + length where bytes[j] == 0x20 { bytes[j] = 0xa0 }
            i += max(length, 1)
        }
        return bytes
    }

    /// "Ã la" is "à la": the blank is kept behind a single à, except before the endings of Portuguese "às", "àquele", "àquela", "àquilo".
    private static func separatingGraveA(_ bytes: [UInt8]) -> [UInt8] {
        let endings = [" ", "quele", "quela", "quilo", "s "].map { Array($0.utf8) }
        var result: [UInt8] = []
        for (i, byte) in bytes.enumerated() {
            result.append(byte)
            if byte == 0xc3, i + 1 < bytes.count, bytes[i + 1] == 0x20, !endings.contains(where: { bytes[(i + 2)...].starts(with: $0) }) {
                result.append(0xa0)
            }
        }
        return result
    }

    /// Sequences with bytes that were lost (byte 1A, once also a question mark) become U+FFFD as a whole.
    private static func withLostSequencesReplaced(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x1a) || bytes.contains(0x3f) else { return bytes }
        var result: [UInt8] = []
        var i = 0
        while i < bytes.count {
            let length = lostSequence(bytes, at: i)
            if length > 0 { result += [0xef, 0xbf, 0xbd] } else { result.append(bytes[i]) }
            i += max(length, 1)
        }
        return result
    }

    private static func lostSequence(_ bytes: [UInt8], at i: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 { i + offset < bytes.count ? bytes[i + offset] : 0 }
        func continues(_ offset: Int) -> Bool { 0x80...0xbf ~= byte(offset) }
        func isLost(_ offset: Int) -> Bool { byte(offset) == 0x1a }
        func isQuestion(_ offset: Int) -> Bool { byte(offset) == 0x3f }
        // All bytes after the first are continuations or lost, at least one is lost, at most one of these a question mark.
        func isLossy(_ length: Int) -> Bool {
            let rest = 1..<length
            return rest.allSatisfy { continues($0) || isLost($0) || isQuestion($0) } && !rest.allSatisfy { continues($0) }
                && rest.filter { isQuestion($0) }.count <= 1
        }
        switch bytes[i] {
        case 0x1a: return 1
        case 0xc2, 0xc3: return isLost(1) || isQuestion(1) ? 2 : 0
        case 0xc4...0xdf: return isLost(1) ? 2 : 0
        case 0xed where 0xa0...0xaf ~= byte(1) && byte(3) == 0xed && 0xb0...0xbf ~= byte(4):
            // A surrogate pair, of which either low byte may be lost.
            let first = isLost(2) || isQuestion(2)
            let second = isLost(5) || isQuestion(5)
            if (first && (second || continues(5))) || (continues(2) && second) { return 6 }
            return isLossy(3) ? 3 : 0
        case 0xe0...0xef: return isLossy(3) ? 3 : 0
        case 0xf0...0xf4: return isLossy(4) ? 4 : 0
        default: return 0
        }
    }

    /// Strict UTF-8, in which surrogate pairs may be encoded one by one (CESU-8) and U+0000 as two bytes (Java).
    private static func decodedVariants(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(bytes.count)
        var i = 0
        func continuation(_ offset: Int) -> UInt32? {
            i + offset < bytes.count && bytes[i + offset] & 0xc0 == 0x80 ? UInt32(bytes[i + offset] & 0x3f) : nil
        }
        while i < bytes.count {
            let first = UInt32(bytes[i])
            var length = 1
            var value = first
            switch first {
            case 0..<0x80: break
            case 0xc0 where continuation(1) == 0: (length, value) = (2, 0)
            case 0xc2...0xdf:
                guard let b = continuation(1) else { return nil }
                (length, value) = (2, (first & 0x1f) << 6 | b)
            case 0xe0...0xef:
                guard let b = continuation(1), let c = continuation(2) else { return nil }
                (length, value) = (3, (first & 0x0f) << 12 | b << 6 | c)
                guard value >= 0x800 else { return nil }
                if 0xd800...0xdbff ~= value {
                    guard i + 3 < bytes.count, bytes[i + 3] == 0xed, let d = continuation(4), d >= 0x30, let e = continuation(5) else {
                        return nil
                    }
                    (length, value) = (6, 0x10000 + (value & 0x3ff) << 10 + (d & 0x0f) << 6 + e)
                }
            case 0xf0...0xf4:
                guard let b = continuation(1), let c = continuation(2), let d = continuation(3) else { return nil }
                (length, value) = (4, (first & 0x07) << 18 | b << 12 | c << 6 | d)
                guard value >= 0x10000 else { return nil }
            default: return nil
            }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            result.append(scalar)
            i += length
        }
        return result
    }
}
