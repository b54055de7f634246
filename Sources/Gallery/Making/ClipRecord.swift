// What the site knows of one clip: kept in the manifest, and the index made of it.
import Files

/// One clip of a gallery, or a file that could not be made into one.
struct ClipRecord: Sendable, Equatable {
    /// What its files are called: letters, digits and hyphens.
    let id: String
    let name: String
    let folder: Int
    /// The file, relative to its folder.
    let file: String
    let set: String
    let subject: String
    /// In a few words; empty where there are none.
    var label = ""
    /// What it is filed under.
    var topics: [String] = []
    /// Other words to be found by: of its parts, and further descriptions.
    var words: [String] = []
    /// Seconds, and frames a second.
    var duration = 0.0
    var frameRate = 0.0
    var frameCount = 0
    /// Kinds of problems, each once.
    var problems: [String] = []
    /// Why there is nothing to be seen; nil for clips.
    var failure: String?
    /// Frames of its thumbnail, and how many are shown a second.
    var sheetFrames = 0
    var sheetRate = 0.0

    /// The files of the site that belong to it.
    func files(_ options: GalleryOptions) -> [String] {
        guard failure == nil else { return [pageFile] }
        let pictures = [ClipRecord.sheetFile(id), ClipRecord.stillFile(id), ClipRecord.stripFile(id)]
        return [pageFile] + pictures + (options.pages == .full ? [ClipRecord.largeFile(id)] : [])
    }

    var pageFile: String { "clips/\(id).html" }
    static func sheetFile(_ id: String) -> String { "media/\(id).png" }
    static func stillFile(_ id: String) -> String { "media/\(id).still.png" }
    static func stripFile(_ id: String) -> String { "media/\(id).strip.png" }
    static func largeFile(_ id: String) -> String { "media/\(id).large.png" }
}

extension ClipRecord {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .string(id)), ("name", .string(name)), ("folder", .number(Double(folder))), ("file", .string(file)),
            ("set", .string(set)),
            ("subject", .string(subject)), ("label", .string(label)), ("topics", .array(topics.map { .string($0) })),
            ("words", .array(words.map { .string($0) })), ("duration", .number(duration)), ("fps", .number(frameRate)),
            ("frames", .number(Double(frameCount))),
            ("problems", .array(problems.map { .string($0) })), ("sheet", .number(Double(sheetFrames))), ("sheet_fps", .number(sheetRate)),
        ]
        if let failure { members.append(("failure", .string(failure))) }
        return .object(members)
    }

    /// - Returns: nil for what is not a record.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.text, !id.isEmpty, id.utf8.allSatisfy({ ClipNaming.isPlain($0) }), let name = json["name"]?.text,
            let folder = json["folder"]?.whole, let file = json["file"]?.text, let set = json["set"]?.text,
            let subject = json["subject"]?.text,
            let duration = json["duration"]?.finite, let rate = json["fps"]?.finite, let frames = json["frames"]?.whole,
            let sheet = json["sheet"]?.whole, let sheetRate = json["sheet_fps"]?.finite
        else { return nil }
        self.init(id: id, name: name, folder: folder, file: file, set: set, subject: subject)
        label = json["label"]?.text ?? ""
        topics = json["topics"]?.elements.compactMap(\.text) ?? []
        words = json["words"]?.elements.compactMap(\.text) ?? []
        self.duration = duration
        frameRate = rate
        frameCount = frames
        problems = json["problems"]?.elements.compactMap(\.text) ?? []
        failure = json["failure"]?.text
        sheetFrames = sheet
        self.sheetRate = sheetRate
    }
}

/// Names for a clip's files.
enum ClipNaming {
    private static let longestName = 40

    /// A name that any file system and any address takes: what is plain of the clip's name, and a hash of where it comes from.
    static func id(name: String, key: String, number: Int) -> String {
        var plain = ""
        for byte in name.utf8 where plain.utf8.count < longestName {
            let scalar = Character(UnicodeScalar(byte))
            if isPlain(byte) { plain.append(scalar) } else if byte < 0x80, plain.last != "-" { plain.append("-") }
        }
        let hash = String(ClipNaming.hash("\(key)#\(number)"), radix: 16)
        return (plain.isEmpty ? "clip" : plain) + "-" + String(repeating: "0", count: 16 - hash.utf8.count) + hash
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d || byte == 0x5f
    }

    /// FNV-1a, 64 bits (Fowler, Noll and Vo): the same in every run, unlike Swift's own.
    static func hash(_ text: some StringProtocol) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
