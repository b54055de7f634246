// The same input gives the same bytes, whatever surrounds the program.
import Foundation
import Pictures
import Testing

struct SameEverywhereTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// The bytes of what a command makes after a shell has done something.
    /// - Parameter cache: the folder of Mesa's compiled shaders; nil does without, so that all is compiled as asked, and
    ///   nothing compiled for a test is left to others.
    private func bytes(
        _ options: [String], to name: String, motion: String = Project.clip, shell: String = ":", cache: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [UInt8] {
        let shaders = cache.map { "export MESA_SHADER_CACHE_DIR='\(folder.file($0))'" } ?? "export MESA_SHADER_CACHE_DISABLE=true MESA_GLSL_CACHE_DISABLE=true"
        let run = try Program.run(
            ["render", motion, "-o", folder.file(name), "--quiet"] + options, shell: "\(shaders)\n\(shell)", sourceLocation: sourceLocation)
        #expect(run.status == 0 && run.errors.isEmpty, "\(shell): \(run.errors)", sourceLocation: sourceLocation)
        return try folder.bytes(name)
    }

    private static let looks: [[String]] = [
        ["--look", "clay"], ["--look", "clothed", "--background", "transparent"], ["--look", "stick", "--floor", "checker", "--path"],
    ]
    private func still(_ look: [String], _ shell: String, cache: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
        try bytes(["--frame", "70", "--size", "96x96"] + look, to: "out.png", shell: shell, cache: cache, sourceLocation: sourceLocation)
    }

    @Test(arguments: looks) func theRastersThreadsDoNotMatter(look: [String]) throws {
        let one = try still(look, "export LP_NUM_THREADS=0")
        for threads in [1, 4] { #expect(try still(look, "export LP_NUM_THREADS=\(threads)") == one, "\(threads) threads") }
    }

    /// 512 is more than Mesa takes by itself, and is cut to what it does take.
    @Test(arguments: looks) func theWidthOfTheProcessorsVectorsDoesNotMatter(look: [String]) throws {
        let usual = try still(look, "unset LP_NATIVE_VECTOR_WIDTH")
        for width in [128, 256, 512] { #expect(try still(look, "export LP_NATIVE_VECTOR_WIDTH=\(width)") == usual, "\(width) bits") }
    }

    @Test func shadersFromMesasCacheDoNotMatter() throws {
        let compiled = try still([], ":")
        for turn in ["empty", "filled"] { #expect(try still([], ":", cache: "shaders") == compiled, "\(turn) cache") }
        // Filled by a processor of another kind, as far as Mesa takes such shaders.
        #expect(try still([], "export LP_NATIVE_VECTOR_WIDTH=128", cache: "narrow") == compiled)
        #expect(try still([], ":", cache: "narrow") == compiled)
    }

    @Test(arguments: ["LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8", "LC_ALL=C LANG=C", "TZ=Asia/Kolkata", "TZ=America/St_Johns"])
    func languageAndTimeZoneDoNotMatter(environment: String) throws {
        let options = ["--layout", "strip", "--count", "3", "--size", "48x64", "--title", "ınto the İ"]
        let usual = try bytes(options, to: "a.png", shell: "unset LC_ALL LANG TZ")
        #expect(try bytes(options, to: "b.png", shell: "export \(environment)") == usual)
        // Numbers and names of options and axes are read the same way, too.
        let camera = ["--frame", "3", "--size", "32x32", "--camera-position", "-0.5,-4.25,1.5", "--fov", "31.5", "--color", "INDIGO"]
        #expect(try bytes(camera, to: "c.png", shell: "export \(environment)") == bytes(camera, to: "d.png", shell: "unset LC_ALL LANG TZ"))
    }

    @Test(arguments: ["gif", "apng"]) func workersDoNotMatter(kind: String) throws {
        let options = ["--size", "40x40", "--fps", "8"]
        let one = try bytes(options + ["--workers", "1"], to: "a.\(kind)", cache: "shaders")
        for shell in ["export LP_NUM_THREADS=0", "export LP_NUM_THREADS=2"] {
            #expect(try bytes(options + ["--workers", "3"], to: "b.\(kind)", shell: shell, cache: "shaders") == one)
        }
    }

    /// Each of several motions comes out as it does alone, in whatever order they are named.
    @Test func theOtherMotionsOfACommandDoNotMatter() throws {
        let motions = ["49/49_04", "09/09_01", "02/02_05"].map(Project.sample)
        let options = ["--size", "40x40", "--fps", "6", "--end", "1", "--quiet"]
        for (name, order) in [("there", motions), ("back", motions.reversed()), ("alone", [motions[1]])] {
            let run = try Program.run(["render"] + order + ["-o", folder.file(name) + "/"] + options)
            #expect(run.status == 0, "\(run.errors)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("there")).sorted()
        #expect(names.count == 3)
        for name in names { #expect(try folder.bytes("there/\(name)") == folder.bytes("back/\(name)"), "\(name)") }
        if names.contains("09_01_poses.gif") {
            let alone = try bytes(["--size", "40x40", "--fps", "6", "--end", "1"], to: "alone.gif", motion: motions[1])
            #expect(try folder.bytes("there/09_01_poses.gif") == alone)
        }
    }
}
