// Checks all clips of a data set in worker processes, then compares them with each other.
import BodyModels
import Files
import Workers

/// A look through many motion files.
///
/// ```swift
/// let files = try MotionFileList.files(in: ["data/sample"])
/// let bodies = BodyCollection(library: BodyLibrary(folders: ["models"]))
/// let records = try DataSetSurvey(files: files, bodies: bodies, workers: 1).run()
/// print(records.count == files.count, records.allSatisfy { $0.facts != nil })  // true true
/// ```
public struct DataSetSurvey {
    private let files: [String]
    private let reader: ClipReader
    private let workers: Int

    /// - Parameters:
    ///   - files: as ``MotionFileList`` finds them.
    ///   - bodies: the bodies to look at them with.
    ///   - wantsChecks: look for faults, in clips and between them.
    ///   - wantsStatistics: fill ``ClipRecord/statistics``.
    ///   - assumedFrameRate: of files that do not say theirs.
    public init(
        files: [String], bodies: BodyCollection, wantsChecks: Bool = true, wantsStatistics: Bool = false, assumedFrameRate: Double? = nil,
        workers: Int = WorkerPool.processorCount
    ) {
        self.files = files
        self.workers = workers
        reader = ClipReader(bodies: bodies, wantsChecks: wantsChecks, wantsStatistics: wantsStatistics, assumedFrameRate: assumedFrameRate)
    }

    /// Looks at everything. The result does not depend on the number of workers.
    ///
    /// The caller must have no other threads at work and no OpenGL context.
    /// - Parameter progress: called with the number of files done.
    /// - Returns: a record for each clip, in the order of the files.
    /// - Throws: `WorkerProblem` if no process can be started.
    public func run(progress: (Int) -> Void = { _ in }) throws -> [ClipRecord] {
        var found = [[ClipRecord]](repeating: [], count: files.count)
        var losses = [String?](repeating: nil, count: files.count)
        var done = 0
        let reader = self.reader, files = self.files
        try ResilientWorkerPool(workers: workers).run(
            jobs: files.count, prepare: { reader },
            work: { reader, job, report in
                for record in try reader.records(files[job]) { try report(Array(record.json.written.utf8)) }
            },
            take: { job, bytes in
                if let json = try? JSONValue(bytes, name: files[job]), let record = ClipRecord(json, file: files[job]) {
                    found[job].append(record)
                }
            },
            done: { job, loss in
                losses[job] = loss
                done += 1
                progress(done)
            })
        var records: [ClipRecord] = []
        for (job, file) in files.enumerated() {
            records += found[job]
            if let loss = losses[job] {
                records.append(ClipRecord(file: file, number: nil, problems: [ClipProblem(.unreadable, loss)], facts: nil))
            }
        }
        if reader.wantsChecks { DataSetSurvey.compare(&records) }
        return records
    }

    /// Adds what clips say against each other.
    private static func compare(_ records: inout [ClipRecord]) {
        let duplicates = DuplicateClips(records)
        let found = RateNeighbours.problems(records, duplicates) + duplicates.problems(records)
        for (clip, problem) in found { records[clip].problems.append(problem) }
        for clip in Set(found.map(\.clip)) { records[clip].problems = ClipCheck.ordered(records[clip].problems) }
    }
}
