// Reads BVH files (Biovision, 1995; the format has no other standard than its files).
import Files

/// The parser: keywords in any case, blanks and line ends of any kind, names with blanks, any number and order of channels.
struct BVHParser {
    private var words: BVHWords
    private let path: String
    private var clip = BVHClip()

    /// More joints than any skeleton has; a tree of a million would be a mistake or an attack.
    private static let mostJoints = 4096

    static func looksRight(_ start: some Collection<UInt8>) -> Bool {
        let text = String(decoding: start.prefix(256), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{feff}" }
        return text.prefix(9).lowercased() == "hierarchy"
    }

    /// - Throws: `FileProblem` that names the line.
    static func parse(_ bytes: UnsafeRawBufferPointer, path: String) throws -> BVHClip {
        var parser = BVHParser(words: BVHWords(bytes, path: path), path: path)
        try parser.hierarchy()
        try parser.motion(byteCount: bytes.count)
        return parser.clip
    }

    private init(words: BVHWords, path: String) {
        self.words = words
        self.path = path
    }

    private mutating func hierarchy() throws {
        try words.expect(word: "HIERARCHY")
        try words.expect(word: "ROOT")
        try open(named: words.restOfLine(), parent: -1)
        var open = [0]
        while let current = open.last {
            let word = try words.expect("OFFSET, CHANNELS, JOINT, End Site or '}'")
            switch word.lowercased() {
            case "offset":
                for axis in 0..<3 { clip.joints[current].offset[axis] = try number("three numbers after OFFSET") }
            case "channels": try channels(of: current)
            case "joint", "end":
                guard !clip.joints[current].isEnd else { throw words.problem(word, expected: "OFFSET or '}'") }
                let isEnd = word.lowercased() == "end"
                try self.open(named: words.restOfLine(), parent: current)
                clip.joints[clip.joints.count - 1].isEnd = isEnd
                open.append(clip.joints.count - 1)
            case "}": open.removeLast()
            default: throw words.problem(word, expected: "OFFSET, CHANNELS, JOINT, End Site or '}'")
            }
        }
    }

    /// Adds a joint; the brace that follows may stand in the line of the name.
    private mutating func open(named name: String, parent: Int) throws {
        guard clip.joints.count < BVHParser.mostJoints else {
            throw FileProblem(path, "has more than \(BVHParser.mostJoints) joints (line \(words.line))")
        }
        let hasBrace = name.hasSuffix("{")
        let bare = hasBrace ? String(name.dropLast().reversed().drop { $0.isWhitespace }.reversed()) : name
        clip.joints.append(SkeletonJoint(name: bare, parent: parent))
        clip.channels.append([])
        clip.firstChannels.append(0)
        if !hasBrace { try words.expect(word: "{") }
    }

    private mutating func channels(of joint: Int) throws {
        let text = try words.expect("the number of channels")
        guard let count = Int(text), (0...12).contains(count) else { throw words.problem(text, expected: "a number of channels, 0 to 12") }
        guard clip.channels[joint].isEmpty else { throw words.problem("CHANNELS", expected: "CHANNELS once for each joint") }
        clip.firstChannels[joint] = clip.width
        for _ in 0..<count {
            let name = try words.expect("the name of a channel")
            guard let channel = BVHChannel(name) else {
                throw words.problem(name, expected: "Xposition … Zposition or Xrotation … Zrotation")
            }
            clip.channels[joint].append(channel)
        }
        clip.width += count
    }

    private mutating func number(_ what: String) throws -> Double {
        guard let value = try words.number() else {
            throw FileProblem(path, "ends in line \(words.line)", expected: what, advice: "Is the file complete?", kind: .damaged)
        }
        return value
    }

    private mutating func motion(byteCount: Int) throws {
        let section = try words.expect("MOTION")
        guard section.lowercased() == "motion" else {
            throw words.problem(section, expected: section.lowercased() == "root" ? "one skeleton, then MOTION" : "MOTION")
        }
        // "Frames: 12" or "Frames : 12".
        try keyword("frames")
        let text = try words.expect("the number of frames")
        guard let frames = Int(text), frames >= 0 else { throw words.problem(text, expected: "the number of frames") }
        let framesLine = words.line
        guard frames > 0 else { throw FileProblem(path, "line \(framesLine) says there are no frames", expected: "at least one") }
        try keyword("frame")
        try keyword("time")
        let timeText = try words.expect("the time of a frame")
        guard let time = Double(timeText), time.isFinite else { throw words.problem(timeText, expected: "the time of a frame in seconds") }
        clip.frameRate = BVHParser.frameRate(time: time, text: timeText)
        guard clip.width > 0 else { throw FileProblem(path, "has joints without any CHANNELS", expected: "joints that move") }
        // A number takes two bytes at least: what a lying header claims is never made room for.
        let room = byteCount / 2 + 1
        clip.numbers.reserveCapacity(frames < room / clip.width ? frames * clip.width : room)
        while let value = try words.number() { clip.numbers.append(value) }
        let found = clip.numbers.count / clip.width
        guard clip.numbers.count % clip.width == 0, found == frames else {
            let rest = clip.numbers.count % clip.width
            let has = rest == 0 ? "\(found)" : "\(found) and \(rest) of the \(clip.width) numbers of another"
            throw FileProblem(
                path, "line \(framesLine) says there are \(frames) frames, but there are \(has)", expected: "the same number",
                advice: found < frames ? "Is the file complete?" : nil)
        }
        guard found <= Motion.largestFrameCount else {
            throw FileProblem(path, "has \(found) frames", expected: "at most \(Motion.largestFrameCount)")
        }
        clip.frameCount = found
    }

    /// A keyword whose colon may stand apart.
    private mutating func keyword(_ name: String) throws {
        let shown = name == "frames" ? "'Frames:'" : "'Frame Time:'"
        let word = try words.expect(shown)
        guard [name, name + ":"].contains(word.lowercased()) else { throw words.problem(word, expected: shown) }
        if name != "frame", !word.hasSuffix(":") {
            let colon = try words.expect(shown)
            guard colon == ":" else { throw words.problem(colon, expected: shown) }
        }
    }

    /// The rate that was meant by a time of few digits: 0.0333 is 30 frames per second, 0.008333 is 120.
    static func frameRate(time: Double, text: String) -> Double {
        let rate = 1 / time
        guard rate.isFinite, rate > 0 else { return rate }
        var decimals = 0
        if let dot = text.firstIndex(of: "."), !text.lowercased().contains("e") {
            decimals = text.distance(from: dot, to: text.endIndex) - 1
        }
        let half = 0.5 * (0..<min(decimals, 17)).reduce(1.0) { unit, _ in unit / 10 }
        let slack = rate * max(1e-6, min(0.01, half / time))
        for usual in [rate.rounded(), 23.976, 29.97, 59.94, 119.88] where abs(usual - rate) <= slack && usual > 0 { return usual }
        return rate
    }
}
