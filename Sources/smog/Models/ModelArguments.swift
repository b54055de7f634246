// Which model, and how its motions are meant: options of the commands that generate.
import ArgumentParser
import Files
import MotionModels
import Motions

struct ModelArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A checkpoint of SMoG or MotionCLIP with its opt.yaml beside it, such as exps/smog/checkpoint_0100.pth.tar (a folder stands for its newest); the folder of a MoMask, such as checkpoints/t2m; or a name: smog-cmu is the one that comes with smog.",
            valueName: "model"))
    var checkpoint: String?

    @OptionGroup(title: "CLIP") var clip: CLIPArguments

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Frames of each motion. (default: as trained, usually 60)", valueName: "count"))
    var numFrames: Int?

    @Option(
        help: "xyz, rotvec, rotmat, rotquat or rot6d, where opt.yaml does not say.")
    var poseRep: PoseRepresentation?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Turn bodies as the model says, or let all look the same way. (default: as it says, if it was trained by smog; the Python code does not)"
    )
    var keepRoot: Bool?

    @Flag(
        help: "Encode what was generated and decode it again, which pulls it towards motions the model knows.")
    var aeAfterGeneration = false

    @Flag(
        inversion: .prefixedNo,
        help: "Move bodies along the path the model generates. (default: if that path is the root's; the Python code's is an ankle's)")
    var vertstrans: Bool?

    // Flags of the Python code that change nothing here.
    @Flag(name: [.customLong("cpu"), .customLong("cuda")], help: .hidden) var processor = false
    @Option(name: .customLong("device"), help: .hidden) var device: Int?
    @Option(name: .customLong("appearance_mode"), help: .hidden) var appearanceMode: String?
    @Option(name: .customLong("jointstype"), help: .hidden) var jointsType: String?

    func validate() throws {
        if let numFrames, !(1...5000).contains(numFrames) {
            throw ValidationError("--num-frames is \(numFrames); expected 1 to 5000 frames.")
        }
    }

    /// How motions are made.
    var options: GenerationOptions {
        GenerationOptions(
            keepsRoot: keepRoot, followsPath: vertstrans, own: aeAfterGeneration ? [AutoEncoderGenerator.encodesAgain: .bool(true)] : [:])
    }

    /// What was said of these, as it is written on the command line.
    var given: [String] {
        [
            numFrames.map { _ in "--num-frames" }, poseRep.map { _ in "--pose-rep" },
            keepRoot.map { $0 ? "--keep-root" : "--no-keep-root" },
            vertstrans.map { $0 ? "--vertstrans" : "--no-vertstrans" }, aeAfterGeneration ? "--ae-after-generation" : nil,
        ].compactMap { $0 }
    }
}

extension PoseRepresentation: ExpressibleByArgument {}
