// What a command that does not exist was probably meant to be.
import ArgumentParser
import Files

enum CommandNames {
    /// Sees that the first words of a command line name a command.
    /// - Throws: a ``CommandFailure`` that names the command that comes nearest. The argument parser takes a misspelt command for an
    ///   argument, and complains about the options behind it.
    static func check(_ words: [String]) throws {
        var below: [any ParsableCommand.Type] = Smog.configuration.subcommands
        var path = "smog"
        var takesArguments = false
        // `smog help render` is about a command, too.
        for word in words.first == "help" ? words.dropFirst() : words[...] {
            if below.isEmpty || word.hasPrefix("-") { return }
            let names: [String] = below.map { name(of: $0) }
            guard let next = names.firstIndex(of: word) else {
                let shown = zip(names, below).filter { isShown($0.1) }.map { $0.0 }
                // A command with a default one below it takes what that takes, unless it is a slip of the fingers.
                if takesArguments, Folders.exists(word) || nearest(to: word, of: shown) == nil { return }
                throw CommandFailure.usage(problem(word, path: path, names: shown))
            }
            path += " " + word
            takesArguments = below[next].configuration.defaultSubcommand != nil
            below = subcommands(of: below[next])
        }
    }

    private static func name(of command: any ParsableCommand.Type) -> String { command._commandName }
    private static func isShown(_ command: any ParsableCommand.Type) -> Bool { command.configuration.shouldDisplay }
    private static func subcommands(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        command.configuration.subcommands
    }

    private static func problem(_ word: String, path: String, names: [String]) -> String {
        let advice = "See '\(path) --help'."
        if let near = nearest(to: word, of: names) {
            return "there is no command '\(path) \(word)'; did you mean '\(path) \(near)'? \(advice)"
        }
        if Folders.exists(word) {
            return "'\(word)' is a file; what is to be done with it? Such as: smog info FILE, or smog render FILE -o FILE.gif. \(advice)"
        }
        return "there is no command '\(path) \(word)', but \(names.joined(separator: ", ")). \(advice)"
    }

    /// The name that a slip of the fingers turns into a word; nil if there is none.
    static func nearest(to word: String, of names: [String]) -> String? {
        let word = word.lowercased()
        let ranked = names.map { (distance: distance(word, $0), name: $0) }.min { $0.distance < $1.distance }
        if let ranked, ranked.distance <= max(1, ranked.name.count / 3) { return ranked.name }
        let begun = names.filter { word.count >= 3 && $0.hasPrefix(word) }
        return begun.count == 1 ? begun[0] : nil
    }

    /// How many letters are missing, too many, wrong, or in each other's place (Damerau and Levenshtein).
    static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first), b = Array(second)
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var least = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
