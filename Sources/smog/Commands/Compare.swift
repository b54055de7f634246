// `smog compare`: how far apart two pictures, animations or folders of frames are, in numbers and as a picture.
import ArgumentParser
import Comparison
import Files
import Foundation
import Pictures

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how far apart two pictures, animations or folders of frames are.",
        discussion: """
            PNG, animated PNG and GIF files, and folders of PNGs, which are matched by name:
              smog compare before.png after.png --diff diff.png
              smog compare old.gif new.gif --metric ssim,flip
              smog compare frames/ others/ --tolerance max=8,mean=0.2,outliers=1%

            Metrics:
              max       largest difference of a channel, 0 to 255       at most 3
              mean      mean difference of the channels                 at most 0.05, differences
                                                                        of one level not counted
              outliers  pixels with a channel more than 3 apart         at most 0.1 %
              ssim      structural similarity, 1 for equal pictures     at least 0.995
              flip      what a person sees, 0 to 1: LDR-FLIP, its mean  at most 0.005

            Rounding that falls the other way, as on another processor, may touch every pixel by one level: such differences are in
            the mean that is printed, and not in what its limit holds for, which is printed beside it where it is another.

            Of animations every frame must be within tolerance and stay equally long. The exit status is 0 if all is within
            tolerance, 1 if not (pictures of different sizes, animations of different lengths too), 2 if something cannot be
            read or compared.
            """)

    @Argument(help: ArgumentHelp("A .png, .apng or .gif, or a folder of .png files.", valueName: "a"))
    var first: String

    @Argument(help: ArgumentHelp("What to compare it with.", valueName: "b"))
    var second: String

    @Option(
        help: ArgumentHelp("max, mean, outliers, ssim or flip, or several with commas. (default: max,mean,outliers)", valueName: "metrics"))
    var metric: [MetricList] = []

    @Option(help: ArgumentHelp("Limits, such as max=3,mean=0.05,outliers=0.1%; for a single metric just a number.", valueName: "limits"))
    var tolerance: Tolerance?

    @Option(
        help: ArgumentHelp(
            "Write a picture with both and what differs, made stronger, side by side: of animations the worst frame.", valueName: "png"))
    var diff: String?

    @Flag(help: "Print the numbers as JSON.")
    var json = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// The metrics asked for, and those that have a limit of their own.
    private var metrics: [ComparisonMetric] {
        let named = metric.flatMap(\.metrics)
        let asked = named.isEmpty ? (tolerance?.limits.isEmpty ?? true ? ComparisonMetric.usual : []) : named
        return ComparisonMetric.allCases.filter { asked.contains($0) || tolerance?.limits[$0] != nil }
    }

    func validate() throws {
        if tolerance?.only != nil, metrics.count != 1 {
            throw ValidationError(
                "--tolerance is a number without a name, and there are several metrics. Write such as max=3,mean=0.05, or name one --metric."
            )
        }
        if let diff, !diff.lowercased().hasSuffix(".png") {
            throw ValidationError("--diff is '\(diff)'; expected a name that ends in .png.")
        }
    }

    func run() throws {
        for input in [first, second] {
            if let diff, Folders.areSame(input, diff) {
                throw CommandFailure("\(diff): would be written over what is compared. Name another file", status: 2)
            }
        }
        let comparison: SequenceComparison
        do {
            // The first metric asked for says which frame of an animation is the worst.
            let leading = metric.first?.metrics.first ?? metrics[0]
            comparison = try SequenceComparison(
                try FrameSequence(first), try FrameSequence(second), metrics: [leading] + metrics.filter { $0 != leading })
        } catch let mismatch as PictureMismatch {
            throw CommandFailure("\(mismatch)\(mismatch.description.contains(first) ? "" : " (\(first), \(second))")", status: 1)
        } catch {
            throw CommandFailure("\(error)", status: 2)
        }
        var limits: [ComparisonMetric: Double] = [:]
        for metric in metrics { limits[metric] = tolerance?.limits[metric] ?? tolerance?.only ?? metric.usualLimit }
        let report = ComparisonReport(first: first, second: second, comparison: comparison, metrics: metrics, limits: limits)
        if !quiet { print(json ? try report.json() : report.text) }
        if let diff {
            do {
                let place = comparison.frameCount > 1 ? ", \(report.place(comparison.worst.frame))" : ""
                // Files of one name are told apart by their folders.
                let names = Self.name(first) == Self.name(second) ? (first, second) : (Self.name(first), Self.name(second))
                let picture = try DifferencePicture.sideBySide(
                    comparison.worst.first, comparison.worst.second, names: (names.0 + place, names.1 + place))
                try PNG.write(picture, to: diff)
            } catch {
                throw CommandFailure("\(error)", status: 2)
            }
        }
        if !comparison.isWithin(limits) { throw ExitCode(1) }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
