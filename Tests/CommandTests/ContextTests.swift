// The two ways to an OpenGL context: chosen, found or missed, and the same pictures from both.
import Comparison
import Foundation
import Pictures
import TestSupport
import Testing

/// What of the two libraries this machine has, by the program's own account.
enum Contexts {
    static let doctorWithEGL = try? Program.run(["doctor"], shell: "export SMOG_GL=egl")
    static let hasEGL = doctorWithEGL?.output.contains("ok  context             EGL surfaceless") == true
    static let hasOSMesa =
        (try? Program.run(["doctor"], shell: "export SMOG_GL=osmesa"))?.output.contains("ok  context             OSMesa") == true
    static let hasBoth = hasEGL && hasOSMesa
}

struct ContextTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A shell's words after which the program cannot open these libraries: a file of their name that is none comes first.
    private func without(_ libraries: [String]) throws -> String {
        for name in libraries { try folder.write([], name) }
        return "unset SMOG_GL; export LD_LIBRARY_PATH='\(folder.path)'"
    }
    private static let osmesa = ["libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so"]
    private static let egl = ["libEGL.so.1", "libEGL.so"]

    private func still(_ name: String, _ options: [String] = [], shell: String) throws -> Run {
        try Program.run(
            ["render", Project.clip, "-o", folder.file(name), "--frame", "70", "--size", "48x48", "--quiet"] + options, shell: shell)
    }

    @Test(
        .enabled(if: Contexts.hasBoth, "OSMesa and EGL are not both installed here"),
        arguments: [
            [], ["--look", "clothed", "--background", "transparent"], ["--look", "stick", "--floor", "checker", "--path"],
            ["--look", "skeleton", "--light", "outdoor"], ["--look", "wire", "--aa", "1"], ["--layout", "sequence", "--ortho"],
        ])
    func bothContextsDrawTheSamePicture(options: [String]) throws {
        let chosen = options.contains("--layout") ? options : options + ["--frame", "70"]
        for kind in ["osmesa", "egl"] {
            let run = try Program.run(
                ["render", Project.clip, "-o", folder.file("\(kind).png"), "--size", "160x160", "--quiet"] + chosen,
                shell: "export SMOG_GL=\(kind)")
            #expect(run.status == 0 && run.errors.isEmpty, "\(kind): \(run.errors)")
        }
        let first = try PNG.read(folder.file("osmesa.png")), second = try PNG.read(folder.file("egl.png"))
        #expect(Set(first.pixels).count > 20)
        let difference = try ImageDifference(first, second, tolerance: 3)
        #expect(difference.maximum <= 3 && difference.mean <= 0.05 && difference.outliers <= 0.001, "\(difference)")
    }

    @Test(.enabled(if: Contexts.hasBoth, "OSMesa and EGL are not both installed here"))
    func bothContextsMeasureTheSame() throws {
        for kind in ["osmesa", "egl"] {
            #expect(try still("\(kind).png", ["--pass", "depth,parts,normal"], shell: "export SMOG_GL=\(kind)").status == 0)
        }
        for name in ["depth", "parts", "normal"] {
            let first = try PNG.read(folder.file("osmesa_\(name).png")), second = try PNG.read(folder.file("egl_\(name).png"))
            #expect(try ImageDifference(first, second).outliers <= 0.001, "\(name)")
        }
    }

    @Test(.enabled(if: Contexts.hasEGL, "EGL is not installed here")) func workersDrawWithEGL() throws {
        let run = try Program.run(
            ["render", Project.clip, "-o", folder.file("out.gif"), "--size", "32x32", "--fps", "10", "--workers", "2", "--quiet"],
            shell: "export SMOG_GL=egl")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(try AnimatedGIF.read(folder.file("out.gif")).frames.count > 10)
    }

    @Test(.enabled(if: Contexts.hasEGL, "EGL is not installed here")) func withoutOSMesaEGLDraws() throws {
        let shell = try without(ContextTests.osmesa)
        let run = try still("out.png", shell: shell)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(try PNG.read(folder.file("out.png")).width == 48)
        let doctor = try Program.run(["doctor"], shell: shell)
        #expect(doctor.status == 0)
        for word in [
            "EGL surfaceless, because OSMesa does not work here", "libEGL.so", "llvmpipe", "OSMesa was not found",
            "apt-get install libosmesa6",
        ] {
            #expect(doctor.output.contains(word), "'\(word)' is not in: \(doctor.output)")
        }
    }

    @Test(.enabled(if: Contexts.hasOSMesa, "OSMesa is not installed here")) func withoutEGLOSMesaDraws() throws {
        let shell = try without(ContextTests.egl)
        #expect(try still("out.png", shell: shell).status == 0)
        let doctor = try Program.run(["doctor"], shell: shell)
        #expect(doctor.status == 0)
        for word in ["OSMesa, the first choice", "libOSMesa.so", "EGL surfaceless was not found", "apt-get install libegl1"] {
            #expect(doctor.output.contains(word), "'\(word)' is not in: \(doctor.output)")
        }
    }

    @Test(.enabled(if: Contexts.hasBoth, "OSMesa and EGL are not both installed here")) func doctorNamesTheOneInUseAndTheOther() throws {
        let first = try Program.run(["doctor"], shell: "unset SMOG_GL").output
        #expect(first.contains("OSMesa, the first choice") && first.contains("SMOG_GL=egl draws with it"), "\(first)")
        let second = Contexts.doctorWithEGL?.output ?? ""
        #expect(second.contains("EGL surfaceless, as SMOG_GL asks") && second.contains("SMOG_GL=osmesa draws with it"), "\(second)")
    }

    /// Stills are drawn in the program's own process, animations by workers: both say the same line once.
    @Test(arguments: ["out.png", "out.gif"]) func withoutEitherOneLineSaysWhatToInstall(name: String) throws {
        let shell = try without(ContextTests.osmesa + ContextTests.egl)
        let options = name.hasSuffix(".png") ? ["--frame", "0"] : ["--workers", "2"]
        try expectRefused(
            ["render", Project.clip, "-o", "OUT/\(name)", "--size", "32x32"] + options, in: folder,
            saying: ["OSMesa", "EGL", "apt-get install libosmesa6", "apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri"], shell: shell)
    }

    @Test func commandsThatDrawNothingNeedNeither() throws {
        let shell = try without(ContextTests.osmesa + ContextTests.egl)
        #expect(try Program.run(["info", Project.clip], shell: shell).status == 0)
        #expect(try Program.run(["convert", Project.clip, folder.file("out.ply"), "--frame", "3"], shell: shell).status == 0)
        let doctor = try Program.run(["doctor"], shell: shell)
        #expect(doctor.status == 1 && doctor.output.contains("FIX renderer") && doctor.output.contains("libpng"), "\(doctor.output)")
    }

    @Test func whoeverAsksForAMissingOneIsTold() throws {
        let shell = try without(ContextTests.osmesa + ContextTests.egl)
        for (kind, package) in [("osmesa", "libosmesa6"), ("egl", "libegl1"), ("gpu", "libegl1")] {
            try expectRefused(
                ["render", Project.clip, "-o", "OUT/out.png", "--frame", "0"], in: folder,
                saying: ["apt-get install \(package)", "unset SMOG_GL"], shell: shell + "; export SMOG_GL=\(kind)")
        }
    }

    /// EGL's entrance is there, but nothing behind it: what the packages libegl-mesa0 or libgl1-mesa-dri hold.
    @Test(
        .enabled(if: Contexts.hasEGL, "EGL is not installed here"),
        arguments: ["__EGL_VENDOR_LIBRARY_FILENAMES=/nowhere", "LIBGL_DRIVERS_PATH=/nowhere"])
    func anEGLWithoutDriversIsSaidToBeIncomplete(environment: String) throws {
        let shell = "export SMOG_GL=egl \(environment)"
        // Newer Mesa has no separate drivers to be missing.
        if try Program.run(["doctor"], shell: shell).status == 0 { return }
        try expectRefused(
            ["render", Project.clip, "-o", "OUT/out.png", "--frame", "0"], in: folder,
            saying: ["EGL surfaceless", "apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri"], shell: shell)
    }

    @Test func anUnknownChoiceIsRefused() throws {
        try expectRefused(
            ["render", Project.clip, "-o", "OUT/out.png", "--frame", "0"], in: folder,
            saying: ["SMOG_GL", "'metal'", "osmesa", "egl", "gpu"],
            shell: "export SMOG_GL=metal")
    }
}
