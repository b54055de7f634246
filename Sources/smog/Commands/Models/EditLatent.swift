// `smog edit latent`: arithmetic with motions in the latent space.
import ArgumentParser
import Files
import Foundation
import Learning
import MotionModels
import Motions

struct EditLatent: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latent",
        abstract: "Edit motions by latent arithmetic: base - v_start + v_end.",
        discussion: """
            smog edit latent CHECKPOINT --input_file assets/edits.csv

            The table has the columns motion_source,base,v_start,v_end. The source 'text' means texts for CLIP; 'data' means labels
            of motions of a data set (--datapath), or motion files, which the model encodes. Each row of the table becomes a row of
            the grid: base, start, end and the result.
            """)

    @OptionGroup var model: ModelArguments

    @Option(
        name: .customLong("input_file"),
        help: ArgumentHelp("A table (.csv) of what to edit.", valueName: "file"))
    var inputFile: String

    @OptionGroup var data: MotionDataArguments
    @OptionGroup var figures: FigureArguments

    func run() throws {
        try figures.checkPlaces()
        let place = try ModelPlace(model)
        if place.engine == .moMask {
            throw CommandFailure(
                "\(place.checkpoint) is \(place.engine.rawValue), which has no latents to calculate with. It makes parts of a motion anew: smog edit inpaint"
            )
        }
        let motions = try SeparateGeneration.motions { try generate(at: place) }
        try GeneratedFigures.draw(motions, columns: 4, inputFile: inputFile, place: place, figures: figures)
    }

    private func generate(at place: ModelPlace) throws -> [Motion] {
        let table = try CSVTable(contentsOf: inputFile, columns: ["motion_source", "base", "v_start", "v_end"])
        for row in table.rows {
            let kind = row.values["motion_source"] ?? ""
            guard kind == "text" || kind == "data" else {
                throw FileProblem(inputFile, "line \(row.line) has the motion_source '\(kind)'", expected: "text or data")
            }
        }
        let rows = table.rows.map { row in
            ["base", "v_start", "v_end"].map { column in
                let word = row.values[column] ?? ""
                return row.values["motion_source"] == "data" ? LatentWord.motion(word) : .text(word)
            }
        }
        let loaded = try LoadedModel(model, at: place, note: figures.note)
        let generator = try loaded.autoEncoder()
        let named = rows.joined().compactMap { word -> String? in
            if case .motion(let name) = word { return name }
            return nil
        }
        var words = LatentWords(generator.trained, labelled: data.lookup(named, for: generator.trained), note: figures.note)
        var latents: [Tensor] = [], names: [String] = [], labels: [String?] = []
        for (number, row) in rows.enumerated() {
            let parts = try words.latents(row)
            latents += parts + [LatentWords.edited(parts[0], from: parts[1], to: parts[2])]
            for (column, word) in (row.map(\.words) + ["Result"]).enumerated() {
                names.append("gen_\(column)_\(number)")
                labels.append(word)
            }
        }
        let generated = try generator.motions(
            LatentWords.joined(latents), captions: labels, options: loaded.options, observer: GenerationObserver(note: figures.note))
        return try GeneratedFigures(generated, names: names).saved(figures)
    }
}
