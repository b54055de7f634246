// `smog train --resume`: what may change does and is said, what cannot is refused by name, and no run is lost.
import ArrayFiles
import Foundation
import TestSupport
import Testing

struct ResumeTests {
    private let folder: TemporaryFolder
    private static let words = [
        "--datapath", Project.root + "/data/sample", "--latent_dim", "8", "--num_layers", "1", "--batch_size", "4", "--num_frames", "20",
        "--seed", "3",
        "--no-translation", "--preview", "0",
    ]

    init() throws { folder = try TemporaryFolder() }

    private func train(_ name: String, _ arguments: [String], words: [String] = words) throws -> Run {
        try Program.run(["train", "--folder", folder.file(name)] + words + arguments)
    }

    private func resume(_ name: String, _ arguments: [String] = []) throws -> Run {
        try Program.run(["train", "--resume", folder.file(name)] + arguments)
    }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

    @Test("A finished training that is given more epochs goes on to where one of so many epochs comes")
    func moreEpochs() throws {
        #expect(try train("whole", ["--num_epochs", "6", "--snapshot", "2"]).status == 0)
        #expect(try train("parts", ["--num_epochs", "3", "--snapshot", "2"]).status == 0)
        let idle = try resume("parts")
        #expect(idle.status == 0 && idle.output.contains("has all its 3 epochs") && idle.output.contains("--num_epochs"), "\(idle.output)")
        for spelling in [["--num_epochs", "6"], ["--num-epochs=6"]] {
            let run = try resume("parts", spelling)
            #expect(run.status == 0, "\(run.errors)")
            if spelling.count == 2 {
                #expect(
                    run.output.contains("--num_epochs is 6 from now on, and was 3") && run.output.contains("goes on in epoch 4 of 6"),
                    "\(run.output)")
            }
        }
        #expect(try folder.bytes("parts/checkpoint_0006.pth.tar") == folder.bytes("whole/checkpoint_0006.pth.tar"))
        #expect(try folder.bytes("parts/training.log") == folder.bytes("whole/training.log"))
        // The options beside the checkpoints are those that count now, for readers and for the next run.
        let options = try OptionsFile(contentsOf: folder.file("parts/opt.yaml"))
        let words = options["smog_arguments"]?.items?.compactMap(\.string) ?? []
        #expect(options["num_epochs"]?.int == 6 && words.contains { $0 == "6" || $0.hasSuffix("=6") }, "\(words)")
        let fewer = try resume("parts", ["--num_epochs", "4"])
        #expect(fewer.status == 1 && fewer.errors.contains("--num_epochs 4"), "\(fewer.errors)")
    }

    @Test("Learning rate, batch size, snapshots and threads change and are said")
    func changes() throws {
        #expect(try train("t", ["--num_epochs", "2"]).status == 0)
        let run = try resume(
            "t", ["--num_epochs", "4", "--lr", "0.001", "--batch_size", "8", "--snapshot", "1", "--threads", "1", "--save-every", "5"])
        #expect(run.status == 0, "\(run.errors)")
        for line in [
            "--num_epochs is 4 from now on, and was 2", "--lr is 0.001 from now on, and was 0.0001",
            "--batch_size is 8 from now on, and was 4",
            "--snapshot is 1 from now on, and was 10", "--threads is 1 from now on, and was one a processor",
            "--save-every is 5.0 from now on, and was 10.0",
        ] { #expect(run.output.contains(line), "'\(line)' is not in: \(run.output)") }
        #expect(isThere("t/checkpoint_0003.pth.tar") && isThere("t/checkpoint_0004.pth.tar"))
        let options = try OptionsFile(contentsOf: folder.file("t/opt.yaml"))
        #expect(options["batch_size"]?.int == 8 && options["snapshot"]?.int == 1)
        // What was changed once holds for the next run, which need not say it again.
        let again = try resume("t", ["--num_epochs", "5"])
        #expect(
            again.status == 0 && !again.output.contains("--batch_size") && isThere("t/checkpoint_0005.pth.tar"),
            "\(again.output) \(again.errors)")
    }

    @Test(
        "What a model is made of and learns from is refused by name",
        arguments: [
            ["--latent_dim", "16"], ["--num-layers", "2"], ["--seed", "4"], ["--dropout=0.2"], ["--pose_rep", "rotmat"],
            ["--optimiser", "lion"],
            ["--lambda_rcxyz", "1"], ["--translation"], ["--face-front"], ["--model", "motionclip"], ["--schedule", "cosine"],
        ])
    func refusals(words: [String]) throws {
        #expect(try train("t", ["--num_epochs", "1"]).status == 0)
        let before = try folder.bytes("t/opt.yaml")
        let run = try resume("t", words + ["--num_epochs", "2"])
        let name = words[0].split(separator: "=")[0].replacing("_", with: "-")
        #expect(
            run.status == 1 && run.errors.replacing("_", with: "-").contains(name) && run.errors.contains("cannot change"), "\(run.errors)")
        #expect(try folder.bytes("t/opt.yaml") == before)
    }

    @Test("Named again as it was, an option is neither refused nor said")
    func same() throws {
        #expect(try train("t", ["--num_epochs", "1"]).status == 0)
        let run = try resume("t", ["--latent_dim", "8", "--no-translation", "--seed", "3", "--num_epochs", "2"])
        #expect(
            run.status == 0 && !run.output.contains("--latent_dim") && isThere("t/checkpoint_0002.pth.tar"), "\(run.output) \(run.errors)")
    }

    @Test(
        "A training that was killed before its first state begins again from its opt.yaml; without state and with checkpoints it is refused"
    )
    func withoutState() throws {
        #expect(try train("whole", ["--num_epochs", "2"]).status == 0)
        try FileManager.default.createDirectory(atPath: folder.file("killed"), withIntermediateDirectories: true)
        let options = try String(decoding: folder.bytes("whole/opt.yaml"), as: UTF8.self).replacing(
            folder.file("whole"), with: folder.file("killed"))
        try folder.write(Array(options.utf8), "killed/opt.yaml")
        let run = try resume("killed")
        #expect(run.status == 0 && run.output.contains("begins again"), "\(run.output) \(run.errors)")
        #expect(try folder.bytes("killed/checkpoint_0002.pth.tar") == folder.bytes("whole/checkpoint_0002.pth.tar"))

        try FileManager.default.removeItem(atPath: folder.file("killed/training_state.pt"))
        let lost = try resume("killed")
        #expect(
            lost.status == 1 && lost.errors.contains("training_state.pt") && lost.errors.contains("checkpoint_0002.pth.tar"),
            "\(lost.errors)")
    }

    @Test("A killed training loses no more than --save-every, and comes to the same numbers")
    func killed() throws {
        let arguments = ["--num_epochs", "30", "--snapshot", "30", "--save-every", "0.00001"]
        #expect(try train("whole", arguments).status == 0)
        let running = try Running(["train", "--folder", folder.file("killed")] + Self.words + arguments)
        #expect(Processes.waitUntil(within: 60) { isThere("killed/training_state.pt") })
        running.send(SIGKILL)
        _ = running.end()
        let run = try resume("killed")
        #expect(run.status == 0 && run.output.contains("goes on in epoch"), "\(run.output) \(run.errors)")
        #expect(try folder.bytes("killed/checkpoint_0030.pth.tar") == folder.bytes("whole/checkpoint_0030.pth.tar"))
    }

    @Test func timesThatAreNone() throws {
        for value in ["0", "-1", "nan"] {
            let run = try train("t", ["--save-every", value])
            #expect(run.status == 64 && run.errors.contains("--save-every"), "\(run.errors)")
        }
    }
}
