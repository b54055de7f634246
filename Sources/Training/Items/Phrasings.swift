// Other phrasings of labels, and labels of mirrored motions.
import Files
import Learning

/// Other words for labels: so a text model learns what the words have in common.
public struct Phrasings: Sendable, Equatable {
    private var phrases: [String: [String]] = [:]

    /// No other words.
    public init() {}

    /// - Parameter phrases: for each label others that say the same.
    public init(_ phrases: [String: [String]]) { self.phrases = phrases }

    /// Reads `{"walk forward": ["a person walks forward", "someone is walking ahead"], …}`.
    /// - Throws: `FileProblem` if the file is something else.
    public init(contentsOf path: String) throws {
        var phrases: [String: [String]] = [:]
        var problem: FileProblem?
        let isObject = try JSONValue.forEachMember(ofFile: path) { member in
            let texts = member.value.elements.compactMap(\.text).filter { !$0.isEmpty }
            guard case .array = member.value, texts.count == member.value.elements.count else {
                problem =
                    problem
                    ?? FileProblem(
                        path, "'\(member.key)' is not a list of texts", expected: "{\"label\": [\"the same in other words\", …], …}")
                return
            }
            phrases[member.key] = texts
        }
        if let problem { throw problem }
        guard isObject else { throw FileProblem(path, "holds no object", expected: "{\"label\": [\"the same in other words\", …], …}") }
        self.phrases = phrases
    }

    /// How many labels have other words.
    public var count: Int { phrases.count }

    /// All ways to say a label, itself first.
    public func all(of label: String) -> [String] { [label] + (phrases[label] ?? []) }

    /// One of them.
    func chosen(_ label: String, random: inout RandomNumbers) -> String {
        guard let others = phrases[label], !others.isEmpty else { return label }
        let number = random.below(others.count + 1)
        return number == 0 ? label : others[number - 1]
    }
}

/// Words for what is seen in a mirror.
package enum MirroredText {
    private static let pairs = [
        "left": "right", "right": "left", "clockwise": "counterclockwise", "counterclockwise": "clockwise",
        "counter-clockwise": "clockwise",
        "anticlockwise": "clockwise", "leftward": "rightward", "rightward": "leftward", "leftwards": "rightwards",
        "rightwards": "leftwards",
        "lefthand": "righthand", "righthand": "lefthand",
    ]

    /// The text with left and right exchanged, whole words only, their capitals kept.
    public static func of(_ text: String) -> String {
        var result = ""
        var word = ""
        func isLetter(_ c: Character) -> Bool { c.isLetter }
        func end() {
            let lower = word.lowercased()
            if let other = pairs[lower] {
                let isUpper = word.count > 1 && word == word.uppercased()
                let isCapital = word.first?.isUppercase ?? false
                result += isUpper ? other.uppercased() : isCapital ? other.prefix(1).uppercased() + other.dropFirst() : other
            } else {
                result += word
            }
            word = ""
        }
        for character in text {
            if isLetter(character) || (character == "-" && word.lowercased() == "counter") {
                word.append(character)
            } else {
                end()
                result.append(character)
            }
        }
        end()
        return result
    }
}
