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
        try figures.checkPlaces()
        let place = try ModelPlace(model)
        let motions = try SeparateGeneration.motions { try generate(at: place) }
        try GeneratedFigures.draw(motions, columns: stops, inputFile: inputFile, place: place, figures: figures)
    }

    private func generate(at place: ModelPlace) throws -> [Motion] {
        let table = try CSVTable(contentsOf: inputFile, columns: ["start", "end"])
        let rows = table.rows.map { row in
            ["start", "end"].map { column in
                let word = row.values[column] ?? ""
                return source == .data ? LatentWord.motion(word) : .text(word)
            }
        }
        let loaded = try LoadedModel(model, at: place, note: figures.note)
        let generator = try loaded.autoEncoder()
        let named = source == .data ? rows.joined().map(\.words) : []
        var words = LatentWords(generator.trained, labelled: data.lookup(named, for: generator.trained), note: figures.note)
        var latents: [Tensor] = [], names: [String] = [], labels: [String?] = []
        for (number, row) in rows.enumerated() {
            let ends = try words.latents(row)
            latents += LatentWords.between(ends[0], ends[1], count: stops)
            for stop in 0..<stops {
                names.append("gen_\(stop)_\(number)")
                labels.append(stop == 0 ? row[0].words : stop == stops - 1 ? row[1].words : " ")
            }
        }
        let generated = try generator.motions(
            LatentWords.joined(latents), captions: labels, options: loaded.options, observer: GenerationObserver(note: figures.note))
        return try GeneratedFigures(generated, names: names).saved(figures)
    }
}
