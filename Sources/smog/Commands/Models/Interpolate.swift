// `smog interpolate`: motions between two motions.
import ArgumentParser
import Files
import Foundation
import Learning
import MotionModels
import Motions

struct Interpolate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what lies between two motions, on a straight line in the latent space.",
        discussion: """
            smog interpolate CHECKPOINT --input_file assets/interps.csv

            The table has the columns start,end: labels of motions of a data set (--datapath) or motion files, which the model
            encodes; with --source text, texts for CLIP. Each row of the table becomes a row of the grid.
            """)

    @OptionGroup var model: ModelArguments

    @Option(
        name: .customLong("input_file"),
        help: ArgumentHelp("A table (.csv) of starts and ends.", valueName: "file"))
    var inputFile: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Motions a row, start and end among them.", valueName: "count"))
    var stops = 5

    @Option(help: "data or text: what the table's words are.")
    var source: WordSource = .data

    @OptionGroup var data: MotionDataArguments
    @OptionGroup var figures: FigureArguments

    enum WordSource: String, ExpressibleByArgument, CaseIterable { case data, text }

    func validate() throws {
        if !(2...50).contains(stops) { throw ValidationError("--stops is \(stops); expected 2 to 50.") }
    }

    func run() throws {
        let motions = try SeparateGeneration.motions(generate)
        try GeneratedFigures.draw(motions, columns: stops, inputFile: inputFile, arguments: model, figures: figures)
    }

    private func generate() throws -> [Motion] {
        let table = try CSVTable(contentsOf: inputFile, columns: ["start", "end"])
        let loaded = try LoadedModel(model, note: figures.note)
        let named = source == .data ? table.rows.flatMap { row in ["start", "end"].compactMap { row.values[$0] } } : []
        var words = LatentSource(loaded, data, words: named, note: figures.note)
        var parts: [Tensor] = [], names: [String] = [], labels: [String?] = []
        for (number, row) in table.rows.enumerated() {
            let ends = ["start", "end"].map { row.values[$0] ?? "" }
            let features = try source == .data ? words.encoded(ends) : words.texts(ends)
            let (start, end) = (features.rows([0], shape: [1]), features.rows([1], shape: [1]))
            for stop in 0..<stops {
                let t = Float(stop) / Float(stops - 1)
                parts.append(start * (1 - t) + end * t)
                names.append("gen_\(stop)_\(number)")
                labels.append(stop == 0 ? ends[0] : stop == stops - 1 ? ends[1] : " ")
            }
        }
        let latents = Tensor.joined(parts, batch: 1).reshaped([parts.count, loaded.model.network.configuration.latentDim])
        return try GeneratedFigures.motions(loaded, latents, names: names, labels: labels, figures: figures)
    }
}
