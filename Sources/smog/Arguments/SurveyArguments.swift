// How commands look through folders of motion files: options of `dataset check` and `dataset stats`.
import ArgumentParser
import Datasets
import Files
import Workers

struct SurveyArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("Folders of motion files, or such files.", valueName: "folder"))
    var folders: [String]

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The frame rate of motion files that do not say.", valueName: "rate"))
    var sourceFPS: Double?

    @OptionGroup var body: BodyFileArguments

    @Option(parsing: .unconditional, help: ArgumentHelp("Processes that work at once. (default: one a processor)", valueName: "count"))
    var workers: Int?

    func validate() throws {
        if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers is \(workers); expected 1 to 1024.") }
        if let sourceFPS, !(sourceFPS > 0 && sourceFPS <= 1000) {
            throw ValidationError("--source-fps is \(sourceFPS); expected a rate above 0 and up to 1000 frames a second.")
        }
        if folders.contains("") { throw ValidationError("A name is empty.") }
    }

    /// Looks at all files, with progress.
    func records(wantsChecks: Bool, wantsStatistics: Bool, quiet: Bool) throws -> [ClipRecord] {
        let files = try MotionFileList.files(in: folders) { problem in
            if !quiet { StandardError.print("smog: note: \(problem); it is passed over") }
        }
        guard !files.isEmpty else {
            throw FileProblem(folders[0], "holds no motion files", expected: ".npz, .npy, .bvh, .glb, .smpl or .pkl")
        }
        let bodies = BodyCollection(library: try body.library(), file: body.body)
        try bodies.requireModel()
        let ticker = CountTicker("looking", of: files.count, "files", quiet: quiet)
        defer { ticker.clear() }
        return try DataSetSurvey(
            files: files, bodies: bodies, wantsChecks: wantsChecks, wantsStatistics: wantsStatistics, assumedFrameRate: sourceFPS,
            workers: workers ?? WorkerPool.processorCount
        ).run(progress: ticker.show)
    }
}
