// BABEL's labels of AMASS motions (Punnakkal et al., "BABEL: Bodies, Action and Behavior with English Labels", 2021).
import Files

/// `train.json` and its siblings: for each motion its path (`feat_p`), a label of the whole (`seq_ann`) and of stretches (`frame_ann`);
/// in the `extra_` files several annotators' of each (`seq_anns`, `frame_anns`), of which the first that has words is taken.
enum BabelFile {
    /// The files of a release. Those of the test set hold no labels, but say which motions there are.
    static let names = ["train.json", "val.json", "test.json", "extra_train.json", "extra_val.json"]

    /// The labels of a file by ``key(_:)``.
    static func labels(_ path: String) throws -> [String: MotionLabel] {
        var labels: [String: MotionLabel] = [:]
        try forEachMotion(path) { parts, label in
            if parts.count >= 2, let label { labels[key(parts)] = label }
        }
        return labels
    }

    /// Hands over the motions of a file: the parts of their paths, without the first folder, which is the name of the data set given twice,
    /// and their labels; nil for those without any, as all are in the test set.
    static func forEachMotion(_ path: String, _ body: (ArraySlice<Substring>, MotionLabel?) -> Void) throws {
        var motions = 0, members = 0
        let isObject = try JSONValue.forEachMember(ofFile: path) { member in
            members += 1
            guard let place = member.value["feat_p"]?.text else { return }
            motions += 1
            let wholes = [member.value["seq_ann"]].compactMap(\.self) + (member.value["seq_anns"]?.elements ?? [])
            let stretches = [member.value["frame_ann"]].compactMap(\.self) + (member.value["frame_anns"]?.elements ?? [])
            let captions = wholes.lazy.map(captions).first { !$0.isEmpty } ?? []
            let segments = stretches.lazy.map(segments).first { !$0.isEmpty } ?? []
            let isLabelled = !captions.isEmpty || !segments.isEmpty
            body(place.split(separator: "/").dropFirst(), isLabelled ? MotionLabel(captions: captions, segments: segments, source: path) : nil)
        }
        guard isObject else {
            throw FileProblem(path, "is not a file of BABEL: it holds no object", expected: "motions by their numbers")
        }
        guard motions > 0 || members == 0 else {
            throw FileProblem(path, "is not a file of BABEL: nothing in it has a path ('feat_p')")
        }
    }

    /// What the names of one motion have in common in all releases: the last three parts of its path, `CMU/02/02_01`.
    ///
    /// Releases differ in what follows (`_poses.npz`, `_stageii.npz`) and in blanks.
    static func key(_ parts: some BidirectionalCollection<Substring>) -> String {
        var key = parts.suffix(3).joined(separator: "/")
        if let dot = key.lastIndex(of: "."), !key[dot...].contains("/") { key = String(key[..<dot]) }
        for ending in ["_poses", "_stageii"] where key.hasSuffix(ending) { key = String(key.dropLast(ending.count)) }
        return String(key.map { $0 == " " ? "_" : $0 })
    }

    /// The labels of a whole motion, each once.
    private static func captions(_ annotation: JSONValue) -> [String] {
        var captions: [String] = []
        for label in annotation["labels"]?.elements ?? [] {
            if let text = words(label), !captions.contains(text) { captions.append(text) }
        }
        return captions.count > 1 ? [captions.joined(separator: ", ")] + captions : captions
    }

    private static func segments(_ annotation: JSONValue) -> [LabelSegment] {
        (annotation["labels"]?.elements ?? []).compactMap { label in
            guard let text = words(label), let start = label["start_t"]?.finite, let end = label["end_t"]?.finite, start >= 0, end > start else {
                return nil
            }
            return LabelSegment(start: start, end: end, text: text, categories: (label["act_cat"]?.elements ?? []).compactMap(\.text))
        }
    }

    private static func words(_ label: JSONValue) -> String? {
        (label["raw_label"]?.text).flatMap { cleanedCaption($0) } ?? (label["proc_label"]?.text).flatMap { cleanedCaption($0) }
    }
}
