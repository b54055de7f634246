// A Markdown page with a table of options for each command.
import Foundation

/// docs/commands.md.
struct CommandPage {
    let program: CommandDescription

    var text: String {
        let commands = leaves(of: program, path: [])
        let list = commands.map { "| [`\($0.name)`](#\(anchor($0.name))) | \(escaped($0.command.abstract ?? "")) |\n" }.joined()
        let tables = commands.map { section($0.name, $0.command) }.joined()
        return """
            <!-- Made by `make docs-options` from the program's own help: change the help texts in Sources/smog, not this page. -->
            # Commands and their options

            What `smog help COMMAND` says, on one page. In option names `-` and `_` are the same: `--babel-dir` is `--babel_dir`. Every command has
            `--help`.

            | command | |
            |---|---|
            \(list)\(tables)
            """
    }

    /// The commands that do something, in the order of the help, each with its words.
    private func leaves(of command: CommandDescription, path: [String]) -> [(name: String, command: CommandDescription)] {
        let path = path + [command.commandName]
        let below = command.shownSubcommands
        return below.isEmpty ? [(path.joined(separator: " "), command)] : below.flatMap { leaves(of: $0, path: path) }
    }

    private func section(_ name: String, _ command: CommandDescription) -> String {
        var text = "\n## \(name)\n\n\(escaped(command.abstract ?? ""))\n"
        if let discussion = command.discussion, !discussion.isEmpty {
            text +=
                "\n"
                + discussion.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
        }
        var titles: [String?] = []
        for argument in command.shownArguments where !titles.contains(argument.sectionTitle) { titles.append(argument.sectionTitle) }
        // Those of no section come first, wherever they were declared.
        for title in titles.filter({ $0 == nil }) + titles.filter({ $0 != nil }) {
            let rows = merged(command.shownArguments.filter { $0.sectionTitle == title })
            text += "\n" + (title.map { "**\($0)**\n\n" } ?? "") + "| option | meaning | default |\n|---|---|---|\n" + rows.joined()
        }
        return text
    }

    /// A row for each argument; `--grid` and `--no-grid`, which the parser lists apart, share one.
    private func merged(_ arguments: [ArgumentDescription]) -> [String] {
        var rows: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            var names = spellings(of: argument)
            if index + 1 < arguments.count, let name = argument.preferredName?.name,
                arguments[index + 1].preferredName?.name == "no-" + name
            {
                names += spellings(of: arguments[index + 1])
                index += 1
            }
            rows.append(row(argument, names))
            index += 1
        }
        return rows
    }

    /// The names as they are typed, the preferred one first; of names that differ in `-` and `_` only one.
    private func spellings(of argument: ArgumentDescription) -> [String] {
        var seen: Set<String> = []
        let names = [argument.preferredName].compactMap { $0 } + (argument.names ?? [])
        return names.map(\.typed).filter { seen.insert($0.replacing("_", with: "-")).inserted }
    }

    private func row(_ argument: ArgumentDescription, _ names: [String]) -> String {
        var (meaning, usual) = CommandPage.split(argument.abstract ?? "")
        if let values = argument.allValues, !values.allSatisfy(meaning.contains) {
            meaning += " One of: \(values.joined(separator: ", "))."
        }
        if let value = argument.defaultValue, argument.kind != "flag" { usual = value }
        let value = argument.kind == "flag" || argument.allValues != nil ? "" : " \(argument.valueName ?? "value")"
        let title =
            argument.kind == "positional" ? "`\(argument.valueName ?? "")`" : names.map { "`\($0)\(value)`" }.joined(separator: ", ")
        return "| \(title)\(argument.isRepeating ? " …" : "") | \(escaped(meaning)) | \(escaped(usual)) |\n"
    }

    /// Takes `(default: …)` from the end of a help text.
    static func split(_ text: String) -> (meaning: String, usual: String) {
        guard text.hasSuffix(")"), let start = text.range(of: " (default: ", options: .backwards) else { return (text, "") }
        return (String(text[..<start.lowerBound]), String(text[start.upperBound...].dropLast()))
    }

    private func anchor(_ title: String) -> String { title.lowercased().replacing(" ", with: "-") }

    /// Text as Markdown shows it in a cell of a table.
    private func escaped(_ text: String) -> String {
        text.replacing("\n", with: " ").replacing("|", with: "\\|").replacing("<", with: "\\<").replacing("*", with: "\\*")
    }
}
