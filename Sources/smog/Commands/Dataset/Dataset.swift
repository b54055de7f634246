// `smog dataset`: data sets looked at and checked, and what training needs made from them.
import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset", abstract: "Look at data sets, and make what MotionCLIP and SMoG train on from AMASS.",
        subcommands: [DatasetImages.self, DatasetParse.self, DatasetPack.self, DatasetGallery.self, DatasetCheck.self, DatasetStats.self])
}
