// Paths as a shell takes them.

enum ShellWords {
    /// A word as it is where a shell changes nothing about it, else in single quotes.
    static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { ClipNaming.isPlain($0) || $0 == 0x2f || $0 == 0x2e || $0 == 0x2c || $0 == 0x3d || $0 == 0x2b }
        // A file whose name begins with a hyphen is no option.
        let named = word.hasPrefix("-") ? "./" + word : word
        return isPlain ? named : "'" + named.replacing("'", with: "'\\''") + "'"
    }
}
