// What a site is made of, so that a later run need not make it again.
import Files

/// The file `gallery.jsonl` of a site: a header, then a line for each source with its clips.
///
/// Lines are added as sources are done, so that a run that is killed can be gone on with; at the end they are put in order.
struct GalleryManifest {
    static let name = "gallery.jsonl"
    static let header = #"{"gallery":1}"#

    /// What is known of a source.
    struct Entry {
        /// What its files were made from: of another fingerprint they are out of date.
        let print: String
        let clips: [ClipRecord]
    }

    /// By the sources' keys; of several lines of one source the last.
    private(set) var entries: [String: Entry] = [:]
    /// Bytes up to the end of the last whole line: what follows was cut short.
    private(set) var wholeBytes = 0

    /// - Parameter path: a file that may be missing: then nothing is known.
    /// - Throws: `FileProblem` if there is another kind of file.
    init(_ path: String) throws {
        guard Folders.exists(path) else { return }
        let file = try MappedFile(path: path)
        try file.withBytes { bytes in
            var start = 0
            var isFirst = true
            while let end = bytes[start...].firstIndex(of: 0x0a) {
                let line = Array(bytes[start..<end])
                start = end + 1
                wholeBytes = start
                if isFirst {
                    isFirst = false
                    guard line == Array(GalleryManifest.header.utf8) else {
                        throw FileProblem(
                            path, "is not of a gallery of this version of smog",
                            advice: "Choose another folder for the site, or remove this one.")
                    }
                    continue
                }
                // A damaged line costs the work of one source, not the site.
                guard let value = try? JSONValue(line, name: path), let source = value["source"]?.text, let print = value["print"]?.text
                else { continue }
                let clips = value["clips"]?.elements ?? []
                let records = clips.compactMap { ClipRecord($0) }
                if records.count == clips.count { entries[source] = Entry(print: print, clips: records) }
            }
        }
    }

    static func line(_ source: GallerySource, print: String, clips: [ClipRecord]) -> String {
        JSONValue.object([("source", .string(source.key)), ("print", .string(print)), ("clips", .array(clips.map(\.json)))]).written + "\n"
    }
}
