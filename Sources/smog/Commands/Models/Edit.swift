// `smog edit`: arithmetic with motions in the latent space.
import ArgumentParser
import Files
import Foundation
import Learning
import MotionModels
import Motions

struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Edit motions by latent arithmetic: base - v_start + v_end.",
        discussion: """
            smog edit CHECKPOINT --input_file assets/edits.csv

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
        let motions = try SeparateGeneration.motions(generate)
        try GeneratedFigures.draw(motions, columns: 4, inputFile: inputFile, arguments: model, figures: figures)
    }

    private func generate() throws -> [Motion] {
        let table = try CSVTable(contentsOf: inputFile, columns: ["motion_source", "base", "v_start", "v_end"])
        let loaded = try LoadedModel(model, note: figures.note)
        let fromData = table.rows.filter { $0.values["motion_source"] == "data" }
        var source = LatentSource(
            loaded, data, words: fromData.flatMap { row in ["base", "v_start", "v_end"].compactMap { row.values[$0] } }, note: figures.note)
        for row in table.rows {
            let kind = row.values["motion_source"] ?? ""
            guard kind == "text" || kind == "data" else {
                throw FileProblem(inputFile, "line \(row.line) has the motion_source '\(kind)'", expected: "text or data")
            }
        }
        var parts: [Tensor] = [], names: [String] = [], labels: [String?] = []
        for (number, row) in table.rows.enumerated() {
            let words = ["base", "v_start", "v_end"].map { row.values[$0] ?? "" }
            let features = try row.values["motion_source"] == "data" ? source.encoded(words) : source.texts(words)
            let rows = (0..<3).map { features.rows([$0], shape: [1]) }
            parts += [features, rows[0] - rows[1] + rows[2]]
            for (column, word) in (words + ["Result"]).enumerated() {
                names.append("gen_\(column)_\(number)")
                labels.append(word)
            }
        }
        let latents = Tensor.joined(parts, batch: 1).reshaped([table.rows.count * 4, loaded.model.network.configuration.latentDim])
        return try GeneratedFigures.motions(loaded, latents, names: names, labels: labels, figures: figures)
    }
}
