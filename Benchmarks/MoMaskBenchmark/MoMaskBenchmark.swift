// MoMask of the released size, from sentence vectors to features, beside the released code on PyTorch.
import Arrays
import Foundation
import Learning
import MotionModels
import Workers

/// Times loading and generation in turns with PyTorch, and says what share of the machine's own matrix products is reached.
///
///     smog-benchmark-momask TREE [--threads 2] [--rounds 3] [--frames 196] [--python PYTHON --peer bench_torch_momask.py --reference CHECKOUT]
///
/// `TREE` is a `checkpoints/t2m` of the released sizes; what its weights are does not matter. `--peer` is a program that prints
/// `generate 1 x 196 frames: N s` and the same of 24; `--reference` a checkout of MoMask's Python code for it. The Python code pads
/// motions of different lengths to the longest of them, so its time for 24 equal ones is also its time for 24 mixed ones.
@main
struct MoMaskBenchmark {
    static func main() throws {
        LinearAlgebra.prepareProcess()
        let options = Options(CommandLine.arguments)
        ThreadTeam.size = options.threads
        print("\(LinearAlgebra.libraryVersion ?? "without OpenBLAS"), \(options.threads) threads")
        let files = try MoMaskFiles(options.tree)
        let loading = try seconds(3) { _ = try MoMask(files) }
        let model = try MoMask(files)
        print("loading: \(text(loading.min() ?? 0, 3)) s, from warm cache")
        let full = options.frames / 4
        // 40 to 196 frames, evenly.
        let mixed = (0..<24).map { 10 + (full - 10) * $0 / 23 }
        let cases = [
            Case(name: "one motion of \(options.frames) frames", tokens: [full], times: 3),
            Case(name: "24 motions of \(options.frames) frames", tokens: [Int](repeating: full, count: 24), times: 1),
            Case(name: "24 motions of 40 to \(options.frames) frames", tokens: mixed, times: 1),
        ]
        var own = cases.map { _ in [Double]() }, peers = cases.map { _ in [Double]() }, speeds: [Double] = []
        _ = generate(model, cases[0].tokens)
        for round in 1...options.rounds {
            let speed = MatrixSpeed.operationsPerSecond()
            speeds.append(speed)
            print("round \(round): matrix products of this machine: \(text(speed / 1e9, 0)) GFLOP/s")
            for (index, one) in cases.enumerated() {
                let time = try seconds(one.times) { _ = generate(model, one.tokens) }.min() ?? 0
                own[index].append(time)
                let needed = Arithmetic(model).operations(tokens: one.tokens)
                print(
                    "round \(round): \(one.name): \(text(time, 3)) s, \(text(needed / 1e9, 0)) GFLOP, \(text(100 * needed / time / speed, 0)) % of that"
                )
            }
            if let peer = try Peer(options)?.times() {
                peers[0].append(peer.one)
                peers[1].append(peer.many)
                peers[2].append(peer.many)
                print("round \(round): PyTorch: one \(text(peer.one, 3)) s, 24 \(text(peer.many, 3)) s")
            }
        }
        print("peak memory here, without CLIP: \(text(peakMemory(), 0)) MB")
        for (index, one) in cases.enumerated() {
            let needed = Arithmetic(model).operations(tokens: one.tokens)
            let share = 100 * needed / median(own[index]) / median(speeds)
            var line = "\(one.name): \(text(median(own[index]), 3)) s, \(text(share, 0)) % of the machine's matrix products"
            if !peers[index].isEmpty { line += ", \(text(median(peers[index]) / median(own[index]), 2)) times PyTorch's speed" }
            print(line)
        }
    }

    private struct Case {
        let name: String
        /// Of each motion.
        let tokens: [Int]
        /// How often it is timed in a round; the shortest counts.
        let times: Int
    }

    /// From sentence vectors to features in physical units, as `smog text2motion` goes after CLIP.
    private static func generate(_ model: MoMask, _ tokens: [Int]) -> Int {
        var random = RandomNumbers(seed: 3)
        let width = model.conditionWidth
        let conditions = Tensor((0..<tokens.count * width).map { _ in random.normal() }, shape: [tokens.count, width])
        let requests = tokens.enumerated().map { index, count in
            MoMask.Request(segments: [MoMask.Segment(condition: index, tokens: count)], key: UInt64(index))
        }
        return model.features(of: model.tokens(requests, conditions: conditions)).reduce(0) { $0 + $1.count }
    }

    private static func seconds(_ times: Int, _ work: () throws -> Void) rethrows -> [Double] {
        try (0..<times).map { _ in
            let start = ContinuousClock.now
            try work()
            let time = (ContinuousClock.now - start).components
            return Double(time.seconds) + Double(time.attoseconds) / 1e18
        }
    }

    private static func peakMemory() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }) else { return 0 }
        return (Double(line.filter(\.isNumber)) ?? 0) / 1024
    }

    static func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

struct Options {
    var tree = "", threads = WorkerPool.processorCount, rounds = 3, frames = 196
    var python: String?, peer: String?, reference: String?

    init(_ words: [String]) {
        var words = words.dropFirst()
        while let word = words.popFirst() {
            func number(_ current: Int) -> Int { max(1, words.popFirst().flatMap(Int.init) ?? current) }
            switch word {
            case "--threads": threads = number(threads)
            case "--rounds": rounds = number(rounds)
            case "--frames": frames = min(196, max(40, number(frames)))
            case "--python": python = words.popFirst()
            case "--peer": peer = words.popFirst()
            case "--reference": reference = words.popFirst()
            default:
                guard tree.isEmpty, !word.hasPrefix("-") else {
                    print("smog-benchmark-momask: no option \(word)")
                    exit(2)
                }
                tree = word
            }
        }
        if tree.isEmpty {
            print("smog-benchmark-momask: name a tree of MoMask's, such as checkpoints/t2m")
            exit(2)
        }
    }
}
