// Attention maps as the released code saves them: vis-cross and vis-self, a folder for each step.
import ArrayFiles
import Arrays
import Files

extension AttentionMap {
    /// Where the released code puts the map, without its ending; `vis-cross/step1/layer0_lines_196_3`.
    ///
    /// - Parameter words: how many of the prompt's words are saved.
    public func exportName(words: Int) -> String {
        switch kind {
        case .frames: "vis-self/step\(step)/layer\(layer)_heatmap_\(weights.shape[0])_\(weights.shape[0])"
        case .words: "vis-cross/step\(step)/layer\(layer)_lines_\(weights.shape[0])_\(words)"
        }
    }

    /// The numbers that the released code saves: all of a map of frames, of one of words those of the first words.
    public func exported(words: Int) -> NDArray<Double> {
        let (rows, columns) = (weights.shape[0], weights.shape[1])
        // Before the first word stands the token of the start.
        let wanted = kind == .frames ? 0..<columns : min(1, columns)..<min(columns, 1 + words)
        return NDArray(
            shape: [rows, wanted.count], elements: (0..<rows).flatMap { row in wanted.map { Double(weights.elements[row * columns + $0]) } }
        )
    }

    /// Writes maps as `.npy` files in the released code's folders.
    ///
    /// - Parameters:
    ///   - folder: that of the samples.
    ///   - words: how many of the prompt's words are saved.
    public static func write(_ maps: [AttentionMap], words: Int, to folder: String) throws {
        for map in maps {
            let path = folder + "/" + map.exportName(words: words) + ".npy"
            if let slash = path.lastIndex(of: "/") { try Folders.makeAll(String(path[..<slash])) }
            try map.exported(words: words).write(npy: path)
        }
    }
}
