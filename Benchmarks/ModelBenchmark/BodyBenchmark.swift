// The loss rcxyz over all vertices of a body, beside smplx's layer in PyTorch.
import BodyLayers
import BodyModels
import Foundation
import Learning
import Rotations

/// Times the mean squared distance of two sets of bodies, forward and backward from `rot6d` numbers, in turns with PyTorch.
///
///     smog-benchmark-models --body BODY.npz [--dense] [--frames 60] [--batch 20] [--threads 2] [--rounds 3]
///                           [--python PYTHON --peer Benchmarks/peers/bench_torch_smpl.py]
///
/// `--dense` treats a body with few pose correctives as one where each vertex answers to every joint, as SMPL's do.
enum BodyBenchmark {
    static func run(_ options: Options, body: String) throws {
        let model = try BodyModel(contentsOf: body)
        let layer = BodyLayer(options.dense ? model.withDenseCorrectives() : model)
        print(
            "\(layer.vertexCount) vertices, \(layer.jointCount) joints, \(options.dense ? "dense" : "as stored"), batch \(options.batch) x \(options.frames) frames, \(options.threads) threads"
        )
        var fused: [Double] = [], general: [Double] = [], peer: [Double] = []
        for round in 1...options.rounds {
            fused.append(measure(layer, options, fused: true))
            print(
                "round \(round): bodyDistance, forward and backward: \(text(fused[round - 1] * 1000)) ms, peak memory so far \(text(ModelBenchmark.peakMemory())) MB"
            )
            if let time = try runPeer(options, body: body) { peer.append(time) }
        }
        for round in 1...options.rounds {
            general.append(measure(layer, options, fused: false))
            print(
                "round \(round): vertices of both, then their distance: \(text(general[round - 1] * 1000)) ms, peak memory so far \(text(ModelBenchmark.peakMemory())) MB"
            )
        }
        guard !peer.isEmpty else { return }
        print("bodyDistance:            \(text(ModelBenchmark.median(peer) / ModelBenchmark.median(fused), 2)) times PyTorch's speed")
        print("vertices, then distance: \(text(ModelBenchmark.median(peer) / ModelBenchmark.median(general), 2)) times PyTorch's speed")
    }

    private static func measure(_ layer: BodyLayer, _ options: Options, fused: Bool) -> Double {
        var random = RandomNumbers(seed: 5)
        let shape = [options.batch * options.frames, layer.jointCount, 6]
        func numbers() -> [Float] {
            (0..<shape.reduce(1, *)).map { (($0 % 6) % 4 == 0 ? 1 : 0) + 0.3 * random.normal() }
        }
        let target = Tensor(numbers(), shape: shape), guess = Tensor(numbers(), shape: shape, requiresGradient: true)
        func step() {
            guess.clearGradient()
            let (a, b) = (guess.rotationMatrices(from: .sixD), target.rotationMatrices(from: .sixD))
            let loss = fused ? layer.bodyDistance(a, b) : Tensor.meanSquaredError(layer.vertices(a), layer.vertices(b))
            loss.backward()
        }
        step()
        return ModelBenchmark.best(3, step)
    }

    private static func runPeer(_ options: Options, body: String) throws -> Double? {
        guard let python = options.python, let script = options.peer else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script, body, "\(options.batch)", "\(options.frames)", "\(options.threads)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("rcxyz") }),
            let time = line.split(separator: ":").last.flatMap({ Double($0.split(separator: " ").first ?? "") })
        else {
            print("the peer printed no time:\n\(output)")
            return nil
        }
        print(
            "smplx on PyTorch: "
                + output.split(separator: "\n").filter { $0.hasPrefix("rcxyz") || $0.hasPrefix("peak") }.joined(separator: ", "))
        return time / 1000
    }

    private static func text(_ value: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }
}
