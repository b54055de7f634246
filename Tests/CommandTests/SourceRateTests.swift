// Files that do not say their frame rate: what their errors advise, the commands have.
import ArrayFiles
import Foundation
import TestSupport
import Testing

struct SourceRateTests {
    @Test(arguments: [["dataset", "check"], ["dataset", "stats"], ["dataset", "gallery", "--size", "16x16", "-o", "OUT/site"]])
    func commandsThroughDataTakeTheRate(command: [String]) throws {
        let folder = try TestFolder()
        let clip = try NamedArrays(contentsOf: Project.clip)
        let archive = try NPZWriter(folder.file("walk.npz"), compression: .stored)
        for key in ["poses", "trans"] { try archive.add(key, try clip.array(key).float32()) }
        try archive.finish()
        let words = command.map { $0.replacingOccurrences(of: "OUT", with: folder.path) } + [folder.file("walk.npz")]
        let without = try Program.run(words)
        // `check` lists it as a fault, `stats` sends there, the gallery does not go on without it.
        let said = without.output + without.errors
        #expect(said.contains("frame rate") || said.contains("smog dataset check"), "\(said)")
        let with = try Program.run(words + ["--source-fps", "120"])
        #expect(with.status == 0 && !(with.output + with.errors).contains("--source-fps"), "\(with.output) \(with.errors)")
        let wrong = try Program.run(words + ["--source-fps", "0"])
        #expect(wrong.status == 64 && wrong.errors.contains("--source-fps is 0"), "\(wrong.errors)")
    }
}
