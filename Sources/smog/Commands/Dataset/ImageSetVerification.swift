// `smog dataset images --verify`: what is wrong with a set, and what to run.
import Datasets
import Files
import Foundation
import Motions

struct ImageSetVerification {
    let inputDir: String?
    let outputDir: String
    let babelDir: String?
    let look: ImageSetArguments
    let quiet: Bool

    func run() throws {
        guard Folders.isFolder(outputDir) else { throw FileProblem(outputDir, "no such folder", expected: "an image set", kind: .missing) }
        // A set of smog's says itself what it should be.
        let recorded = try RecordedSet(folder: outputDir)
        let options = try recorded?.options ?? look.options()
        let input = inputDir ?? recorded?.inputDir ?? "data/amass"
        let babel = babelDir ?? recorded?.babelDir
        let plan = try DatasetImages.plan(input: input, babelDir: babel, options: options, quiet: quiet)
        let check = try ImageSetCheck(plan, output: outputDir) { done, count in
            if !quiet, StandardError.isTerminal, done % 64 == 0 { StandardError.write("\r\u{1b}[2K\(done) of \(count) clips") }
        }
        if !quiet && StandardError.isTerminal { StandardError.write("\r\u{1b}[2K") }
        for fault in ImageSetCheck.Fault.allCases {
            guard let found = check.faults[fault] else { continue }
            print("\(found.count) \(fault.rawValue):")
            for example in found.examples { print("  " + example.split(whereSeparator: \.isNewline).joined(separator: " ")) }
            if found.count > found.examples.count { print("  ...") }
        }
        let sizes = check.sizes.sorted { $0.key < $1.key }.map { check.sizes.count == 1 ? $0.key : "\($0.value) of \($0.key)" }.joined(
            separator: ", ")
        print("\(check.soundClips) clips with all their images; \(check.images) images, \(sizes.isEmpty ? "none" : sizes)")
        guard !check.isSound else {
            print("the set is complete")
            return
        }
        for line in advice(check, input: input, babel: babel, recorded: recorded) { print(line) }
        let kinds = check.faults.keys.filter(\.isSerious).count
        throw CommandFailure("\(outputDir): \(NumberText.count(kinds, "kind")) of faults", status: check.soundClips > 0 ? 2 : 1)
    }

    private func advice(_ check: ImageSetCheck, input: String, babel: String?, recorded: RecordedSet?) -> [String] {
        var lines: [String] = []
        func quoted(_ text: String) -> String { ShellWords.quoted(path: text) }
        let found = check.faults
        if found[.extra] != nil || found[.surplus] != nil {
            lines.append(
                "remove what is too much: the parser takes a clip's first images in order, and would pair them with the wrong frames")
        }
        let isDrawable = [.tooFew, .missing, .unreadable, .changed, .incomplete].contains { found[$0] != nil }
        if let recorded, isDrawable || found[.mixed] != nil || found[.wrongKind] != nil {
            lines.append("draw what is missing or damaged, with the options the set was made with:")
            lines.append(
                "  smog dataset images --input_dir \(quoted(input)) --output_dir \(quoted(outputDir))"
                    + (babel.map { " --babel_dir \(quoted($0))" } ?? "") + recorded.arguments.map { " " + $0 }.joined())
        } else if isDrawable || found[.mixed] != nil || found[.wrongKind] != nil {
            lines.append("the set was not made by smog; draw a new one:")
            lines.append(
                "  smog dataset images --input_dir \(quoted(input)) --output_dir NEW_FOLDER"
                    + (babel.map { " --babel_dir \(quoted($0))" } ?? ""))
        }
        return lines
    }
}
