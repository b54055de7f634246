// `smog dataset`: what training needs, made from AMASS.
import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset", abstract: "Make what MotionCLIP and SMoG train on from AMASS.", subcommands: [DatasetImages.self, DatasetParse.self, DatasetPack.self, DatasetCheck.self, DatasetStats.self])
}
