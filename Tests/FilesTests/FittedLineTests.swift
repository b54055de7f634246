// Lines that are rewritten on a terminal must not wrap: each wrapped one would stay.
import Files
import Testing

@Suite struct FittedLineTests {
    @Test func aLineThatFitsStaysAsItIs() {
        #expect(FittedLine.of("walk: 1/2 frames", columns: 16) == "walk: 1/2 frames")
        #expect(FittedLine.of("", columns: 0) == "")
    }

    @Test func ofALongNameTheEndThatSaysHowFarItIsStays() {
        let line = FittedLine.of(String(repeating: "long_name_", count: 20) + ": 12/240 frames, 30 a second, 8 s left", columns: 54)
        #expect(line.count == 54 && line.hasPrefix("…") && line.hasSuffix(": 12/240 frames, 30 a second, 8 s left"))
    }

    @Test func wideCharactersTakeTwoColumnsAndControlsNone() {
        #expect(FittedLine.of("歩く歩く", columns: 8) == "歩く歩く")
        #expect(FittedLine.of("歩く歩く", columns: 6) == "…歩く")
        #expect(FittedLine.of("a\nb\u{1b}c", columns: 10) == "a b c")
    }
}
