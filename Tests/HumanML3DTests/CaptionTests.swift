// Captions and splits as the data set keeps them.
import Files
import HumanML3D
import TestSupport
import Testing

@Suite struct CaptionTests {
    @Test func `a line is a caption, its words with parts of speech, and when it holds`() throws {
        let whole = try #require(CaptionLine("a man walks.#a/DET man/NOUN walk/VERB#0.0#0.0"))
        #expect(whole.caption == "a man walks." && whole.span == nil)
        #expect(whole.tokens.map(\.word) == ["a", "man", "walk"] && whole.tokens.map(\.tag) == ["DET", "NOUN", "VERB"])
        #expect(CaptionLine("he turns#he/PRON and/or/CCONJ#1.5#nan")?.span == nil)
        let part = try #require(CaptionLine("he turns#he/PRON and/or/CCONJ#1.5#4"))
        #expect(part.span == 1.5..<4 && part.tokens[1] == CaptionLine("#and/or/CCONJ#0#0")?.tokens[0] && part.tokens[1].word == "and/or")
        #expect(CaptionLine("no marks at all") == nil)
    }

    @Test func `a split is its ids`() throws {
        let folder = try TestFolder()
        #expect(try SplitFile.ids(folder.write("000021\r\nM000021 \n\n", "train.txt")) == ["000021", "M000021"])
        let empty = try folder.write("\n", "val.txt")
        #expect(problem { _ = try SplitFile.ids(empty) }.contains("names no motions"))
    }
}
