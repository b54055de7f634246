// Decoding and training the paper-size SMoG, beside the reference's PyTorch modules.
import Arrays
import Foundation
import Learning
import MotionModels
import Workers

/// Times generation and training steps in turns with PyTorch and prints the ratios.
///
///     smog-benchmark-models [--latent 512] [--layers 8] [--frames 60] [--batch 20] [--threads 2] [--rounds 3] [--no-training]
///                           [--python PYTHON --peer bench_torch_smog.py --reference CHECKOUT]
///
/// `--peer` is a program that prints `decode 24 x 60 frames: N ms` and `train step …: N s`; `--reference` a checkout of SMoG's
/// Python code for it. With `--body` it measures bodies instead: see ``BodyBenchmark``.
@main
struct ModelBenchmark {
    static func main() throws {
        LinearAlgebra.prepareProcess()
        let options = Options(CommandLine.arguments)
        ThreadTeam.size = options.threads
        print(LinearAlgebra.libraryVersion ?? "without OpenBLAS")
        if let body = options.body { return try BodyBenchmark.run(options, body: body) }
        var decoding: [Double] = [], training: [Double] = [], peerDecoding: [Double] = [], peerTraining: [Double] = []
        for round in 1...options.rounds {
            let own = measure(options)
            decoding.append(own.decode)
            if let train = own.train { training.append(train) }
            print(
                "round \(round): SMoG here: decode 24 x \(options.frames) frames \(text(own.decode * 1000, 1)) ms, one \(text(own.single * 1000, 1)) ms"
                    + (own.train.map { ", training step \(text($0, 3)) s" } ?? ""))
            if let peer = try peer(options) {
                peerDecoding.append(peer.decode)
                peerTraining.append(peer.train)
                print(
                    "round \(round): PyTorch:   decode \(text(peer.decode * 1000, 1)) ms, training step \(text(peer.train, 3)) s, peak memory \(text(peer.memory, 0)) MB"
                )
            }
        }
        print("peak memory here: \(text(peakMemory(), 0)) MB")
        if !peerDecoding.isEmpty {
            print("decode:        \(text(median(peerDecoding) / median(decoding), 2)) times PyTorch's speed")
            if !training.isEmpty { print("training step: \(text(median(peerTraining) / median(training), 2)) times PyTorch's speed") }
        }
    }

    /// Seconds for 24 motions, for one, and for a training step.
    private static func measure(_ options: Options) -> (decode: Double, single: Double, train: Double?) {
        let configuration = MotionNetworkConfiguration(kind: .smog, latentDim: options.latent, layers: options.layers)
        let network = MotionNetwork(configuration, seed: 1)
        var random = RandomNumbers(seed: 2)
        func latents(_ count: Int) -> Tensor {
            Tensor((0..<count * options.latent).map { _ in random.normal() }, shape: [count, options.latent])
        }
        func decode(_ count: Int) -> Double {
            let z = latents(count)
            _ = network.decoder(z, frames: options.frames)
            return best(5) { _ = network.decoder(z, frames: options.frames) }
        }
        let single = decode(1), many = decode(24)
        guard options.trains else { return (many, single, nil) }

        network.book.setLearning(true)
        let optimiser = AdamW(network.book.parameters)
        let x = Tensor(
            (0..<options.batch * 150 * options.frames).map { _ in random.normal() * 0.3 }, shape: [options.batch, 25, 6, options.frames])
        var seed: UInt64 = 0
        func step() {
            seed += 1
            let dropout = DropoutSource(rate: 0.1, seed: seed)
            Gradients.clear(network.book.parameters)
            let z = network.encoder(x, dropout: dropout).mu
            let output = network.decoder(z, frames: options.frames, dropout: dropout)
            let loss = Tensor.meanSquaredError(output, x) * 100 + Tensor.meanSquaredError(output.differences(), x.differences()) * 100
            loss.backward()
            optimiser.step()
        }
        step()
        return (many, single, best(3, step))
    }

    static func best(_ times: Int, _ work: () -> Void) -> Double {
        (0..<times).map { _ in
            let start = ContinuousClock.now
            work()
            return Double((ContinuousClock.now - start).components.attoseconds) / 1e18
                + Double((ContinuousClock.now - start).components.seconds)
        }.min() ?? 0
    }

    private static func peer(_ options: Options) throws -> (decode: Double, train: Double, memory: Double)? {
        guard let python = options.python, let script = options.peer, let reference = options.reference else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let words = [
            python, script, reference, "\(options.latent)", "\(options.layers)", "\(options.frames)", "\(options.batch)",
            "\(options.threads)",
        ]
        // The shell's children have their memory counted for it.
        let measured =
            "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True); print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", measured] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        func number(after words: String) -> Double? {
            guard let range = output.range(of: words) else { return nil }
            return Double(output[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
        }
        guard let decode = number(after: "decode 24 x \(options.frames) frames:"),
            let train = number(after: "train step batch \(options.batch) x \(options.frames) frames:"), let memory = number(after: "peak")
        else {
            print("the peer printed no times:\n\(output)")
            return nil
        }
        return (decode / 1000, train, memory / 1024)
    }

    static func peakMemory() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }) else { return 0 }
        return (Double(line.filter(\.isNumber)) ?? 0) / 1024
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    private static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

struct Options {
    var latent = 512, layers = 8, frames = 60, batch = 20, threads = WorkerPool.processorCount, rounds = 1
    var trains = true, dense = false
    var python: String?, peer: String?, reference: String?, body: String?

    init(_ words: [String]) {
        var words = words.dropFirst()
        while let word = words.popFirst() {
            func number(_ current: Int) -> Int { words.popFirst().flatMap(Int.init) ?? current }
            switch word {
            case "--latent": latent = number(latent)
            case "--layers": layers = number(layers)
            case "--frames": frames = number(frames)
            case "--batch": batch = number(batch)
            case "--threads": threads = number(threads)
            case "--rounds": rounds = max(1, number(rounds))
            case "--no-training": trains = false
            case "--body": body = words.popFirst()
            case "--dense": dense = true
            case "--python": python = words.popFirst()
            case "--peer": peer = words.popFirst()
            case "--reference": reference = words.popFirst()
            default:
                print("smog-benchmark-models: no option \(word)")
                exit(2)
            }
        }
    }
}
