// docs/architecture.md lists the rooms that Package.swift builds, and every file that a page of documentation names is there.
import Foundation
import Testing

@Suite struct ArchitectureTests {
    /// A row of the table of rooms, or what Package.swift says of the same room.
    struct Room: Equatable, CustomStringConvertible {
        let name: String
        let needs: Set<String>

        var description: String { "\(name): \(needs.sorted().joined(separator: ", "))" }
    }

    /// The rooms of Package.swift, lowest first, without the C libraries that they wrap.
    static func packageRooms() throws -> [Room] {
        let text = try Repository.lines(of: "Package.swift").joined(separator: "\n")
        let list = text.components(separatedBy: "let rooms: [Room] = [").last?.components(separatedBy: "\n]").first ?? ""
        return list.matches(of: /Room\(\s*name: "(\w+)"(?:,\s*needs: \[([^\]]*)\])?/).map { match in
            let needs = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }.filter { !isCLibrary($0) }
            return Room(name: String(match.1), needs: Set(needs))
        }
    }

    private static func isCLibrary(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: Repository.root.path + "/Sources/\(name)/module.modulemap")
    }

    @Test func everyChangeOfTheMutationTestsStillHasItsPlace() throws {
        let shaders = try Repository.names(in: "Shaders").map { try Repository.lines(of: "Shaders/" + $0).joined(separator: "\n") }
        var count = 0
        for line in try Repository.lines(of: "scripts/mutations.txt") where !line.isEmpty && !line.hasPrefix("#") {
            let parts = line.components(separatedBy: " :: ")
            guard parts.count == 4 else {
                Issue.record("not 'name :: file :: right :: wrong': \(line)")
                continue
            }
            let text = parts[1] == "Shaders" ? shaders.joined() : try Repository.lines(of: parts[1]).joined(separator: "\n")
            #expect(text.contains(parts[2]), "\(parts[0]): \(parts[1]) has no \(parts[2])")
            count += 1
        }
        #expect(count > 20)
    }

    @Test func everyFileSaysInItsFirstLineWhatItIsFor() throws {
        for folder in ["Sources", "Tests", "Examples", "Benchmarks"] {
            for file in try Repository.swiftFiles(in: folder) where !file.hasSuffix("Package.swift") {
                let first = try Repository.lines(of: file).first ?? ""
                #expect(first.hasPrefix("// ") && !first.hasPrefix("///"), "\(file): \(first)")
            }
        }
    }

    @Test func theTableOfRoomsIsThePackages() throws {
        // | [`Files`](../Sources/Files) | what lives there | `Arrays`, `Workers` |
        let documented = try Repository.lines(of: "docs/architecture.md").compactMap { line -> Room? in
            guard let name = line.firstMatch(of: /^\| \[`(\w+)`\]\(\.\.\/Sources\/(\w+)\)/), name.1 == name.2 else { return nil }
            let last = line.split(separator: "|").last ?? ""
            return Room(name: String(name.1), needs: Set(last.matches(of: /`(\w+)`/).map { String($0.1) }))
        }
        let rooms = try ArchitectureTests.packageRooms()
        #expect(rooms.count > 10)
        #expect(documented.map(\.name) == rooms.map(\.name))
        for (row, room) in zip(documented, rooms) { #expect(row == room) }
    }

    @Test func theFloorsAreThePackages() throws {
        // "    floor 2   ArrayFiles · Pictures"
        var documented: [Int: [String]] = [:]
        for line in try Repository.lines(of: "docs/architecture.md") {
            guard let match = line.firstMatch(of: /^ {4}floor (\d+) +(.+)$/), let floor = Int(match.1) else { continue }
            documented[floor] = match.2.components(separatedBy: " · ")
        }
        var floors: [String: Int] = [:]
        var built: [Int: [String]] = [:]
        for room in try ArchitectureTests.packageRooms() {
            let floor = 1 + (room.needs.compactMap { floors[$0] }.max() ?? 0)
            floors[room.name] = floor
            built[floor, default: []].append(room.name)
        }
        #expect(documented == built)
    }

    @Test func aRoomImportsOnlyRoomsAboveItInTheList() throws {
        let rooms = try ArchitectureTests.packageRooms()
        for (index, room) in rooms.enumerated() {
            let lower = Set(rooms.prefix(index).map(\.name))
            #expect(room.needs.isSubset(of: lower), "\(room)")
        }
    }

    /// All pages that speak of the project as it is; the change log also speaks of what it was.
    static var guides: [String] {
        get throws {
            try [
                "README.md", "CONTRIBUTING.md", "NOTICE", "Benchmarks/README.md", "models/open/README.md", "models/smog-cmu/README.md",
                "data/cmu/README.md", "data/sample/README.md",
            ]
                + GuideTests.pages
        }
    }

    /// What git keeps, by the first part of its path.
    private static var kept: Regex<(Substring, Substring)> {
        /`((?:Sources|Tests|Shaders|Examples|Benchmarks|scripts|assets|docs|data\/cmu|data\/sample|models\/open|models\/smog-cmu|\.ci)\/[^`\s]*)`/
    }

    @Test(arguments: try ArchitectureTests.guides) func filesThatAPageNamesExist(page: String) throws {
        for (number, line) in try Repository.lines(of: page).enumerated() {
            for match in line.matches(of: ArchitectureTests.kept) {
                let path = String(match.1)
                // Patterns and files that a command makes beside the suites.
                if path.contains(where: { "*<>{}…$".contains($0) }) { continue }
                #expect(FileManager.default.fileExists(atPath: Repository.root.path + "/" + path), "\(page), line \(number + 1): \(path)")
            }
        }
    }

    @Test(arguments: try ArchitectureTests.guides + ["CHANGELOG.md"]) func linksLeadSomewhere(page: String) throws {
        let folder = Repository.root.appendingPathComponent(page).deletingLastPathComponent()
        for (number, line) in try Repository.lines(of: page).enumerated() {
            for link in line.matches(of: /\]\(([^)#:\s]*)(?:#([^)\s]*))?\)/) where !(link.1.isEmpty && link.2 == nil) {
                let target = link.1.isEmpty ? Repository.root.appendingPathComponent(page) : folder.appendingPathComponent(String(link.1))
                let place = "\(page), line \(number + 1): \(link.0)"
                #expect(FileManager.default.fileExists(atPath: target.standardized.path), "\(place)")
                guard let anchor = link.2, target.pathExtension == "md" else { continue }
                let text = try String(contentsOf: target, encoding: .utf8)
                #expect(ArchitectureTests.anchors(of: text).contains(String(anchor)), "\(place)")
            }
        }
    }

    /// What GitHub calls the headings of a page: small letters, no punctuation, hyphens for blanks.
    private static func anchors(of text: String) -> Set<String> {
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { $0.drop { $0 == "#" || $0 == " " } }
        return Set(headings.map { $0.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-") })
    }
}
