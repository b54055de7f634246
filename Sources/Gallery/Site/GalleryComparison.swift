// Which clips of several folders belong side by side.

/// A row of a comparison: what is compared, and the clip of each folder.
struct ComparisonRow: Equatable {
    /// The text or name that its clips share.
    let title: String
    /// Numbers of clips, one for each folder; nil where a folder has none.
    var clips: [Int?]
}

enum GalleryComparison {
    /// Clips of the same label belong together, else those of the same name; the second of one folder with the second of another.
    ///
    /// Generators number their samples, so equal names say nothing where labels differ.
    static func rows(_ clips: [ClipRecord], folders: Int) -> [ComparisonRow] {
        var foldersOfLabel: [String: Set<Int>] = [:]
        var foldersOfName: [String: Set<Int>] = [:]
        var labelsOfName: [String: Set<String>] = [:]
        for clip in clips {
            let label = plainLabel(clip.label), name = plainName(clip.name)
            if !label.isEmpty {
                foldersOfLabel[label, default: []].insert(clip.folder)
                labelsOfName[name, default: []].insert(label)
            }
            foldersOfName[name, default: []].insert(clip.folder)
        }
        var rows: [ComparisonRow] = []
        var places: [String: Int] = [:]
        var seen: [String: Int] = [:]
        for (number, clip) in clips.enumerated() {
            let label = plainLabel(clip.label), name = plainName(clip.name)
            let isByLabel = !label.isEmpty && (foldersOfLabel[label]?.count ?? 0) > 1
            let isByName = !isByLabel && (foldersOfName[name]?.count ?? 0) > 1 && (labelsOfName[name]?.count ?? 0) <= 1
            let key = isByLabel ? "label \(label)" : isByName ? "name \(name)" : "clip \(number)"
            let own = "\(clip.folder) \(key)"
            let occurrence = seen[own, default: 0]
            seen[own] = occurrence + 1
            let place = "\(key) \(occurrence)"
            if let row = places[place] {
                rows[row].clips[clip.folder] = number
            } else {
                places[place] = rows.count
                var row = ComparisonRow(title: clip.label.isEmpty ? clip.name : clip.label, clips: [Int?](repeating: nil, count: folders))
                row.clips[clip.folder] = number
                rows.append(row)
            }
        }
        return rows
    }

    /// Labels that differ in capitals, blanks or a full stop are the same.
    private static func plainLabel(_ label: String) -> String {
        var plain = label.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while let last = plain.last, ".!,;".contains(last) { plain.removeLast() }
        return plain
    }

    /// Names without what differs from generator to generator: MoMask's lengths, AMASS's endings.
    private static func plainName(_ name: String) -> String {
        var parts = name.lowercased().split(separator: "_", omittingEmptySubsequences: false)
        parts.removeAll { $0.hasPrefix("len") && $0.count > 3 && $0.dropFirst(3).allSatisfy(\.isNumber) }
        if let last = parts.last, last == "poses" || last == "stageii" { parts.removeLast() }
        return parts.joined(separator: "_")
    }
}
