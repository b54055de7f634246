// What README.md and docs/ say is true: commands run, looks and layouts have pages, file names are recognised.
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

    /// All pages of `docs/`.
    static var pages: [String] {
        get throws {
            let folder = Repository.root.appendingPathComponent("docs")
            return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }.sorted().map {
                "docs/" + $0
            }
        }
    }

    /// The `smog` lines of the pages' shell blocks.
    static var commandsOfPages: [String] {
        get throws {
            try pages.flatMap { page in
                var isShell = false
                return try Repository.lines(of: page).filter { line in
                    if line.hasPrefix("```") { isShell = line == "```sh" }
                    return isShell && line.hasPrefix("smog ")
                }
            }
        }
    }

    /// A command with small pictures and few frames where it draws: whether it works is asked, not how it looks.
    static func small(_ command: String) -> String {
        guard command.contains(/^smog (render|text2motion|edit|interpolate|dataset gallery)\s/) else { return command }
        return command + " --size 32x32" + (command.contains(".gif") ? " --fps 3" : "")
    }

    @Test(arguments: try GuideTests.commandsOfPages) func aCommandOfAPageWorks(command: String) throws {
        let result = try Playground().run("/bin/sh", ["-c", "mkdir -p docs/pictures && \(GuideTests.small(command))"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func everyLookAndLayoutHasAPage() throws {
        let help = try Playground().run(Repository.program("smog").path, ["help", "render"]).output.replacing(/\s+/, with: " ")
        let pages = try GuideTests.pages
        for (option, folder) in [("look", "looks"), ("layout", "layouts")] {
            let values =
                help.firstMatch(of: try Regex("--\(option) <\(option)>[^(]*(?:\\([^v][^)]*\\) )*\\(values: ([a-z, ]+)"))?.output[1]
                .substring ?? ""
            let names = values.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(names.count >= 6)
            for name in names { #expect(pages.contains("docs/\(folder)/\(name).md"), "\(name)") }
        }
    }

    @Test func theReadmeNamesEveryCommand() throws {
        let help = try Playground().run(Repository.program("smog").path, ["--help"]).output
        let list = help.components(separatedBy: "SUBCOMMANDS:\n").last ?? ""
        let names = list.components(separatedBy: "\n").prefix { !$0.isEmpty }
            .filter { !$0.hasPrefix("   ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.contains("render"))
        let readme = try Repository.lines(of: "README.md").joined(separator: "\n")
        for name in names { #expect(readme.contains("smog \(name)"), "\(name)") }
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
            let expected: Gender =
                words.contains("female") || words.contains("f") ? .female : words.contains("male") || words.contains("m") ? .male : .neutral
            #expect(file.gender == expected && !file.isOpen, "\(path)")
        }
        #expect(found == wanted)
    }
}
