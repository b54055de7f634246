// `smog doctor`: what this machine has, and how to get what is missing.
import ArgumentParser
import ArrayFiles
import Arrays
import BodyModels
import Files
import Foundation
import MotionModels
import Pictures
import Rendering
import Workers

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report the renderer, libraries, body models and data found, and how to get what is missing.")

    @Option(
        help: ArgumentHelp("A folder of body models. (default: models)", valueName: "folder"))
    var modelDir: String?

    func run() throws {
        var report = DoctorReport()
        report.section(Version.text)
        report.found("processors", "\(WorkerPool.processorCount)")
        renderer(&report)
        libraries(&report)
        bodies(&report)
        data(&report)
        print(report.text, terminator: "")
        if report.mustBeFixed > 0 {
            throw CommandFailure("\(NumberText.count(report.mustBeFixed, "thing")) must be fixed before anything can be drawn")
        }
    }

    private func renderer(_ report: inout DoctorReport) {
        report.section("Renderer")
        do {
            let choice = try DrawingChoice.ofEnvironment()
            let description = try OffscreenContext().description
            report.found("drawn by", "\(description.line); bodies by \(painters(choice))")
            report.found("context", "\(description.kind.title), \(reason(for: description))")
            report.found("library", description.library)
            report.found("renderer", description.renderer)
            report.found("OpenGL", description.version)
            let processes = WorkerPool.processorCount
            report.found(
                "threads",
                description.threads == 0
                    ? "in the calling thread; \(processes) worker process\(processes == 1 ? "" : "es")" : "\(description.threads)")
            report.found("largest picture", "\(description.maximumSize / 2)x\(description.maximumSize / 2) with --aa 4")
            // Those of the processor; graphics cards are for whoever asks for them.
            for kind in [ContextKind.osmesa, .egl] where kind != description.kind {
                do {
                    report.found(
                        "also here", "\(kind.title) (\(try OffscreenContext.look(for: kind))); SMOG_GL=\(kind.rawValue) draws with it")
                } catch let problem as GraphicsProblem {
                    report.missing("also possible", "\(problem.reason); not needed. To install it: \(kind.installation)", required: false)
                }
            }
        } catch {
            // Bodies on plain floors need no OpenGL where they are asked to do without.
            report.missing("renderer", "\(error)", required: (try? DrawingChoice.ofEnvironment()) != .cpu)
        }
    }

    private func painters(_ choice: DrawingChoice) -> String {
        switch choice {
        case .auto: "the software painter, large ones by OpenGL"
        case .gl: "OpenGL, as SMOG_DRAW asks"
        case .cpu: "the software painter, as SMOG_DRAW asks; wires and what can be seen through by OpenGL"
        }
    }

    private func reason(for description: OffscreenContext.Description) -> String {
        // What is wrong with it is said further down, with what to do about it.
        if description.passedOver != nil { return "because OSMesa does not work here" }
        if (try? GraphicsChoice.ofEnvironment()) == .best { return "the first choice" }
        return "as SMOG_GL asks"
    }

    private func libraries(_ report: inout DoctorReport) {
        report.section("Libraries")
        report.found("libpng", PNG.libraryVersion)
        report.found("giflib", AnimatedGIF.libraryVersion)
        report.found("zlib", CompressionLibrary.version)
        if let version = LinearAlgebra.libraryVersion {
            report.found("OpenBLAS", version)
        } else {
            report.missing(
                "OpenBLAS", "not found; matrix products are slow without it. Install it: apt-get install libopenblas0", required: false)
        }
        do {
            report.found("ffmpeg", try ProgramSearch.find(VideoFile.program))
        } catch {
            report.missing(
                "ffmpeg", "not on the PATH; needed only for videos (.mp4, .webm). Install it: apt-get install ffmpeg", required: false)
        }
    }

    private func bodies(_ report: inout DoctorReport) {
        report.section("Body models")
        let library = BodyLibrary(folders: ModelFolders.all(modelDir))
        for file in library.files {
            do {
                let model = try BodyModel(contentsOf: file.path)
                report.found(
                    "\(model.layout.title) \(file.gender.rawValue)",
                    "\(file.path), \(model.vertexCount) vertices, \(model.betaCount) betas\(model.isOpenBody ? ", open (CC0)" : "")")
            } catch {
                report.missing("\(file.layout.title) \(file.gender.rawValue)", "\(error)", required: false)
            }
        }
        if library.files.isEmpty {
            report.missing(
                "body models",
                "none in \(library.folders.joined(separator: ", ")). Run this in the project's folder, or name a folder with --model-dir",
                required: true)
        } else if !library.files.contains(where: { !$0.isOpen }) {
            report.missing(
                "SMPL, SMPL+H, SMPL-X", "none found; the open body is used. Free for research after registration: see docs/data.md",
                required: false)
        }
    }

    /// MoMask's trees in the folders where they are looked for.
    private func moMask(_ report: inout DoctorReport) {
        let places = (ModelFolders.all(nil).map { $0 + "/momask" } + ["checkpoints"]).flatMap { [$0, $0 + "/t2m", $0 + "/kit"] }
        // A folder that holds t2m is that tree as well.
        let trees = places.filter { !Folders.isFolder($0 + "/t2m") && !Folders.isFolder($0 + "/kit") && MoMaskFiles.areIn($0) }
        for tree in trees {
            do {
                let files = try MoMaskFiles(tree)
                report.found("MoMask", "\(tree), makes motions from texts")
                for part in files.missingParts { report.missing("MoMask", part, required: false) }
            } catch {
                report.missing("MoMask", "\(error)", required: false)
            }
        }
        if trees.isEmpty {
            report.missing(
                "MoMask", "no models/momask or checkpoints; its released files make motions from texts: see docs/data.md", required: false)
        }
    }

    private func data(_ report: inout DoctorReport) {
        report.section("Data")
        let bundled = Demo.checkpoint, models = ModelFolders.besideProgram("models")
        let places = [bundled, models.map { $0 + bundled.dropFirst("models".count) }].compactMap { $0 }
        if let path = places.first(where: Folders.exists) {
            report.found("bundled model", "\(path), makes motions from texts")
        } else {
            report.missing(
                "bundled model", "no \(places.joined(separator: " or ")); it comes with the project: run this in its folder",
                required: false)
        }
        if let path = CLIPWeights.find(nil), Folders.exists(path) {
            report.found("CLIP", path)
        } else {
            report.missing(
                "CLIP", "no \(CLIPWeights.find(nil) ?? "models/clip/ViT-B-32.pt"); needed to turn texts into motions: see docs/data.md",
                required: false)
        }
        moMask(&report)
        let folders = [
            ("sample motions", "data/sample", "they come with the project; run this in its folder"),
            ("AMASS", "data/amass", "free for research after registration: see docs/data.md"),
            ("BABEL", "data/babel_v1.0_release", "free for research after registration: see docs/data.md"),
            ("rendered image set", "data/render", "needed only to train with images"),
        ]
        for (name, path, advice) in folders {
            if Folders.isFolder(path) {
                report.found(name, path)
            } else if name == "sample motions", let beside = ModelFolders.besideProgram("data") {
                report.found(name, beside + "/sample")
            } else {
                report.missing(name, "no \(path); \(advice)", required: false)
            }
        }
    }
}

/// The lines of a report, in columns.
struct DoctorReport {
    private(set) var text = ""
    private(set) var mustBeFixed = 0

    mutating func section(_ title: String) { text += (text.isEmpty ? "" : "\n") + title + "\n" }

    mutating func found(_ what: String, _ value: String) { line("ok", what, value) }

    mutating func missing(_ what: String, _ advice: String, required: Bool) {
        if required { mustBeFixed += 1 }
        line(required ? "FIX" : "--", what, advice)
    }

    private mutating func line(_ mark: String, _ what: String, _ value: String) {
        text +=
            "  " + mark.padding(toLength: 4, withPad: " ", startingAt: 0)
            + what.padding(toLength: max(20, what.count + 1), withPad: " ", startingAt: 0) + value + "\n"
    }
}
