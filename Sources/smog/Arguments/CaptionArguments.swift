// What is written above pictures: options of the commands that draw.
import ArgumentParser
import Films

struct CaptionArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A caption; once for each motion in turn, or 'none'. (default in grids: what the motion is called)", valueName: "text"))
    var title: [String] = []

    @Option(help: ArgumentHelp("A text file with a caption on each line, for the motions in turn.", valueName: "file"))
    var titles: String?

    @Option(
        help: ArgumentHelp(
            "A folder of BABEL's .json files, for captions. (labels.json and text files beside motions are found by themselves)",
            valueName: "folder"))
    var babelDir: String?

    func validate() throws {
        if !title.isEmpty, titles != nil { throw ValidationError("--title and --titles both name captions. Use one of them.") }
    }

    var options: CaptionOptions {
        var options = CaptionOptions()
        options.titles = title
        options.file = titles
        options.babelFolder = babelDir
        return options
    }
}
