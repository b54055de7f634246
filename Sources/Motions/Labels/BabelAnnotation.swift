// BABEL's labels of one motion as they stand in its files: what training data and captions are made from.
import Files

/// What BABEL says about one motion (Punnakkal et al., "BABEL: Bodies, Action and Behavior with English Labels", 2021).
public struct BabelAnnotation: Sendable, Equatable {
    /// One label.
    public struct Label: Sendable, Equatable {
        /// As the annotator wrote it; empty where there is nothing.
        public let raw: String
        /// The same, tidied by BABEL's authors.
        public let processed: String
        /// The categories of action; nil where none were given, which is not the same as an empty list.
        public let categories: [String]?
        /// Seconds; 0 in labels of a whole motion.
        public let start: Double
        public let end: Double
    }

    /// The file it is from.
    public let file: String
    /// Seconds; 0 where BABEL does not say.
    public let duration: Double
    /// Of the whole motion.
    public let whole: [Label]
    /// Of stretches; nil where BABEL has only the whole.
    public let stretches: [Label]?

    /// The file's name without its ending: `train` or `val`.
    public var split: String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }

    /// Reads an entry; whatever is missing or of another type counts as not said.
    ///
    /// The `extra_` files have several annotators' labels (`seq_anns`, `frame_anns`), of which the first that has words is taken.
    init(_ value: JSONValue, file: String) {
        self.file = file
        duration = value["dur"]?.finite.map { max(0, $0) } ?? 0
        let wholes = ([value["seq_ann"]].compactMap(\.self) + (value["seq_anns"]?.elements ?? [])).map(BabelAnnotation.labels)
        whole = wholes.first { $0.contains(where: \.hasWords) } ?? wholes.first ?? []
        let parts = [value["frame_ann"]].compactMap(\.self) + (value["frame_anns"]?.elements ?? [])
        let stretches = parts.filter { if case .object = $0 { true } else { false } }.map(BabelAnnotation.labels)
        self.stretches = stretches.first { $0.contains(where: \.hasWords) } ?? stretches.first
    }

    private static func labels(_ annotation: JSONValue) -> [Label] {
        (annotation["labels"]?.elements ?? []).map { label in
            let categories: [String]? = if case .array(let all)? = label["act_cat"] { all.compactMap(\.text) } else { nil }
            // A stretch with one end that is not a number is none.
            let span = label["start_t"]?.finite.flatMap { start in label["end_t"]?.finite.map { (start, $0) } } ?? (0, 0)
            return Label(
                raw: label["raw_label"]?.text ?? "", processed: label["proc_label"]?.text ?? "", categories: categories, start: span.0,
                end: span.1)
        }
    }

    /// The labels as captions have them; nil if nothing is said.
    public var label: MotionLabel? {
        var captions: [String] = []
        for text in whole.compactMap(\.caption) where !captions.contains(text) { captions.append(text) }
        if captions.count > 1 { captions.insert(captions.joined(separator: ", "), at: 0) }
        let segments = (stretches ?? []).compactMap { label -> LabelSegment? in
            guard let text = label.caption, label.start >= 0, label.end > label.start else { return nil }
            return LabelSegment(start: label.start, end: label.end, text: text, categories: label.categories ?? [])
        }
        return captions.isEmpty && segments.isEmpty ? nil : MotionLabel(captions: captions, segments: segments, source: file)
    }
}

extension BabelAnnotation.Label {
    fileprivate var hasWords: Bool { !raw.isEmpty || !processed.isEmpty }

    /// On one line, in the annotator's words if there are any.
    fileprivate var caption: String? { cleanedCaption(raw) ?? cleanedCaption(processed) }
}
