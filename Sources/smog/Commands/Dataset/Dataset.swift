// `smog dataset`: what training needs, made from AMASS.
import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset", abstract: "Look at data sets, and make what MotionCLIP and SMoG train on from AMASS.", subcommands: [DatasetGallery.self, DatasetImages.self, DatasetParse.self, DatasetPack.self])
}
