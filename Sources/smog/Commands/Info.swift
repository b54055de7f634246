// `smog info`: what a file holds.
import ArgumentParser
import ArrayFiles
import Files
import MotionModels
import Motions

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what a file holds: a motion, a body or a trained model, a database, or any .npz, .npy, .pkl, .glb or .bvh.",
        discussion: """
            Of a motion first its length, frames, frames a second and label. Then keys, types, shapes, smallest and largest values, and
            the first strings, as a tree. For checkpoints (PyTorch, TorchScript, safetensors) also the kind of model, its sizes, its parameters part by part, and the options in the opt.yaml beside it. Pickles
            are read as data; nothing in them is ever run. Of a .glb or .bvh file its meshes, joints and animations. Of the folder of a
            MoMask its parts, their sizes, and what is missing.
            """)

    @Argument(help: ArgumentHelp("Any .npz, .npy, .pkl, .glb or .bvh file, a checkpoint, or a database.", valueName: "file"))
    var files: [String]

    func run() throws {
        var failed = 0
        for file in files {
            do {
                if Folders.isFolder(file), MoMaskFiles.areIn(file) {
                    print(try MoMaskFiles(file).description().joined(separator: "\n"))
                    continue
                }
                if Folders.isFolder(file), MotionCLRFiles.areIn(file) {
                    print(try MotionCLRFiles(file).description().joined(separator: "\n"))
                    continue
                }
                let tree = try describeSkeletonFile(at: file) ?? describeArrayFile(at: file)
                print(Info.motions(in: file) + tree, terminator: "")
            } catch {
                if files.count == 1 { throw error }
                StandardError.fail(error)
                failed += 1
            }
        }
        if failed > 0 { throw CommandFailure("\(failed) of \(files.count) files could not be read", status: failed == files.count ? 1 : 2) }
    }

    /// A line for each motion of a file: how long it is, and what is done; nothing for other files.
    private static func motions(in file: String) -> String {
        let endings = [".npz", ".npy", ".pkl", ".bvh", ".glb", ".smpl"]
        guard endings.contains(where: file.lowercased().hasSuffix), let read = try? Motion.readAll(path: file), !read.isEmpty else {
            return ""
        }
        var labels = MotionLabels()
        let motions = labels.labelled(read)
        var lines = motions.prefix(mostMotions).map { motion in
            let frames = NumberText.count(motion.frameCount, "frame")
            let rate = NumberText.short(motion.frameRate, 2)
            return "\(motion.name): \(NumberText.short(motion.duration, 2)) s, \(frames) at \(rate) a second"
                + (motion.label.map { ", \"\($0)\"" } ?? "")
        }
        if motions.count > mostMotions { lines.append("and \(motions.count - mostMotions) more motions") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let mostMotions = 8
}
