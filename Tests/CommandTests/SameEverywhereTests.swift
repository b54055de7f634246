// The same input gives the same bytes, whatever surrounds the program.
import Comparison
import Foundation
import Pictures
import TestSupport
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
        let shaders =
            cache.map { "export MESA_SHADER_CACHE_DIR='\(folder.file($0))'" }
            ?? "export MESA_SHADER_CACHE_DISABLE=true MESA_GLSL_CACHE_DISABLE=true"
        let run = try Program.run(
            ["render", motion, "-o", folder.file(name), "--quiet"] + options, shell: "\(shaders)\n\(shell)", sourceLocation: sourceLocation)
        #expect(run.status == 0 && run.errors.isEmpty, "\(shell): \(run.errors)", sourceLocation: sourceLocation)
        return try folder.bytes(name)
    }

    private static let looks: [[String]] = [
        ["--look", "clothed", "--background", "transparent"], ["--look", "stick", "--floor", "checker", "--path"],
    ]
    private func still(_ look: [String], _ shell: String, cache: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> [UInt8]
    {
        try bytes(["--frame", "70", "--size", "96x96"] + look, to: "out.png", shell: shell, cache: cache, sourceLocation: sourceLocation)
    }

    /// Every look drawn after a shell has done something, its shaders compiled for that.
    private func stills(_ shell: String, cache: String) throws -> [[UInt8]] {
        try SameEverywhereTests.looks.map { try still($0, shell, cache: cache) }
    }

    @Test func theRastersThreadsDoNotMatter() throws {
        let one = try stills("export LP_NUM_THREADS=0", cache: "shaders")
        for threads in [1, 4] { #expect(try stills("export LP_NUM_THREADS=\(threads)", cache: "shaders") == one, "\(threads) threads") }
    }

    /// 512 is more than Mesa takes by itself, and is cut to what it does take.
    @Test func theWidthOfTheProcessorsVectorsDoesNotMatter() throws {
        let usual = try stills("unset LP_NATIVE_VECTOR_WIDTH", cache: "usual")
        for width in [128, 256, 512] {
            #expect(try stills("export LP_NATIVE_VECTOR_WIDTH=\(width)", cache: "\(width)") == usual, "\(width) bits")
        }
    }

    /// Other families of processors, as far as they can be had on one machine: Mesa compiles for an older x86 one. On
    /// others it ignores the wish.
    @Test func anOlderProcessorDrawsTheSameWithinTheTolerance() throws {
        let usual = try stills(":", cache: "usual").map { try PNG.decode($0) }
        for instructions in ["sse4.1", "avx"] {
            let older = try stills("export GALLIUM_OVERRIDE_CPU_CAPS=\(instructions)", cache: instructions).map { try PNG.decode($0) }
            for (first, second) in zip(usual, older) {
                let difference = try ImageDifference(first, second, tolerance: 3)
                #expect(
                    difference.maximum <= 3 && difference.mean <= 0.05 && difference.outliers <= 0.001, "\(instructions): \(difference)")
            }
        }
    }

    @Test func shadersFromMesasCacheDoNotMatter() throws {
        let compiled = try still([], ":")
        for turn in ["empty", "filled"] { #expect(try still([], ":", cache: "shaders") == compiled, "\(turn) cache") }
        // Filled by a processor of another kind, as far as Mesa takes such shaders.
        #expect(try still([], "export LP_NATIVE_VECTOR_WIDTH=128", cache: "narrow") == compiled)
        #expect(try still([], ":", cache: "narrow") == compiled)
    }

    /// Nor how numbers and names in options are read.
    @Test func languageAndTimeZoneDoNotMatter() throws {
        let strip = ["--layout", "strip", "--count", "3", "--size", "48x64", "--title", "ınto the İ"]
        let camera = [
            "--frame", "3", "--size", "32x32", "--camera-position", "-0.5,-4.25,1.5", "--camera-target", "0,0,0.9", "--fov", "31.5",
            "--color", "INDIGO",
        ]
        func pictures(_ shell: String) throws -> [[UInt8]] {
            try [strip, camera].map { try bytes($0, to: "out.png", shell: shell, cache: "shaders") }
        }
        let usual = try pictures("unset LC_ALL LANG TZ")
        for environment in [
            "LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8", "LC_ALL=C LANG=C", "TZ=Asia/Kolkata",
        ] {
            #expect(try pictures("export \(environment)") == usual, "\(environment)")
        }
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
