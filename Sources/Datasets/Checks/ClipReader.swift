// Reads one file for a check: an unreadable file is a finding, not an error.
import ArrayFiles
import Arrays
public import BodyModels
import Files
import Motions

/// The bodies that clips are looked at with; models are read once.
public final class BodyCollection {
    private let library: BodyLibrary
    private let file: String?
    private var models: [String: BodyModel] = [:]
    private var contours: [String: BodyContour] = [:]

    /// - Parameter file: the one model to use; nil for the library's best for each clip.
    public init(library: BodyLibrary, file: String? = nil) {
        self.library = library
        self.file = file
    }

    /// - Throws: `FileProblem` if there is no body model, or it cannot be read.
    func contour(for motion: Motion) throws -> BodyContour {
        guard let path = file ?? library.best(for: motion.layout, gender: motion.gender)?.path else {
            throw FileProblem(
                library.folders.joined(separator: ", "), "holds no body model",
                advice: "Put one there (docs/data.md says where to get it), or name one with --body.")
        }
        let model = try models[path] ?? BodyModel(contentsOf: path)
        models[path] = model
        // Shape coefficients of SMPL mean something else to the open body.
        let betas = model.isOpenBody || !motion.betas.contains { $0 != 0 } ? [] : motion.betas
        let key = path + betas.map { " \($0)" }.joined()
        if let known = contours[key] { return known }
        let contour = BodyContour(model.shaped(by: betas), isShapedByClip: !betas.isEmpty)
        if contours.count > 64 { contours.removeAll() }
        contours[key] = contour
        return contour
    }

    /// Fails early where no clip could be looked at.
    /// - Throws: `FileProblem` if the model that was named cannot be read, or the library has none.
    public func requireModel() throws {
        if let file {
            models[file] = try BodyModel(contentsOf: file)
        } else if library.files.isEmpty {
            throw FileProblem(
                library.folders.joined(separator: ", "), "holds no body model",
                advice: "Put one there (docs/data.md says where to get it), or name one with --body.")
        }
    }
}

/// Looks at files.
struct ClipReader {
    let bodies: BodyCollection
    let wantsChecks: Bool
    let wantsStatistics: Bool
    /// Of files that do not say theirs.
    let assumedFrameRate: Double?

    /// All clips of a file; one record without facts if it cannot be read.
    func records(_ path: String) throws -> [ClipRecord] {
        let motions: [Motion]
        do {
            motions = try Motion.readAll(path: path, assumedFrameRate: assumedFrameRate)
        } catch let problem as FileProblem {
            return [ClipRecord(file: path, number: nil, problems: [ClipReader.problem(problem, path)], facts: nil)]
        }
        let stated = wantsChecks ? StatedRates(path).problems(frames: motions.count == 1 ? motions[0].frameCount : nil) : []
        return try motions.enumerated().map { number, motion in
            let measures = ClipMeasures(of: motion, contour: try bodies.contour(for: motion))
            let facts = ClipRecord.Facts(
                name: motion.name, format: motion.source.format, gender: motion.gender.rawValue, frames: motion.frameCount,
                frameRate: motion.frameRate)
            return ClipRecord(
                file: path, number: motions.count > 1 ? number : nil,
                problems: wantsChecks ? ClipCheck.ordered(ClipCheck.problems(of: motion, measures: measures) + stated) : [], facts: facts,
                statistics: wantsStatistics ? ClipStatistics(motion, measures: measures) : nil,
                fingerprints: wantsChecks && measures.isFinite ? PoseFingerprints(motion, frames: measures.coreFrames) : nil)
        }
    }

    /// What kind of fault keeps a file from being read.
    private static func problem(_ problem: FileProblem, _ path: String) -> ClipProblem {
        var text = problem.problem
        if let expected = problem.expected { text += "; expected \(expected)" }
        // Names of entries inside the archive are worth keeping, the file's own name is said anyway.
        if problem.file != path, problem.file.hasPrefix(path) { text = problem.file.dropFirst(path.count).drop { $0 == ":" } + ": " + text }
        if let arrays = try? NamedArrays(contentsOf: path) {
            if let found = UnsoundNumbers(arrays).summary { return ClipProblem(.notANumber, found) }
            let isMotion = ["poses", "pose_body", "root_orient"].contains(where: arrays.contains)
            let rates = StatedRates.keys.filter(arrays.contains)
            if isMotion, rates.isEmpty || rates.contains(where: { key in text.contains("'\(key)'") }) {
                return ClipProblem(.frameRate, text)
            }
        }
        let isUnsound = ["NaN", "infinite number", "not finite", "numbers of a moving body"].contains(where: text.contains)
        return ClipProblem(isUnsound ? .notANumber : .unreadable, text)
    }
}

/// Numbers in an AMASS file that are none.
private struct UnsoundNumbers {
    private(set) var summary: String?

    /// What motion is made of; larger numbers (metres, radians) are damage.
    private static let keys = ["poses", "trans", "transl", "root_orient", "pose_body", "pose_hand", "pose_jaw", "pose_eye", "betas"]
    private static let largest: Float = 1e9

    init(_ arrays: NamedArrays) {
        for key in UnsoundNumbers.keys where arrays.contains(key) {
            guard let numbers = try? arrays.array(key).float32(), let rows = numbers.shape.first, rows > 0, numbers.count > 0 else {
                continue
            }
            let width = numbers.count / rows
            let bad = (0..<rows).filter { row in
                numbers.elements[row * width..<(row + 1) * width].contains { !(abs($0) <= UnsoundNumbers.largest) }
            }
            guard let first = bad.first, let last = bad.last else { continue }
            let what =
                numbers.elements.contains(where: \.isNaN)
                ? "NaN" : numbers.elements.contains(where: \.isInfinite) ? "infinite numbers" : "numbers beyond all reason"
            summary =
                key == "betas"
                ? "key 'betas' holds \(what)"
                : "key '\(key)' holds \(what) in \(NumberText.count(bad.count, "frame")), from frame \(first) to \(last)"
            return
        }
    }
}

/// The frame rates that a file states, which may contradict each other.
struct StatedRates {
    /// AMASS's two spellings first, then what other tools write.
    static let keys = ["mocap_framerate", "mocap_frame_rate", "framerate", "frame_rate", "fps"]

    private var rates: [(key: String, rate: Double)] = []
    private var seconds: Double?

    init(_ path: String) {
        guard path.lowercased().hasSuffix(".npz") || path.lowercased().hasSuffix(".pkl"), let arrays = try? NamedArrays(contentsOf: path)
        else { return }
        for key in StatedRates.keys where arrays.contains(key) {
            if let rate = try? arrays.scalar(key) { rates.append((key, rate)) }
        }
        if arrays.contains("mocap_time_length") { seconds = try? arrays.scalar("mocap_time_length") }
    }

    /// - Parameter frames: how many the file's only motion has; nil if it has several.
    func problems(frames: Int?) -> [ClipProblem] {
        guard let first = rates.first, first.rate > 0 else { return [] }
        var found: [ClipProblem] = []
        if let other = rates.first(where: { abs($0.rate - first.rate) > 1e-3 * first.rate }) {
            found.append(
                ClipProblem(
                    .frameRate,
                    "'\(first.key)' says \(NumberText.short(first.rate, 2)) frames a second, '\(other.key)' \(NumberText.short(other.rate, 2))"
                ))
        }
        if let frames, let seconds, seconds.isFinite, seconds > 0 {
            let counted = Double(frames) / first.rate
            if abs(counted - seconds) > 0.02 * seconds + 2 / first.rate {
                found.append(
                    ClipProblem(
                        .frameRate,
                        "'mocap_time_length' says \(NumberText.seconds(seconds, digits: 2)), but \(frames) frames at \(NumberText.short(first.rate, 2)) a second last \(NumberText.seconds(counted, digits: 2)); \(NumberText.short(Double(frames) / seconds, 0)) a second would fit"
                    ))
            }
        }
        return found
    }
}
