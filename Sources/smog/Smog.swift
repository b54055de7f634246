// The program: its subcommands, and how errors leave it.
import ArgumentParser
import Arrays
import Foundation
import Rendering

@main
struct Smog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smog",
        abstract: "Look at human motion: render SMPL-family bodies on the CPU, without display, GPU or Python.",
        discussion: """
            Begin with:
              smog demo                              pictures of sample motions into render/demo/
              smog render walk_poses.npz -o walk.gif an AMASS clip as an animated GIF
              smog info FILE                         what any motion, body, .npz, .npy or .pkl file holds
              smog doctor                            what this machine has, and how to get what is missing
            """,
        version: Version.text,
        subcommands: [
            Render.self, Text2Motion.self, Edit.self, Interpolate.self, Train.self, Evaluate.self, Classify.self, Convert.self,
            Compare.self,
            Snapshot.self, Info.self, CLIPCommand.self, Doctor.self, Demo.self, Dataset.self, OptionTables.self,
        ])

    static func main() {
        // Before any thread starts.
        LinearAlgebra.prepareProcess()
        GraphicsEnvironment.prepare()
        Interruption.install()
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            try CommandNames.check(words)
            var command = try OptionSpelling.parseProgram(words)
            try command.run()
            try StandardOutput.finish()
        } catch let failure as CommandFailure {
            StandardError.fail(failure)
            Foundation.exit(failure.status)
        } catch let error where exitCode(for: error) == .validationFailure {
            StandardError.print(UsageProblem(fullMessage(for: error, columns: 10_000)).description)
            Foundation.exit(ExitCode.validationFailure.rawValue)
        } catch let error where exitCode(for: error) == .success && fullMessage(for: error).hasPrefix("OVERVIEW:") {
            print(HelpText(fullMessage(for: error, columns: 10_000)).laidOut(columns: HelpText.columns))
        } catch let error where error is ExitCode || exitCode(for: error) == .success {
            // Help and the like.
            exit(withError: error)
        } catch {
            StandardError.fail(error)
            Foundation.exit(1)
        }
    }
}

/// The program's version.
enum Version {
    static let number = "0.1.0"
    static let text = "smog \(number)"
}
