// The tokenizer against OpenAI's, and what it does with text that nobody writes.
import ArrayFiles
import CLIP
import Foundation
import TestSupport
import Testing

@Suite struct TokenizerTests {
    private struct Case {
        var text: String, clean: String, decoded: String
        var ids: [Int32]
        var isTooLong: Bool
    }

    private static func cases() throws -> [Case] {
        let json = try Fixtures.json("clip/tokenizer_cases.json")
        let list = try #require(json as? [[String: Any]])
        return try list.map { item in
            Case(
                text: try #require(item["text"] as? String), clean: try #require(item["clean"] as? String),
                decoded: try #require(item["decoded"] as? String),
                ids: try #require(item["ids"] as? [Int]).map { Int32($0) }, isTooLong: try #require(item["too_long"] as? Bool))
        }
    }

    @Test func cleansEncodesAndDecodesAsOpenAIDoes() throws {
        let tokenizer = CLIPTokenizer()
        let cases = try TokenizerTests.cases()
        #expect(cases.count > 50)
        for item in cases {
            #expect(Array(tokenizer.clean(item.text).unicodeScalars) == Array(item.clean.unicodeScalars), "\(item.text)")
            let ids = tokenizer.encode(item.text)
            #expect(ids == item.ids, "\(item.text)")
            #expect(Array(tokenizer.decode(ids).unicodeScalars) == Array(item.decoded.unicodeScalars), "\(item.text)")
            #expect(tokenizer.isTooLong(item.text) == item.isTooLong, "\(item.text)")
        }
    }

    @Test func fillsUpAndCutsToTheContext() throws {
        let cases = try TokenizerTests.cases()
        let expected = try NamedArrays(contentsOf: Fixtures.path("clip/tokenizer_tokens.npz")).array("tokens").int64()
        let found = try CLIPTokenizer().tokens(cases.map(\.text))
        #expect(found.shape == expected.shape)
        #expect(found.elements.map { Int($0) } == expected.elements)
    }

    @Test func refusesLongTextsWhereCuttingIsOff() throws {
        let tokenizer = CLIPTokenizer()
        for item in try TokenizerTests.cases() {
            if item.isTooLong {
                let error = #expect(throws: TextTooLong.self) { try tokenizer.tokens(item.text, truncating: false) }
                #expect(error?.count == item.ids.count + 2)
                #expect(error?.description.contains("\n") == false)
            } else {
                #expect(try tokenizer.tokens(item.text, truncating: false).count == 77)
            }
        }
    }

    /// Text repair must leave alone what only looks odd; the golden cases hold few of these.
    @Test(arguments: [
        ("Ã la carte", "à la carte"), ("voilÃ  le travail", "voilà le travail"), ("âœ” No problems", "✔ no problems"),
        ("l’humanitÃ©", "l'humanité"), ("â€œlost quoteâ€�", "\"lost quote�"), ("P&EACUTE;REZ", "pérez"), ("&#x80;", "€"),
        ("¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"), ("ÜBER café naïve", "über café naïve"), ("Ångström 100 Å", "ångström 100 å"),
        ("ᄒ\u{1161}ᆫ", "한"), ("a\u{323}\u{307}", "ạ̇"), ("ｶﾞ", "ガ"), ("&ampamp;lt;", "&lt;"), ("рђўсђі", "рђўсђі"),
    ])
    func repairsMixedUpTextOnly(_ text: String, _ clean: String) {
        #expect(Array(CLIPTokenizer().clean(text).unicodeScalars) == Array(clean.unicodeScalars))
    }

    /// Words too long for the short way take another: both must agree, and neither may take quadratic time.
    @Test func longWordsMergeLikeShortOnes() {
        let tokenizer = CLIPTokenizer()
        let period = "xyzzywalkforward"
        let long = tokenizer.encode(String(repeating: period, count: 20_000))
        let short = tokenizer.encode(String(repeating: period, count: 7))
        let repeated = tokenizer.encode(String(repeating: period, count: 9))
        #expect(tokenizer.decode(long) == String(repeating: period, count: 20_000) + " ")
        // Up to the end the merges of a periodic word repeat, whichever way they were found.
        #expect(short.prefix(12) == repeated.prefix(12))
        #expect(Array(long.prefix(12)) == Array(short.prefix(12)))
    }

    @Test func numbersThatAreNoTokensDecodeToNothing() {
        #expect(CLIPTokenizer().decode([320, -1, 49408, .max, .min, 2533]) == "a person ")
    }

    @Test func survivesAnyUnicode() {
        let tokenizer = CLIPTokenizer()
        var value: UInt32 = 1
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<12 {
                value = value &* 1_664_525 &+ 1_013_904_223
                let range: UInt32 = value & 0x400 == 0 ? 0x400 : 0x11_0000
                if let scalar = Unicode.Scalar((value >> 11) % range) { text.unicodeScalars.append(scalar) }
            }
            let ids = tokenizer.encode(text)
            #expect(ids.allSatisfy { $0 >= 0 && $0 < 49408 })
            // No byte is lost on the way: tokens spell the cleaned text, blanks and the combining iota aside, which belong to no word.
            func spelled(_ text: String) -> [Unicode.Scalar] {
                text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{345}" }
            }
            #expect(spelled(tokenizer.decode(ids)) == spelled(tokenizer.clean(text)), "\(text.unicodeScalars.map(\.value))")
        }
    }

    /// Each level of references within references took a round over the whole text: 60 kB of them took six seconds.
    @Test(arguments: [("", ""), ("é", "é"), ("Ã©", "é"), ("&am&#112;lt;", "<"), ("&amp;amp;eacute;", "é"), ("<b>", "<b>")])
    func referencesWithinReferencesTakeNoTime(around: String, clean: String) {
        let tokenizer = CLIPTokenizer()
        let start = ContinuousClock.now
        for chain in ["amp;", "#38;", "AMP;", "#x26;"] {
            let text = around + "&" + String(repeating: chain, count: 60_000 / chain.utf8.count) + "quot;" + " " + around
            let found = tokenizer.clean(text)
            if around == "<b>" {
                // In what looks like HTML, references are meant; only the two rounds after the repair are done.
                #expect(found.hasPrefix("<b>&") && found.utf8.count < text.utf8.count)
            } else {
                #expect(found == clean + "\"" + (clean.isEmpty ? "" : " " + clean), "\(found.prefix(60))")
            }
        }
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    /// Chains of many lengths, and references that others complete.
    @Test func nestedReferencesTakeNoTime() {
        let tokenizer = CLIPTokenizer()
        let start = ContinuousClock.now
        let chains = (1...160).map { "é&" + String(repeating: "amp;", count: $0) + "lt;" }.joined(separator: " ")
        #expect(tokenizer.clean(chains) == [String](repeating: "é<", count: 160).joined(separator: " "))
        #expect(tokenizer.clean(String(repeating: "&#x3", count: 10_000) + "7" + String(repeating: ";", count: 10_000)) == "7")
        #expect(ContinuousClock.now - start < .seconds(3))
    }
}
