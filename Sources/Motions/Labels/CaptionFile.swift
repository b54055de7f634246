// Captions in text files: HumanML3D's `texts/000001.txt`, or a line of words beside a motion.
import Files
import HumanML3D

/// A file of one caption a line.
///
/// HumanML3D's lines are `caption#words with their parts of speech#start#end`, in seconds; `0.0#0.0` stands for the whole motion.
/// A line without marks is a caption as it is.
enum CaptionFile {
    /// Larger files (bytes) are something else.
    private static let largest = 1 << 20

    /// - Returns: nil if the file has no words, or too many for captions.
    static func label(_ path: String) throws -> MotionLabel? {
        let file = try MappedFile(path: path)
        let text = file.withBytes { $0.count <= largest ? String(decoding: $0, as: UTF8.self) : "" }
        var captions: [String] = []
        var segments: [LabelSegment] = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard let parts = CaptionLine(line) else {
                if let caption = cleanedCaption(line) { captions.append(caption) }
                continue
            }
            guard let caption = cleanedCaption(parts.caption) else { continue }
            if let span = parts.span {
                segments.append(LabelSegment(start: span.lowerBound, end: span.upperBound, text: caption))
            } else {
                captions.append(caption)
            }
        }
        guard !captions.isEmpty || !segments.isEmpty else { return nil }
        return MotionLabel(captions: captions, segments: segments, source: path)
    }
}
