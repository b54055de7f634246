// `smog option-tables`: docs/commands.md, made from what the commands say of themselves. `make docs-options` writes it, a test compares.
import ArgumentParser

struct OptionTables: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "option-tables", abstract: "Print the tables of options of all commands as docs/commands.md.", shouldDisplay: false)

    func run() throws {
        print(CommandPage(program: try CommandDescription(dump: Smog._dumpHelp())).text, terminator: "")
    }
}
