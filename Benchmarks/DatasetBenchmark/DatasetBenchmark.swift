// Images a second of `smog dataset images`, from the tree to the files, beside what two single runs and pyrender reach: ratios of one run.
import ArrayFiles
import BodyModels
import Datasets
import Foundation
import Motions
import Pictures

/// Runs the program as its users do, turn by turn with what it is compared with.
///
///     smog-benchmark-dataset [--tree data/sample] [--clips stored|packed] [--images 1500] [--rounds 3] [--size 224] [--python PYTHON]
///
/// The tree is repeated, by links, until there are so many images. Its clips are unpacked first, as AMASS stores them uncompressed (it is
/// written by `numpy.savez`: https://github.com/nghorbani/moshpp); `--clips packed` takes them as they are. PYTHON is one that has pyrender: see Benchmarks/README.md.
@main
struct DatasetBenchmark {
    static func main() throws {
        let options = Options(CommandLine.arguments)
        let work = try WorkFolder()
        let (tree, images) = try work.repeated(options.tree, until: options.images, unpacked: options.unpacks)
        print(
            "\(images) images of \(options.size)x\(options.size), from \(options.tree) repeated, clips \(options.unpacks ? "stored" : "packed"); \(ProcessInfo.processInfo.processorCount) processors"
        )
        let peer = try options.python.map { try Pyrender(python: $0, size: options.size, folder: work.path) }
        var best = (one: 0.0, two: 0.0, pair: 0.0, peer: 0.0)
        for round in 1...options.rounds {
            let peerRate = try peer?.framesPerSecond()
            let one = try work.draw([tree], workers: 1, options)
            let two = try work.draw([tree], workers: 2, options)
            let sideBySide = try work.draw([tree, tree], workers: 1, options)
            let rates = (Double(images) / one.seconds, Double(images) / two.seconds, Double(2 * images) / sideBySide.seconds)
            best = (max(best.one, rates.0), max(best.two, rates.1), max(best.pair, rates.2), max(best.peer, peerRate ?? 0))
            var line =
                "round \(round): one worker \(text(rates.0)), two workers \(text(rates.1)), two runs of one side by side \(text(rates.2)) images a second; "
            line += "two workers reach \(text(100 * rates.1 / rates.2)) % of the two runs"
            if let peerRate {
                line +=
                    "; pyrender \(text(peerRate)): \(text(rates.0 / peerRate)) times with one worker, \(text(rates.1 / peerRate)) times with two"
            }
            print(line)
            print(
                "         processor time \(text(one.processorSeconds * 1000 / Double(images))) ms an image with one worker, \(text(two.processorSeconds * 1000 / Double(images))) with two; "
                    + "peak memory of a worker \(max(one.peakKilobytes, two.peakKilobytes) / 1024) MB")
        }
        // What others do on the machine makes every figure smaller, never larger.
        print(
            "best of each: two workers reach \(text(100 * best.two / best.pair)) % of two runs side by side"
                + (best.peer > 0
                    ? "; \(text(best.one / best.peer)) times pyrender with one worker, \(text(best.two / best.peer)) times with two" : ""))
        try compareBytes(work.lastOutput)
    }

    /// Bytes of the set's PNG files against libpng's level 6 with its default choice of filters, on the same pixels.
    private static func compareBytes(_ folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".png") }.sorted()
        var own = 0, reference = 0
        for name in names.enumerated().filter({ $0.offset % max(1, names.count / 100) == 0 }).map(\.element) {
            let path = folder + "/" + name
            own += (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
            reference += try PNG.encode(PNG.read(path), PNGOptions(level: 6, filter: .adaptive, strategy: .filtered)).count
        }
        print("PNG bytes: \(text(Double(own) / Double(max(reference, 1)), 3)) times libpng's level 6 with default filters")
    }

    static func text(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
}

struct Options {
    var tree = "data/sample"
    /// True to measure on clips as AMASS stores them.
    var unpacks = true
    var images = 1500
    var rounds = 3
    var size = 224
    var python: String?

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let name = rest.popFirst(), let value = rest.popFirst() {
            switch name {
            case "--tree": tree = value
            case "--clips": unpacks = value != "packed"
            case "--images": images = Int(value) ?? images
            case "--rounds": rounds = max(1, Int(value) ?? rounds)
            case "--size": size = Int(value) ?? size
            case "--python": python = value
            default: break
            }
        }
    }
}

/// What a run took.
struct Cost {
    var seconds = 0.0
    var processorSeconds = 0.0
    var peakKilobytes = 0
}

/// A temporary folder with trees and sets in it.
final class WorkFolder {
    let path: String
    private(set) var lastOutput = ""
    private var outputs = 0

    init() throws {
        path = NSTemporaryDirectory() + "smog-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A tree of links to the clips of another, each several times under other names.
    func repeated(_ source: String, until wanted: Int, unpacked: Bool) throws -> (tree: String, images: Int) {
        let tree = try AmassTree(source)
        let plan = ImageSetPlan(tree, options: ImageSetOptions())
        let heads = ClipHeads.read(plan.clips, in: plan.folder)
        let once = heads.compactMap { $0.flatMap { plan.imageCount($0) } }.reduce(0, +)
        guard once > 0 else { throw PictureProblem("no clips in \(source)") }
        var base = URL(fileURLWithPath: tree.folder).path
        if unpacked {
            for clip in plan.clips where !clip.file.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/stored/\(clip.set)/\(clip.subject)", withIntermediateDirectories: true)
                try unpack("\(base)/\(clip.path)", to: "\(path)/stored/\(clip.path)")
            }
            base = path + "/stored"
        }
        let copies = max(1, (wanted + once - 1) / once)
        for copy in 0..<copies {
            for clip in plan.clips where !clip.file.isEmpty {
                let folder = "\(path)/tree/\(clip.set)/\(clip.subject)x\(copy)"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(atPath: folder + "/" + clip.file, withDestinationPath: base + "/" + clip.path)
            }
        }
        return (path + "/tree", copies * once)
    }

    /// The same arrays, stored as they are.
    private func unpack(_ clip: String, to target: String) throws {
        let arrays = try NamedArrays(contentsOf: clip)
        let archive = try NPZWriter(target, compression: .stored)
        for key in arrays.keys {
            if let text = try? arrays.string(key) {
                try archive.add(key, string: text)
            } else {
                try archive.add(key, arrays.array(key).float64())
            }
        }
        try archive.finish()
    }

    /// Draws sets at the same time, and measures until the last is done.
    func draw(_ trees: [String], workers: Int, _ options: Options) throws -> Cost {
        let smog = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("smog")
        var cost = Cost()
        let before = WorkFolder.processorSeconds()
        let start = ContinuousClock.now
        let runs = try trees.map { tree in
            outputs += 1
            lastOutput = "\(path)/set\(outputs)"
            let process = Process()
            process.executableURL = smog
            process.arguments = [
                "dataset", "images", "--input_dir", tree, "--output_dir", lastOutput, "--size", "\(options.size)", "--workers",
                "\(workers)", "--quiet",
            ]
            try process.run()
            return process
        }
        while runs.contains(where: \.isRunning) {
            for run in runs { cost.peakKilobytes = max(cost.peakKilobytes, WorkFolder.peakOfChildren(run.processIdentifier)) }
            usleep(5000)
        }
        runs.forEach { $0.waitUntilExit() }
        let elapsed = ContinuousClock.now - start
        cost.seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        cost.processorSeconds = WorkFolder.processorSeconds() - before
        guard runs.allSatisfy({ $0.terminationStatus == 0 }) else { throw PictureProblem("smog dataset images failed") }
        return cost
    }

    /// Processor time of all processes that have ended.
    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The most memory that one child of a process has ever had resident, kilobytes.
    private static func peakOfChildren(_ parent: pid_t) -> Int {
        guard let children = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8) else { return 0 }
        return children.split(separator: " ").map { child -> Int in
            let status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
            return status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }?.split(separator: " ").compactMap { Int($0) }.first ?? 0
        }.max() ?? 0
    }
}
