// What the argument parser knows of a command: the part of its JSON that a page of documentation needs.
import Foundation

/// A command with its options and subcommands, as `smog --experimental-dump-help` writes them.
struct CommandDescription: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [ArgumentDescription]?
    let subcommands: [CommandDescription]?
    /// The one that is meant where none is named.
    let defaultSubcommand: String?
    let shouldDisplay: Bool

    /// - Parameter dump: the JSON text of the program with all its commands.
    /// - Throws: `DecodingError` where the text has another form.
    init(dump: String) throws {
        struct Dump: Decodable { let command: CommandDescription }
        self = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    }

    /// The commands below this one that help shows, without the parser's own `help`.
    var shownSubcommands: [CommandDescription] { (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" } }

    /// The arguments that help shows, without `--help` and `--version`, which every command has.
    var shownArguments: [ArgumentDescription] {
        (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.preferredName?.name) }
    }
}

/// An option, a flag or a positional argument.
struct ArgumentDescription: Decodable {
    struct Name: Decodable {
        let kind: String
        let name: String

        /// As it is typed: `--size`, `-o`.
        var typed: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?
    let sectionTitle: String?
    let isRepeating: Bool
    let shouldDisplay: Bool
}
