// Edits as the released code's options/edit.yaml asks for them.
import ArrayFiles
import Files

extension AttentionEdit {
    /// The sections of an `edit.yaml` and what may stand in them.
    private static let sections: [String: Set<String>] = [
        "reweighting_attn": ["use", "reweighting_attn_weight", "idx"],
        "erasing_motion": ["use", "erasing_motion_weight", "time_start", "time_end", "idx"],
        "manipulation": [
            "use", "manipulation_steps_start", "manipulation_steps_end", "manipulation_steps_end_crossattn", "word_idx",
        ],
        "time_shift": ["use", "time_shift_steps_start", "time_shift_steps_end", "time_shift_ratio"],
        "example_based": ["use", "chunk_size", "example_based_steps_end", "temp_seed", "temp_seed_bar"],
        "style_tranfer": ["use", "style_transfer_steps_start", "style_transfer_steps_end"],
        "grounded_generation": ["use"],
    ]

    /// The edits of an `edit.yaml`, as the released code makes them of the first two prompts of a batch.
    ///
    /// The steps that edits begin at are in that file and not used by that code. Words are columns of tokens there, one for each.
    ///
    /// - Parameters:
    ///   - indices: words of the prompts for a reweighting that has `idx: -1`, which the released code reads from a file of its own.
    ///   - prompts: how many motions are made.
    /// - Returns: the edits, and how many words an export shows (`indexnum`).
    /// - Throws: `FileProblem` for keys that are not known, and numbers that make no sense.
    public static func original(contentsOf path: String, indices: [Int]? = nil, prompts: Int = 2) throws -> (
        edits: [AttentionEdit], exportedWords: Int
    ) {
        try original(OptionsFile(contentsOf: path), indices: indices, prompts: prompts)
    }

    package static func original(_ file: OptionsFile, indices: [Int]? = nil, prompts: Int = 2) throws -> (
        edits: [AttentionEdit], exportedWords: Int
    ) {
        let path = file.path
        for option in file.options where option.key != "indexnum" {
            guard let known = sections[option.key], let inner = option.value.options else {
                throw FileProblem(
                    path, "has an entry '\(option.key)', which is no edit", expected: sections.keys.sorted().joined(separator: ", "))
            }
            if let wrong = inner.first(where: { !known.contains($0.key) }) {
                throw FileProblem(
                    path, "has an entry '\(wrong.key)' in \(option.key), which is not known",
                    expected: known.sorted().joined(separator: ", "))
            }
        }
        func section(_ name: String) -> OptionValue? {
            guard let found = file[name], found["use"]?.bool == true else { return Optional.none }
            return found
        }
        func number(_ section: OptionValue, _ key: String, _ usual: Double, _ range: ClosedRange<Double>) throws -> Double {
            guard let value = section[key] else { return usual }
            guard let number = value.double, range.contains(number) else {
                throw FileProblem(path, "has \(key): \(value)", expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func whole(_ section: OptionValue, _ key: String, _ usual: Int, _ range: ClosedRange<Int>) throws -> Int {
            guard let value = section[key] else { return usual }
            guard let number = value.int, range.contains(number) else {
                throw FileProblem(path, "has \(key): \(value)", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func until(_ end: Int) -> ClosedRange<Int>? { end >= 1 ? 1...end : nil }
        let steps = 0...10_000, words = -77...76
        var edits: [AttentionEdit] = []
        if let own = section("reweighting_attn") {
            let weight = Float(try number(own, "reweighting_attn_weight", 0, -100...100))
            let index = try whole(own, "idx", -1, words)
            // The first prompt, the reference, is changed at word 0.
            let chosen = index == -1 ? indices : [0, index]
            guard let chosen, chosen.count >= prompts else {
                throw FileProblem(
                    path, "has idx: -1 in reweighting_attn, which asks for a file with a word's number for each of \(prompts) prompts",
                    expected: "idx: the number of a word, counted from 0")
            }
            for prompt in 0..<prompts {
                edits.append(AttentionEdit(.reweigh(columns: [1 + chosen[prompt], 2 + chosen[prompt]], by: weight), target: prompt))
            }
        }
        if let own = section("erasing_motion") {
            let factor = Float(try number(own, "erasing_motion_weight", 0.1, -100...100))
            let (start, end) = (try number(own, "time_start", 0.5, 0...1), try number(own, "time_end", 1, 0...1))
            let column = try whole(own, "idx", -1, words)
            // So small a weight counts as none asked for.
            if abs(factor) > 0.01 {
                edits.append(AttentionEdit(.erase(columns: [column, column + 1], factor: factor, from: start, to: end)))
            }
        }
        if let own = section("manipulation") {
            if let steps = until(try whole(own, "manipulation_steps_end", 3, steps)) {
                edits.append(AttentionEdit(.takeFrameWeights, steps: steps))
            }
            let word = try whole(own, "word_idx", 3, words)
            if let steps = until(try whole(own, "manipulation_steps_end_crossattn", 3, steps)) {
                edits.append(AttentionEdit(.takeWordWeights(except: [1 + word]), steps: steps))
            }
        }
        if let own = section("time_shift"), let steps = until(try whole(own, "time_shift_steps_end", 4, steps)) {
            edits.append(AttentionEdit(.shift(try number(own, "time_shift_ratio", 0.5, 0...1)), steps: steps))
        }
        if let own = section("example_based"), let steps = until(try whole(own, "example_based_steps_end", 6, steps)) {
            // At that step alone.
            let change = Change.imitate(
                chunk: try whole(own, "chunk_size", 20, 1...10_000), seed: try whole(own, "temp_seed", 200, 0...Int(UInt32.max)),
                seedStep: try whole(own, "temp_seed_bar", 15, 0...1_000_000))
            edits.append(AttentionEdit(change, steps: steps.upperBound...steps.upperBound))
        }
        if let own = section("style_tranfer"), let steps = until(try whole(own, "style_transfer_steps_end", 5, steps)) {
            edits.append(AttentionEdit(.takeQueries, steps: steps))
        }
        if section("grounded_generation") != nil {
            throw FileProblem(path, "asks for grounded_generation, for which the released code has none, either", expected: "use: False")
        }
        guard edits.isEmpty || prompts >= 2 else {
            throw FileProblem(
                path, "edits the second of two motions, and there is one", expected: "two prompts: the reference's and the edited one's")
        }
        guard let exported = file["indexnum"] else { return (edits, 3) }
        guard let count = exported.int, (1...76).contains(count) else {
            throw FileProblem(path, "has indexnum: \(exported)", expected: "1 to 76 words")
        }
        return (edits, count)
    }
}
