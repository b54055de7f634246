// Lines for terminals, as wide as there is room.

package enum FittedLine {
    /// A line no wider than some columns: the beginning, which names the work, gives way to the end, which says how far it is.
    package static func of(_ line: String, columns: Int) -> String {
        let characters = line.map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } ? " " : $0 }
        guard characters.reduce(0, { $0 + width($1) }) > columns else { return String(characters) }
        var kept: [Character] = []
        var room = max(0, columns - 1)
        for character in characters.reversed() {
            room -= width(character)
            if room < 0 { break }
            kept.append(character)
        }
        return columns < 1 ? "" : "…" + String(kept.reversed())
    }

    /// How many columns a character takes: two where it is of East Asia's scripts or a picture (Unicode's wide and full-width ranges).
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6,
            0x1f300...0x1faff, 0x20000...0x3fffd,
        ]
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}
