// `smog info`: what a file holds.
import ArgumentParser
import ArrayFiles
import Motions

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what a file holds: a motion, a body or a trained model, a database, or any .npz, .npy, .pkl, .glb or .bvh.",
        discussion: """
            Keys, types, shapes, smallest and largest values, and the first strings, as a tree. For checkpoints (PyTorch, TorchScript,
            safetensors) also the kind of model, its sizes, its parameters part by part, and the options in the opt.yaml beside it. Pickles
            are read as data; nothing in them is ever run. Of a .glb or .bvh file its meshes, joints and animations.
            """)

    @Argument(help: ArgumentHelp("Any .npz, .npy, .pkl, .glb or .bvh file, a checkpoint, or a database.", valueName: "file"))
    var files: [String]

    func run() throws {
        var failed = 0
        for file in files {
            do {
                print(try describeSkeletonFile(at: file) ?? describeArrayFile(at: file), terminator: "")
            } catch {
                if files.count == 1 { throw error }
                StandardError.fail(error)
                failed += 1
            }
        }
        if failed > 0 { throw CommandFailure("\(failed) of \(files.count) files could not be read", status: failed == files.count ? 1 : 2) }
    }
}
