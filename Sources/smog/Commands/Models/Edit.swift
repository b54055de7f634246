// `smog edit`: motions changed by a model.
import ArgumentParser

struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Edit motions: make parts of one anew, or calculate with several.",
        discussion: """
            smog edit inpaint checkpoints/t2m --source-motion walk.npz --section 1.2,3.0 --prompt "a person jumps" -o jump.gif
                MoMask makes 1.2 to 3.0 seconds of a motion anew; the rest stays as it is
            smog edit latent smog-cmu --input_file assets/edits.csv -o edits.gif
                SMoG and MotionCLIP add and subtract motions; 'latent' may be left out
            """,
        subcommands: [EditLatent.self, EditInpaint.self], defaultSubcommand: EditLatent.self)
}
