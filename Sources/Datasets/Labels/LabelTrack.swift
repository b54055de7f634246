// The label of each frame of a motion, stored once for each text.

/// A text for every frame. Empty where nothing is said.
public struct LabelTrack: Sendable, Equatable {
    /// The different texts, in the order of their first frames.
    public private(set) var texts: [String] = []
    /// For each frame which text it has.
    private var numbers: [Int32] = []

    /// The same text for all frames.
    public init(repeating text: String = "", count: Int) {
        if count > 0 { texts = [text] }
        numbers = Array(repeating: 0, count: count)
    }

    public init(_ frames: some Sequence<String>) {
        var known: [String: Int32] = [:]
        for text in frames {
            if let last = numbers.last, texts[Int(last)] == text {
                numbers.append(last)
                continue
            }
            let number = known[text] ?? Int32(truncatingIfNeeded: texts.count)
            if known.updateValue(number, forKey: text) == nil { texts.append(text) }
            numbers.append(number)
        }
    }

    /// How many frames there are.
    public var count: Int { numbers.count }

    public subscript(frame: Int) -> String { texts[Int(numbers[frame])] }

    /// The text of every frame.
    public var frames: [String] { numbers.map { texts[Int($0)] } }

    /// Gives frames a text; what they had before is gone. Frames beyond the end are passed over.
    mutating func set(_ text: String, _ frames: Range<Int>) {
        let frames = frames.clamped(to: 0..<count)
        guard !frames.isEmpty else { return }
        let number = texts.firstIndex(of: text) ?? texts.count
        if number == texts.count { texts.append(text) }
        for frame in frames { numbers[frame] = Int32(truncatingIfNeeded: number) }
    }

    /// Every `step`-th frame from the first on.
    func thinned(by step: Int) -> LabelTrack {
        step == 1 ? self : LabelTrack(stride(from: 0, to: count, by: step).lazy.map { self[$0] })
    }

    /// The different texts of some frames, in the order of their code points, as Python sorts. Frames beyond the end count for nothing.
    public func distinct(_ frames: some Sequence<Int>) -> [String] {
        var isUsed = [Bool](repeating: false, count: texts.count)
        for frame in frames where frame >= 0 && frame < count { isUsed[Int(numbers[frame])] = true }
        // UTF-8 sorts as code points do; Swift's own order knows of composed characters.
        return texts.indices.filter { isUsed[$0] }.map { texts[$0] }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// True if any of the frames has a text.
    public func isLabelled(_ frames: Range<Int>) -> Bool {
        frames.clamped(to: 0..<count).contains { !texts[Int(numbers[$0])].isEmpty }
    }
}
