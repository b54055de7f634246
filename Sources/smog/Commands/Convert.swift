// `smog convert`: a motion as other programs want it: animation files, motion data, posed bodies.
import ArgumentParser
import ArrayFiles
import Arrays
import BodyModels
import Files
import Films
import Foundation
import HumanML3D
import Motions

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a motion for other programs: .glb, .bvh, AMASS .npz, .smpl, HumanML3D features, joints or meshes.",
        discussion: """
            The output's name says what is written, and --as where a kind of file holds different things.

            Moving bodies (Y up, as animation programs have it):
              smog convert walk.npz walk.glb                   body, skeleton and animation, for Blender, engines, web pages
              smog convert walk.npz walk.bvh                   the skeleton alone, SMPL's joints; centimetres
            Motion data:
              smog convert walk.bvh walk.npz --as amass        rotations as AMASS has them (Z up), for everything that reads AMASS
              smog convert walk.npz walk.smpl                  Meshcapade's .smpl (Y up)
              smog convert walk.npz walk.npy --as humanml3d    HumanML3D's 263 numbers a frame (T-1,263), 20 frames a second
              smog convert walk.npz walk.npy --as joints       the 22 joints (T,22,3), Y up, 20 frames a second
            Posed bodies (metres, Z up):
              smog convert walk.npz walk_mesh.npz              vertices (T,V,3), faces (F,3), joints (T,J,3)
              smog convert walk.npz joints.npy                 all joints (T,J,3)
              smog convert walk.npz body.obj --frame 70        one frame's mesh (.ply likewise)

            All of the motion's own frames, its root translation and its shape are kept, unless --fps, --start, --end or --betas
            say otherwise. docs/convert.md tells what each kind of file keeps and loses.
            """)

    @Argument(
        help: ArgumentHelp(
            "A motion file: AMASS .npz, .bvh, .glb, .smpl, joint positions or HumanML3D features (.npy), MDM's results.npy.",
            valueName: "motion"))
    var motion: String

    @Argument(help: ArgumentHelp("The file to write: .glb, .bvh, .npz, .npy, .smpl, .obj or .ply.", valueName: "output"))
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What a .npz or .npy is to hold. (default: mesh in a .npz, all joints in a .npy)", valueName: "form"))
    var form: ConvertedForm?

    @Option(parsing: .unconditional, help: ArgumentHelp("The frame of a mesh, counted from 0. (default: 0)", valueName: "number"))
    var frame: Int?

    @Option(
        help: ArgumentHelp(
            "For --as humanml3d: joint positions (.npy, T,22,3 or 22,3) of the body whose limbs the features are to have, such as HumanML3D's new_joints/000021.npy. (default: the motion's own body)",
            valueName: "file"))
    var skeleton: String?

    @OptionGroup(title: "Time") var time: TimeArguments
    @OptionGroup(title: "Body") var body: BodyArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// Frames posed, and written, at a time.
    private static let batch = 32

    func validate() throws {
        if let frame, frame < 0 { throw ValidationError("--frame is \(frame); frames are counted from 0.") }
    }

    func run() throws {
        if output.isEmpty { throw CommandFailure.usage("the name of the file to write is empty") }
        let kind = try CommandFailure.asUsage { try ConvertedKind(output: output, form: form) }
        for input in [motion] + [body.body, skeleton].compactMap({ $0 }) where Folders.areSame(input, output) {
            throw CommandFailure.usage("\(output): would be written over the file it is made from. Name another file")
        }
        let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
        if frame != nil, !kind.isStill {
            throw CommandFailure.usage("--frame goes with .obj and .ply; a .\(ending) holds every frame (--start and --end choose a part)")
        }
        if skeleton != nil, kind != .humanml3d { throw CommandFailure.usage("--skeleton goes with --as humanml3d") }
        let target = try skeleton.map(SkeletonOption.read)
        let choice = body.choice
        let all = try time.selection.readAll(motion) { choice.shaped(try choice.model(for: $0), for: $0) { _ in } }
        guard var motion = all.first else { throw CommandFailure("\(self.motion): holds no motions") }
        note(motion.notes)
        if all.count > 1 { note(["\(self.motion) holds \(all.count) motions; this is the first"]) }
        if let fps = time.fps ?? (kind == .humanml3d || kind == .bodyJoints ? 20 : nil) { motion = try motion.resampled(to: fps) }
        if let gender = body.gender { motion.gender = gender }
        switch choice.shape {
        case .own: break
        case .zero: motion.betas = []
        case .values(let values): motion.betas = values
        }
        if kind == .amass {
            try motion.withHands(body.hands ?? .own).writeAmass(to: output)
            return report("\(motion.layout.title), \(motion.frameCount) frames at \(motion.frameRate.formattedRate) a second")
        }
        try write(motion, as: kind, target: target)
    }

    private func write(_ motion: Motion, as kind: ConvertedKind, target: NDArray<Float>?) throws {
        let frame = frame ?? 0
        guard frame < motion.frameCount else {
            throw CommandFailure(
                "\(self.motion): there is no frame \(frame); the motion has \(motion.frameCount) frames, 0 to \(motion.frameCount - 1)")
        }
        let model = try body.choice.model(for: motion)
        let shaped = body.choice.shaped(model, for: motion) { note([$0]) }
        let fitted = motion.converted(to: model.layout).withHands(body.hands ?? .own)
        let length = "\(motion.frameCount) frames at \(motion.frameRate.formattedRate) a second"
        switch kind {
        case .obj, .ply:
            let posed = shaped.pose(
                axisAngles: fitted.poses.rows(frame..<frame + 1), translations: fitted.translations.rows(frame..<frame + 1))
            let mesh = MeshFile(vertices: posed.vertices.elements, triangles: model.triangles)
            try kind == .obj ? mesh.writeOBJ(to: output) : mesh.writePLY(to: output)
            report("frame \(frame) of \(motion.frameCount), \(model.vertexCount) vertices, \(model.triangles.count / 3) triangles")
        case .meshArrays:
            try writeNPZ(fitted, shaped)
            report("\(motion.frameCount) frames, \(model.vertexCount) vertices, \(model.jointCount) joints")
        case .allJoints:
            try writeNPY(fitted, shaped)
            report("\(motion.frameCount) frames, \(model.jointCount) joints")
        case .glb:
            try fitted.writeGLB(to: output, body: shaped)
            report("\(length), \(model.vertexCount) vertices, \(model.jointCount) joints")
        case .bvh:
            try fitted.writeBVH(to: output, body: shaped)
            report("\(length), centimetres, Y up")
        case .smplCodec:
            // The motion's own joints: a body is needed only for where its pelvis is.
            try motion.withHands(body.hands ?? .own).writeSmplCodec(to: output, body: shaped)
            report("\(motion.layout.title), \(length), Y up")
        case .bodyJoints:
            let places = fitted.bodyJointsYUp(shaped)
            try write(places)
            report("\(length), 22 joints, Y up")
        case .humanml3d:
            guard motion.frameCount >= HumanML3DFeatures.fewestFrames else {
                throw CommandFailure(
                    "\(self.motion): has \(motion.frameCount) frame at \(motion.frameRate.formattedRate) a second; HumanML3D's features need two"
                )
            }
            if motion.frameRate != 20 {
                note(["HumanML3D's features are of 20 frames a second; models trained on them take these for another speed"])
            }
            let features = HumanML3DFeatures.features(of: fitted.bodyJointsYUp(shaped), target: target)
            try write(features)
            report(
                "\(features.shape[0]) frames at \(motion.frameRate.formattedRate) a second, 263 features, \(target == nil ? "limbs of \(model.isOpenBody ? "the open body" : "the body")" : "limbs of \(skeleton ?? "")")"
            )
        case .amass: break
        }
    }

    private func write(_ array: NDArray<Float>) throws {
        let writer = try NPYWriter(output, shape: array.shape, of: Float.self)
        try writer.append(array.elements)
        try writer.finish()
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

extension Double {
    /// Without needless digits: "120", "59.94".
    fileprivate var formattedRate: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}

/// The value of `--skeleton`.
private enum SkeletonOption {
    /// The joints of the first frame, (22, 3).
    static func read(_ path: String) throws -> NDArray<Float> {
        let stored = try StoredArray(contentsOf: path)
        guard stored.shape.count == 2 || stored.shape.count == 3, stored.shape.suffix(2) == [22, 3], stored.count > 0 else {
            throw FileProblem(path, "has shape \(stored.shape)", expected: "joint positions, (frames, 22, 3) or (22, 3)")
        }
        let numbers = try stored.float32()
        let first = NDArray(shape: [22, 3], elements: Array(numbers.elements.prefix(66)))
        guard first.isFinite else { throw FileProblem(path, "holds a number that is not finite in frame 0") }
        return first
    }
}
