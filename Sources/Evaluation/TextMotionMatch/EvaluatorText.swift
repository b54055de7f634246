// Captions as the evaluator of HumanML3D reads them: 22 words with their parts of speech, those that matter marked.
public import HumanML3D

/// What a word is, for the evaluator: its part of speech, or one of five kinds that say much about a motion.
public enum WordTag: Int, CaseIterable, Sendable {
    case verb, noun, determiner, adposition, number, auxiliary, pronoun, adjective, adverb
    case place, body, object, action, description
    case other

    /// - Parameter tag: as in the data set's files, `VERB`.
    init(_ tag: String) { self = WordTag.bySpeech[tag] ?? .other }

    private static let bySpeech: [String: WordTag] = [
        "VERB": .verb, "NOUN": .noun, "DET": .determiner, "ADP": .adposition, "NUM": .number, "AUX": .auxiliary, "PRON": .pronoun,
        "ADJ": .adjective, "ADV": .adverb, "Loc_VIP": .place, "Body_VIP": .body, "Obj_VIP": .object, "Act_VIP": .action,
        "Desc_VIP": .description,
    ]

    /// The kind of a word that says much; nil for others.
    static func marked(_ word: String) -> WordTag? { byWord[word] }

    private static let byWord: [String: WordTag] = {
        let lists: [(WordTag, String)] = [
            (.place, "left right clockwise counterclockwise anticlockwise forward back backward up down straight curve"),
            (.body, "arm chin foot feet face hand mouth leg waist eye knee shoulder thigh"),
            (.object, "stair dumbbell chair window floor car ball handrail baseball basketball"),
            (
                .action,
                "walk run swing pick bring kick put squat throw hop dance jump turn stumble stop sit lift lower raise wash stand kneel stroll rub bend balance flap jog shuffle lean rotate spin spread climb"
            ),
            (.description, "slowly carefully fast careful slow quickly happy angry sad happily angrily sadly"),
        ]
        var found: [String: WordTag] = [:]
        for (tag, words) in lists { for word in words.split(separator: " ") { found[String(word)] = tag } }
        return found
    }()
}

/// A caption cut and padded to the length the evaluator reads.
public struct EvaluatorText: Sendable, Equatable {
    public struct Word: Sendable, Equatable {
        public let word: String
        public let tag: WordTag
    }
    /// ``length`` of them.
    public let words: [Word]
    /// Those before the padding, beginning and end counted.
    public let count: Int

    /// Words at most, without beginning and end.
    public static let longest = 20
    /// Words with beginning and end.
    public static let length = longest + 2

    /// - Parameters:
    ///   - tokens: of a line of the data set's captions; what is beyond the longest is left out.
    ///   - isKnown: true for words that have a vector. Others are of no kind.
    public init(_ tokens: [CaptionLine.Token], isKnown: (String) -> Bool = { _ in true }) {
        let own = tokens.prefix(EvaluatorText.longest).map { token in
            Word(word: token.word, tag: isKnown(token.word) ? WordTag.marked(token.word) ?? WordTag(token.tag) : .other)
        }
        let all = [Word(word: "sos", tag: .other)] + own + [Word(word: "eos", tag: .other)]
        count = all.count
        words = all + [Word](repeating: Word(word: WordVectors.unknown, tag: .other), count: EvaluatorText.length - all.count)
    }
}
