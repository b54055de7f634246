// From labels with times to a label for each frame, as MotionCLIP's parser does it, or as it was meant.
import Motions

/// What is said about each frame of a motion.
public struct FrameLabels: Sendable, Equatable {
    public var raw: LabelTrack
    public var processed: LabelTrack
    /// Categories of action, joined by commas.
    public var categories: LabelTrack
    /// Descriptions of the whole motion; empty strings are none.
    public var captions: [String]

    /// - Parameters:
    ///   - frames: how many the file has.
    ///   - rate: frames a second, for where BABEL does not say how long the motion is.
    ///   - isCompatible: true to join labels and leave gaps as the Python code of MotionCLIP/SMoG does.
    public init(_ annotation: BabelAnnotation, frames: Int, rate: Double, isCompatible: Bool = false) {
        let rate = annotation.duration > 0 ? Double(frames) / annotation.duration : rate
        captions = annotation.whole.map(\.raw).filter { !$0.isEmpty }
        let stretches = annotation.stretches
        // Stretches without a word take nothing away from what the whole is called; in the Python code they do.
        if let stretches, isCompatible || stretches.contains(where: { !$0.rawOrProcessed.isEmpty }) {
            raw = LabelTrack(count: frames)
            processed = LabelTrack(count: frames)
        } else if isCompatible {
            raw = LabelTrack(repeating: annotation.whole.map(\.raw).joined(separator: "and "), count: frames)
            processed = LabelTrack(repeating: annotation.whole.map(\.processed).joined(separator: "and "), count: frames)
        } else {
            raw = LabelTrack(repeating: FrameLabels.joined(annotation.whole.map(\.rawOrProcessed)), count: frames)
            processed = LabelTrack(repeating: FrameLabels.joined(annotation.whole.map(\.processedOrRaw)), count: frames)
        }
        if let stretches, isCompatible || stretches.contains(where: { !($0.categories ?? []).isEmpty }) {
            categories = LabelTrack(count: frames)
        } else {
            categories = LabelTrack(repeating: annotation.whole.flatMap { $0.categories ?? [] }.joined(separator: ","), count: frames)
        }
        for label in stretches ?? [] {
            let range = FrameLabels.frames(from: label.start * rate, to: label.end * rate, count: frames, isCompatible: isCompatible)
            let texts = isCompatible ? (label.raw, label.processed) : (label.rawOrProcessed, label.processedOrRaw)
            // An annotation without words takes nothing away from others.
            if isCompatible || !texts.0.isEmpty {
                raw.set(texts.0, range)
                processed.set(texts.1, range)
            }
            if let given = label.categories, isCompatible || !given.isEmpty { categories.set(given.joined(separator: ","), range) }
        }
    }

    /// Labels that are not BABEL's: of a `labels.json` or a text file beside the motion.
    public init(_ label: MotionLabel, frames: Int, rate: Double) {
        captions = label.captions
        raw = LabelTrack(repeating: label.segments.isEmpty ? label.text ?? "" : "", count: frames)
        categories = LabelTrack(count: frames)
        for segment in label.segments {
            let range = FrameLabels.frames(from: segment.start * rate, to: segment.end * rate, count: frames, isCompatible: false)
            raw.set(segment.text, range)
            if !segment.categories.isEmpty { categories.set(segment.categories.joined(separator: ","), range) }
        }
        processed = raw
    }

    public init(raw: LabelTrack, processed: LabelTrack, categories: LabelTrack, captions: [String]) {
        self.raw = raw
        self.processed = processed
        self.categories = categories
        self.captions = captions
    }

    /// No label for any frame.
    public init(frames: Int) {
        raw = LabelTrack(count: frames)
        processed = raw
        categories = raw
        captions = []
    }

    /// Every `step`-th frame.
    ///
    /// The Python code thins out the texts but not the categories, which so lie `step` times too late; `isCompatible` keeps them so.
    func thinned(by step: Int, isCompatible: Bool) -> FrameLabels {
        var result = self
        result.raw = raw.thinned(by: step)
        result.processed = processed.thinned(by: step)
        if !isCompatible { result.categories = categories.thinned(by: step) }
        return result
    }

    private static func joined(_ texts: [String]) -> String {
        var known: [String] = []
        for text in texts where !text.isEmpty && !known.contains(text) { known.append(text) }
        return known.joined(separator: " and ")
    }

    /// The frames between two times in frames, rounded (halves to even), the end excluded. Times beyond the motion are cut off.
    static func frames(from start: Double, to end: Double, count: Int, isCompatible: Bool) -> Range<Int> {
        func whole(_ position: Double) -> Int {
            var frame = Int(max(-1e15, min(1e15, position.isNaN ? 0 : position)).rounded(.toNearestOrEven))
            // Python counts negative places of a slice from the end.
            if isCompatible && frame < 0 { frame += count }
            return max(0, min(count, frame))
        }
        let (first, last) = (whole(start), whole(end))
        return first..<max(first, last)
    }
}

extension BabelAnnotation.Label {
    fileprivate var rawOrProcessed: String { raw.isEmpty ? processed : raw }
    fileprivate var processedOrRaw: String { processed.isEmpty ? raw : processed }
}
