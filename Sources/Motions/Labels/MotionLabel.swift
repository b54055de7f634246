// Labels of a motion: texts, and segments with times.

/// A stretch of a motion and what happens in it.
public struct LabelSegment: Sendable, Equatable {
    /// Seconds from the motion's beginning; segments may overlap.
    public let start: Double
    public let end: Double
    public let text: String
    /// BABEL's categories of action, such as "walk"; often none.
    public let categories: [String]

    public init(start: Double, end: Double, text: String, categories: [String] = []) {
        self.start = start
        self.end = end
        self.text = text
        self.categories = categories
    }
}

/// What is known about a motion in words.
public struct MotionLabel: Sendable, Equatable {
    /// The whole motion in a few words; nil where only parts are described.
    public let text: String?
    /// All descriptions of the whole motion, ``text`` first: HumanML3D has three or four of most.
    public let captions: [String]
    /// Descriptions of parts, by their beginnings.
    public let segments: [LabelSegment]
    /// The file it was found in.
    public let source: String

    init(captions: [String], segments: [LabelSegment], source: String) {
        text = captions.first
        self.captions = captions
        self.segments = segments.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
        self.source = source
    }

    /// What happens at a time, in seconds: of the segments it lies in, the one that began last.
    public func segment(at time: Double) -> LabelSegment? { segments.last { $0.start <= time && time < $0.end } }
}

/// Words fit for a caption: on one line, without control characters, of a length that a picture has room for.
func cleanedCaption(_ text: some StringProtocol) -> String? {
    let words = text.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7f || $0.value == 0xfeff } }
    let caption = words.joined(separator: " ")
    guard !caption.isEmpty else { return nil }
    return caption.count > 2000 ? caption.prefix(2000) + "…" : caption
}
