// `smog convert`: a motion's posed body as meshes, vertices or joints, for other programs.
import ArgumentParser
import ArrayFiles
import Arrays
import BodyModels
import Files
import Foundation
import Motions

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a motion's posed body for other programs: .obj, .ply, .npz or .npy.",
        discussion: """
            The output's name says what is written; everything is in metres, Z up:
              smog convert walk.npz body.obj --frame 70   one frame's mesh (.ply likewise)
              smog convert walk.npz walk_mesh.npz         vertices (T,V,3), faces (F,3), joints (T,J,3)
              smog convert walk.npz joints.npy            joints (T,J,3)

            All of the motion's own frames, its root translation and its shape are kept, unless --fps, --start, --end or --betas
            say otherwise.
            """)

    @Argument(help: ArgumentHelp("A motion file: AMASS .npz, joint positions or HumanML3D features (.npy), MDM's results.npy.", valueName: "motion"))
    var motion: String

    @Argument(help: ArgumentHelp("The file to write: .obj, .ply, .npz or .npy.", valueName: "output"))
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("The frame of a mesh, counted from 0. (default: 0)", valueName: "number"))
    var frame: Int?

    @OptionGroup(title: "Time") var time: TimeArguments
    @OptionGroup(title: "Body") var body: BodyArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    private enum Kind: String { case obj, ply, npz, npy }

    /// Frames posed, and written, at a time.
    private static let batch = 32

    func validate() throws {
        if let frame, frame < 0 { throw ValidationError("--frame is \(frame); frames are counted from 0.") }
    }

    func run() throws {
        if output.isEmpty { throw CommandFailure("the name of the file to write is empty") }
        guard let kind = Kind(rawValue: URL(fileURLWithPath: output).pathExtension.lowercased()) else {
            throw FileProblem(output, "is not a kind of file that can be written", expected: "a name that ends in .obj, .ply, .npz or .npy")
        }
        for input in [motion] + (body.body.map { [$0] } ?? []) where Folders.areSame(input, output) {
            throw CommandFailure("\(output): would be written over the file it is made from. Name another file")
        }
        if frame != nil, kind == .npz || kind == .npy {
            throw CommandFailure("--frame goes with .obj and .ply; a .\(kind.rawValue) holds every frame (--start and --end choose a part)")
        }
        let all = try time.readAll(motion) { body.shaped(try body.model(for: $0), for: $0) { _ in } }
        guard var motion = all.first else { throw CommandFailure("\(self.motion): holds no motions") }
        note(motion.notes)
        if all.count > 1 { note(["\(self.motion) holds \(all.count) motions; this is the first"]) }
        if let fps = time.fps { motion = try motion.resampled(to: fps) }
        let frame = frame ?? 0
        guard frame < motion.frameCount else {
            throw CommandFailure("\(self.motion): there is no frame \(frame); the motion has \(motion.frameCount) frames, 0 to \(motion.frameCount - 1)")
        }
        let model = try body.model(for: motion)
        let shaped = body.shaped(model, for: motion) { note([$0]) }
        let fitted = motion.converted(to: model.layout).withHands(body.hands ?? .own)
        switch kind {
        case .obj, .ply:
            let posed = shaped.pose(axisAngles: fitted.poses.rows(frame..<frame + 1), translations: fitted.translations.rows(frame..<frame + 1))
            let mesh = MeshFile(vertices: posed.vertices.elements, triangles: model.triangles)
            try kind == .obj ? mesh.writeOBJ(to: output) : mesh.writePLY(to: output)
            report("frame \(frame) of \(motion.frameCount), \(model.vertexCount) vertices, \(model.triangles.count / 3) triangles")
        case .npz:
            try writeNPZ(fitted, shaped)
            report("\(motion.frameCount) frames, \(model.vertexCount) vertices, \(model.jointCount) joints")
        case .npy:
            try writeNPY(fitted, shaped)
            report("\(motion.frameCount) frames, \(model.jointCount) joints")
        }
    }

    private func writeNPZ(_ motion: Motion, _ body: ShapedBody) throws {
        let model = body.model
        let writer = try NPZWriter(output, compression: .stored)
        var joints: [Float] = []
        joints.reserveCapacity(motion.frameCount * model.jointCount * 3)
        try writer.begin("vertices", shape: [motion.frameCount, model.vertexCount, 3], of: Float.self)
        try forEachBatch(motion, body) { posed in
            try writer.append(posed.vertices.elements)
            joints += posed.joints.elements
        }
        try writer.add("faces", NDArray(shape: [model.triangles.count / 3, 3], elements: model.triangles))
        try writer.add("joints", NDArray(shape: [motion.frameCount, model.jointCount, 3], elements: joints))
        try writer.finish()
    }

    private func writeNPY(_ motion: Motion, _ body: ShapedBody) throws {
        let writer = try NPYWriter(output, shape: [motion.frameCount, body.model.jointCount, 3], of: Float.self)
        try forEachBatch(motion, body.outline(vertices: 1)) { try writer.append($0.joints.elements) }
        try writer.finish()
    }

    private func forEachBatch(_ motion: Motion, _ body: ShapedBody, _ use: (PosedFrames) throws -> Void) throws {
        for first in stride(from: 0, to: motion.frameCount, by: Convert.batch) {
            let range = first..<min(first + Convert.batch, motion.frameCount)
            try use(body.pose(axisAngles: motion.poses.rows(range), translations: motion.translations.rows(range)))
        }
    }

    private func note(_ lines: [String]) {
        guard !quiet else { return }
        for line in lines { StandardError.print("smog: note: \(line)") }
    }

    private func report(_ line: String) {
        if !quiet { StandardError.print("\(output): \(line)") }
    }
}
