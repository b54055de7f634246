// Takes pictures as they come out now for right: `record` and `accept`.
public import Files
import LibC

extension SnapshotSuite {
    /// What became of a snapshot that was to be kept.
    public enum Kept {
        case kept
        /// Its command drew nothing; why.
        case failed(String)
    }

    /// Draws snapshots and keeps their pictures.
    ///
    /// - Parameters:
    ///   - record: what is known of the pictures so far; written again after each snapshot, so that pictures and what is said of them
    ///     belong together whenever this ends.
    ///   - take: told of each snapshot, in order.
    /// - Throws: `FileProblem` if two snapshots make a file of the same name, or one cannot be written.
    public func keep(
        _ drawing: SnapshotDrawing, in record: SnapshotRecord, take: (Snapshot, Kept) -> Void
    ) throws {
        var record = record
        try Folders.make(pictureFolder)
        try drawing.run { drawn in
            let name = drawn.snapshot.name
            if let failure = drawn.failure { return take(drawn.snapshot, .failed(failure)) }
            for file in drawn.files {
                if let other = record.snapshots.first(where: { $0.key != name && $0.value.files.contains(file) }) {
                    throw FileProblem(
                        path, "'\(name)' and '\(other.key)' both make \(file)", expected: "names that make different files",
                        advice: "Call one of them differently.")
                }
            }
            for file in drawn.files {
                try MappedFile(path: drawn.folder + "/" + file).withBytes {
                    try OutputFile.write(Array($0), to: pictureFolder + "/" + file)
                }
            }
            for file in record.snapshots[name]?.files ?? [] where !drawn.files.contains(file) { unlink(pictureFolder + "/" + file) }
            record.snapshots[name] = SnapshotRecord.Entry(
                command: drawn.snapshot.command, files: drawn.files, machine: drawn.machine)
            try record.write(to: pictureFolder)
            take(drawn.snapshot, .kept)
        }
    }

    /// Forgets recorded pictures of snapshots that are no longer in the suite.
    /// - Returns: their names, sorted.
    public func removeGone(from record: inout SnapshotRecord) -> [String] {
        let gone = self.gone(from: record)
        for name in gone {
            for file in record.snapshots[name]?.files ?? [] { unlink(pictureFolder + "/" + file) }
            record.snapshots[name] = nil
        }
        return gone
    }

    /// Names that are recorded and no longer in the suite, sorted.
    public func gone(from record: SnapshotRecord) -> [String] {
        record.snapshots.keys.sorted().filter { name in !snapshots.contains { $0.name == name } }
    }
}
