// The project's own suite: pictures of everything the program draws, recorded in Tests/RenderSuite, drawn again and compared.
//
// docs/snapshots.md says how to record them anew after a change that is meant.
import Foundation
import Pictures
import TestSupport
import Testing

enum RenderSuite {
    static let folder = Project.root + "/Tests/RenderSuite"
    static let parts = ["looks", "cameras", "layouts", "passes", "moving"]

    static func path(_ part: String) -> String { "\(folder)/\(part).yaml" }
}

@Suite(.serialized) struct RenderSuiteTests {
    @Test(arguments: RenderSuite.parts)
    func everythingIsAsRecorded(part: String) throws {
        let run = try Program.run(["snapshot", "check", RenderSuite.path(part), "--quiet"], limit: 240)
        // Says what differs, and where the page is that shows it.
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.output)\(run.errors)")
    }

    /// A suite that leaves something out says nothing about it.
    @Test func everyLookLayoutPassCameraLightAndFloorIsInIt() throws {
        let text = try RenderSuite.parts.map { String(decoding: try Project.bytes(RenderSuite.path($0)), as: UTF8.self) }.joined(
            separator: "\n")
        let words = text.components(separatedBy: CharacterSet(charactersIn: " ,[]\n\""))
        let help = try Program.run(["help", "render"]).output
        for (option, values) in [
            ("look", ["clothed", "stick", "skeleton", "wire", "parts"]), ("layout", ["sequence", "strip", "grid", "overlay", "compare"]),
            ("camera", ["front", "side", "top", "iso", "follow", "orbit"]), ("light", ["outdoor", "flat"]), ("floor", ["none", "checker"]),
            ("preset", ["temos", "clip", "motionclip"]), ("color-by", ["speed", "person"]), ("normals", ["world"]), ("aa", ["1"]),
        ] {
            #expect(help.contains("--\(option)"))
            for value in values {
                #expect(zip(words, words.dropFirst()).contains { $0 == "--\(option)" && $1 == value }, "--\(option) \(value)")
            }
        }
        for option in [
            "path", "ortho", "fov", "distance", "azimuth", "elevation", "intrinsics", "camera-up", "over", "title", "columns", "hands",
            "background", "color",
        ] {
            #expect(words.contains("--\(option)"), "--\(option)")
        }
        for pass in ["color", "depth", "normal", "mask", "parts", "position", "apng"] { #expect(words.contains(pass), "\(pass)") }
    }

    /// Pictures in a repository are paid for by everybody who clones it.
    @Test func itsPicturesAreSmall() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: RenderSuite.folder).map { RenderSuite.folder + "/" + $0 }
        let sizes = try files.map { try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int ?? 0 }
        #expect(sizes.reduce(0, +) < 2_000_000 && sizes.max() ?? 0 < 100_000)
    }
}
