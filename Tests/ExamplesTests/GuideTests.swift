// What README.md and docs/data.md say is true: commands run, options exist, file names are recognised.
import BodyModels
import Foundation
import Testing

@Suite struct GuideTests {
    /// The `smog` lines of README.md's shell blocks.
    static var commands: [String] {
        get throws {
            var isShell = false
            return try Repository.lines(of: "README.md").filter { line in
                if line.hasPrefix("```") { isShell = line == "```sh" }
                return isShell && line.hasPrefix("smog ")
            }
        }
    }

    @Test(arguments: try GuideTests.commands) func aCommandOfTheReadmeWorksWhenPasted(command: String) throws {
        let result = try Playground().run("/bin/sh", ["-c", command])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func theReadmeShowsEveryCommand() throws {
        let help = try Playground().run(Repository.program("smog").path, ["--help"]).output
        let list = help.components(separatedBy: "SUBCOMMANDS:\n").last ?? ""
        let names = list.components(separatedBy: "\n").prefix { !$0.isEmpty }
            .filter { !$0.hasPrefix("   ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.contains("render"))
        let shown = try GuideTests.commands
        for name in names { #expect(shown.contains { $0 == "smog \(name)" || $0.hasPrefix("smog \(name) ") }, "\(name)") }
    }

    @Test func theReadmeListsTheOptionsOfRender() throws {
        let help = try Playground().run(Repository.program("smog").path, ["help", "render"]).output
        let own = Set(help.matches(of: /\n  (?:-\w, )?(--[a-z-]+)/).map { String($0.1) }).subtracting(["--version", "--help"])
        #expect(own.contains("--output"))
        let rows = try Repository.lines(of: "README.md").filter { $0.hasPrefix("| `-") }
        let listed = Set(rows.flatMap { $0.split(separator: "|")[0].matches(of: /--[a-z-]+/).map { String($0.0) } })
        #expect(listed == own)
    }

    @Test func bodyModelsAreFoundUnderTheNamesInTheGuide() throws {
        let playground = try Playground()
        let text = try Repository.lines(of: "docs/data.md").joined(separator: "\n")
        // models/smpl/SMPL_NEUTRAL.pkl, …, and other names that stand behind "or" in the same line.
        var wanted: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("    ") {
            guard let place = line.firstMatch(of: /models\/(smpl[hx]?)\//)?.1 else { continue }
            for name in line.matches(of: /(?:(?:neutral|male|female)\/)?[\w.]+\.(?:npz|pkl)/) {
                wanted["mine/\(place)/\(name.0)"] = String(place)
            }
        }
        #expect(wanted.count >= 14)
        for path in wanted.keys {
            let file = playground.folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        let library = BodyLibrary(folders: [playground.folder.path + "/mine"])
        var found: [String: String] = [:]
        for file in library.files {
            let path = String(file.path.dropFirst(playground.folder.path.count + 1))
            found[path] = file.layout.rawValue
            let words = path.lowercased().split { !$0.isLetter }
            let expected: Gender = words.contains("female") || words.contains("f") ? .female : words.contains("male") || words.contains("m") ? .male : .neutral
            #expect(file.gender == expected && !file.isOpen, "\(path)")
        }
        #expect(found == wanted)
    }

    @Test func filesNamedInTheGuidesExist() throws {
        for guide in ["README.md", "docs/data.md"] {
            let base = Repository.root.appendingPathComponent(guide).deletingLastPathComponent()
            for line in try Repository.lines(of: guide) {
                for link in line.matches(of: /\]\(([^)#:]+)\)/) {
                    let path = base.appendingPathComponent(String(link.1)).standardized.path
                    #expect(FileManager.default.fileExists(atPath: path), "\(guide): \(link.1)")
                }
            }
        }
    }
}
