// In option names `-` and `_` are the same: `--input-file` is `--input_file`. Commands declare one of them, and this is where both are known.
import ArgumentParser

enum OptionSpelling {
    /// Parses words, whichever of the two spellings their options have.
    static func parse<Arguments: ParsableArguments>(_ type: Arguments.Type, _ words: [String]) throws -> Arguments {
        do {
            return try type.parse(words)
        } catch {
            // Only then: looking up the names of all options takes longer than starting the program.
            let respelt = declared(words, names: names(of: try CommandDescription(dump: type._dumpHelp())))
            guard respelt != words else { throw error }
            return try type.parse(respelt)
        }
    }

    /// The command that the program's words ask for.
    static func parseProgram(_ words: [String]) throws -> any ParsableCommand {
        do {
            return try Smog.parseAsRoot(words)
        } catch {
            guard Smog.exitCode(for: error) == .validationFailure else { throw error }
            var command = try CommandDescription(dump: Smog._dumpHelp())
            for word in words {
                guard let next = command.subcommands?.first(where: { $0.commandName == word }) else { break }
                command = next
            }
            if let name = command.defaultSubcommand, let next = command.subcommands?.first(where: { $0.commandName == name }) {
                command = next
            }
            let respelt = declared(words, names: names(of: command))
            guard respelt != words else { throw error }
            return try Smog.parseAsRoot(respelt)
        }
    }

    private static func names(of command: CommandDescription) -> [String] {
        (command.arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name)
    }

    /// The same words with the names of options as they are declared. Values stay as they are: those after `=`, those that are words of
    /// their own, and all that follows `--`.
    private static func declared(_ words: [String], names: [String]) -> [String] {
        func plain(_ name: some StringProtocol) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }
        let spelling = Dictionary(names.map { (plain($0), $0) }, uniquingKeysWith: { first, _ in first })
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return words[..<end].map { word in
            guard word.hasPrefix("--") else { return word }
            let name = word.dropFirst(2).prefix { $0 != "=" }
            guard !names.contains(String(name)), let declared = spelling[plain(name)] else { return word }
            return "--" + declared + word.dropFirst(2 + name.count)
        } + words[end...]
    }
}
