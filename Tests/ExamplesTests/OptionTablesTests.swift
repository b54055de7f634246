// docs/commands.md says of each command's options what the program itself says.
import Foundation
import Testing

@Suite struct OptionTablesTests {
    @Test func thePageOfOptionsIsAsTheProgramWritesIt() throws {
        let result = try Playground().run(Repository.program("smog").path, ["option-tables"])
        #expect(result.status == 0)
        let printed = result.output.components(separatedBy: "\n")
        let page = try Repository.lines(of: "docs/commands.md")
        for (line, other) in zip(page, printed) where line != other {
            Issue.record("docs/commands.md says '\(line)', the program '\(other)': run 'make docs-options'")
            return
        }
        #expect(page.count == printed.count, "run 'make docs-options'")
    }

    @Test(arguments: ["render", "convert", "train", "dataset images"]) func thePageHasEveryOptionThatHelpLists(command: String) throws {
        let help = try Playground().run(Repository.program("smog").path, ["help"] + command.split(separator: " ").map(String.init)).output
        let own = Set(help.matches(of: /\n  (?:-\w, )?(--[a-z_-]+)/).map { plain($0.1) }).subtracting(["--version", "--help"])
        #expect(own.count > 5)
        let sections = try Repository.lines(of: "docs/commands.md").split { $0.hasPrefix("## ") && $0 != "## smog \(command)" }
        let section = try #require(sections.first { $0.contains("## smog \(command)") })
        let rows = section.drop { $0 != "## smog \(command)" }.filter { $0.hasPrefix("| `-") }
        let listed = Set(rows.flatMap { $0.split(separator: "|")[0].matches(of: /--[a-z_-]+/).map { plain($0.0) } })
        // `--grid/--no-grid` is one entry of the help.
        #expect(own.subtracting(listed) == [], "not in docs/commands.md")
        #expect(listed.subtracting(own).allSatisfy { $0.hasPrefix("--no-") || help.contains($0) }, "not in the help")
    }

    private func plain(_ name: Substring) -> String { String(name.replacing("_", with: "-")) }
}
