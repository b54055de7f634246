// Options for reading that override what a file says.
import HumanML3D

/// The parameters of ``Motion/readAll(path:assumedFrameRate:up:skeleton:statistics:)``, handed from reader to reader.
struct ReadingChoices {
    var assumedFrameRate: Double?
    var up: UpAxis?
    var skeleton: RestSkeleton
    var statistics: FeatureStatistics?

    /// The rate of files that have no place to say it.
    func frameRate(usual: Double, of kind: String, notes: inout [String]) -> Double {
        if let assumedFrameRate { return assumedFrameRate }
        notes.append(
            "the file does not say its frame rate; \(FrameRates.text(usual)) frames per second as in \(kind) (--source-fps decides otherwise)"
        )
        return usual
    }
}
