// A page that shows what is not as recorded: before, after, what differs, the numbers and the command.
import Comparison
import Files
import LibC

/// A page that shows, for each snapshot that is not as recorded, the pictures before and after.
public struct SnapshotReport {
    let suite: SnapshotSuite
    /// Those that are not as recorded.
    let verdicts: [SnapshotVerdict]
    let total: Int

    /// - Parameters:
    ///   - verdicts: those that are not as recorded.
    ///   - total: how many were checked.
    public init(suite: SnapshotSuite, verdicts: [SnapshotVerdict], total: Int) {
        self.suite = suite
        self.verdicts = verdicts
        self.total = total
    }

    /// The first bytes of every report, so that an old one is known for what it is.
    static let mark = "<!DOCTYPE html><!-- smog snapshot check -->\n"

    /// Everything in one file: pictures are in the page itself, and it asks for nothing from elsewhere.
    public func write(to path: String) throws {
        let file = try OutputFile(path)
        try file.write(Self.mark)
        try file.write(head)
        for verdict in verdicts {
            try file.write(section(verdict))
        }
        try file.write("</main>\n</html>\n")
        try file.commit()
    }

    /// Takes away the report of an earlier check, if that is what is there.
    public static func removeOld(_ path: String) {
        let isReport = (try? MappedFile(path: path).withBytes { $0.starts(with: mark.utf8) }) ?? false
        if isReport { unlink(path) }
    }

    private var head: String {
        let title = "\(verdicts.count) of \(total) snapshots of \(Self.escaped(suite.path)) are not as recorded"
        return """
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(title)</title>
            <style>
            :root { color-scheme: light dark; --line: #8886; --soft: #888; --bad: #c22; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1200px; padding: 1.5rem; }
            h1 { font-size: 1.35rem; } h2 { font-size: 1.1rem; margin: 0; }
            nav a { margin-right: 1em; }
            section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1.2rem; }
            .what { color: var(--bad); margin: .2rem 0; }
            .why { color: var(--soft); margin: .2rem 0; }
            code { background: #8882; border-radius: 4px; display: block; font-size: 13px; margin: .5rem 0; overflow-x: auto; padding: .4rem .6rem; white-space: pre; }
            .pictures { display: flex; flex-wrap: wrap; gap: 12px; }
            figure { margin: 0; flex: 1 1 200px; max-width: 512px; }
            figure img { display: block; width: 100%; image-rendering: pixelated; border: 1px solid var(--line);
              background: repeating-conic-gradient(#ddd 0 25%, #fff 0 50%) 0 0 / 16px 16px; }
            figcaption { color: var(--soft); font-size: 13px; }
            table { border-collapse: collapse; font-size: 13px; margin: .6rem 0; }
            td, th { border-bottom: 1px solid var(--line); padding: .1rem .9rem .1rem 0; text-align: left; font-weight: normal; }
            th { color: var(--soft); } td.bad { color: var(--bad); font-weight: 600; }
            </style>
            <main>
            <h1>\(title)</h1>
            <nav>\(verdicts.map { "<a href=\"#\($0.snapshot.name)\">\($0.snapshot.name)</a>" }.joined(separator: "\n"))</nav>

            """
    }

    private func section(_ verdict: SnapshotVerdict) -> String {
        let snapshot = verdict.snapshot
        var html = "<section id=\"\(snapshot.name)\">\n<h2>\(snapshot.name)</h2>\n"
        switch verdict.outcome {
        case .same: break
        case .unrecorded: html += "<p class=\"what\">not recorded yet</p>\n"
        case .failed(let why): html += "<p class=\"what\">\(Self.escaped(why))</p>\n"
        case .differs(let differences):
            for difference in differences {
                html +=
                    "<p class=\"what\">\(Self.escaped(difference.file)): \(Self.escaped(difference.what))</p>\n<div class=\"pictures\">\n"
                html += Self.figure(difference.before, "recorded") + Self.figure(difference.after, "now")
                html += Self.figure(
                    difference.difference, difference.amplification == 1 ? "difference" : "difference × \(difference.amplification)")
                html += "</div>\n" + Self.table(difference, snapshot.limits)
            }
        }
        if let circumstances = verdict.circumstances { html += "<p class=\"why\">\(Self.escaped(circumstances))</p>\n" }
        return html + "<code>\(Self.escaped(snapshot.command))</code>\n</section>\n"
    }

    private static func figure(_ png: [UInt8]?, _ caption: String) -> String {
        guard let png else { return "" }
        return
            "<figure><img alt=\"\(caption)\" src=\"data:image/png;base64,\(Base64.text(png))\"><figcaption>\(caption)</figcaption></figure>\n"
    }

    private static func table(_ difference: SnapshotVerdict.Difference, _ limits: [ComparisonMetric: Double]) -> String {
        let metrics = ComparisonMetric.allCases.filter { difference.values[$0] != nil }
        guard !metrics.isEmpty else { return "" }
        let cells = metrics.map { metric -> (head: String, value: String, limit: String) in
            let value = difference.values[metric] ?? 0
            let isBad = limits[metric].map { !metric.allows(value, limit: $0) } ?? false
            return (
                "<th>\(metric.rawValue)</th>", "<td\(isBad ? " class=\"bad\"" : "")>\(metric.text(value))</td>",
                "<td>\(limits[metric].map { (metric.isLikeness ? "at least " : "at most ") + metric.text($0) } ?? "")</td>"
            )
        }
        return
            "<table><tr>\(cells.map(\.head).joined())</tr><tr>\(cells.map(\.value).joined())</tr><tr>\(cells.map(\.limit).joined())</tr></table>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
