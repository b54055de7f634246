// `smog train`: trains SMoG or MotionCLIP.
import ArgumentParser
import ArrayFiles
import BodyModels
import CLIP
import Files
import Foundation
import Learning
import MotionModels
import Training

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a SMoG or MotionCLIP model.",
        discussion: """
            smog train --datapath data/amass_db/amass_30fps_db.pt --folder exps/smog --latent_dim 512 --num_layers 8 \\
              --lambda_rc 100 --lambda_vel 100 --lambda_rcxyz 100 --clip_text_losses cosine --clip_image_losses cosine
                as the paper's model: from a database made by 'smog dataset parse', with CLIP's ViT-B-32.pt
            smog train --datapath data/cmu --babel_dir data/cmu --folder exps/mine --clip_training text --latent_dim 128
                from motions as they are, with a small CLIP trained from scratch

            The folder gets checkpoint_XXXX.pth.tar and opt.yaml, which PyTorch users can load, training.log, TensorBoard's events
            and loss.png. Stopped by Ctrl-C or kill, it finishes the step, writes a checkpoint and says how to go on:
            smog train --resume FOLDER goes on with the same options, to the same losses as an uninterrupted run.
            """)

    @OptionGroup(title: "Training") var arguments: TrainingArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let run = try TrainingRun(arguments, quiet: quiet)
        try run.run()
    }
}
