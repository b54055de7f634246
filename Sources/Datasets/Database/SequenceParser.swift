// Makes a sequence of the database out of an AMASS file.
import Arrays
public import BodyModels
import Files
import Motions

/// How motions become sequences.
public struct ParsingOptions: Sendable {
    /// Frames a second.
    public var targetRate = 30
    /// Shorter motions, in frames at the target rate, are left out.
    public var shortest = ParserRules.shortest
    /// True for the original's content to the bit, with its mistakes.
    public var isCompatible = false
    /// True to leave out the joint positions and the pictures.
    public var isQuick = false

    public init() {}
}

/// Reads AMASS files, thins them out and places their joints.
public struct SequenceParser: Sendable {
    public let options: ParsingOptions
    /// The body at rest, of which only the joints count; nil where no places are wanted.
    private let body: ShapedBody?

    /// - Parameter body: the body that is posed: SMPL+H where ``ParsingOptions/isCompatible`` is set, else any of the family.
    /// - Throws: `FileProblem` if the body lacks joints that are asked for.
    public init(_ options: ParsingOptions, body: BodyModel?) throws {
        self.options = options
        if options.isCompatible, !options.isQuick, let body, body.jointCount != JointLayout.smplh.jointCount {
            throw FileProblem(
                body.file, "is a body of \(body.layout.title) with \(body.jointCount) joints",
                expected: "SMPL+H, whose finger joints the original puts into its database")
        }
        // One vertex, as only joints are asked for.
        self.body = options.isQuick ? nil : body?.shaped().outline(vertices: 1)
    }

    /// What became of a file.
    public enum Outcome: Sendable {
        case sequence(MotionSequence)
        /// Left out by the rules, and why.
        case skipped(String)
    }

    /// - Parameters:
    ///   - path: the file.
    ///   - name: what the sequence is called.
    ///   - labels: what is said about each of the file's frames, given how many there are and their rate.
    /// - Throws: `FileProblem` if the file is damaged or holds numbers that are none.
    public func parse(_ path: String, name: String, labels: (_ frames: Int, _ rate: Double) throws -> FrameLabels) throws -> Outcome {
        let clip = try AmassClip(path: path)
        let rules = ParserRules(targetRate: options.targetRate)
        guard let step = rules.step(frameRate: clip.frameRate) else {
            if case .skipped(let why) = rules.verdict(clip) { return .skipped(why) }
            return .skipped("its frame rate does not fit")
        }
        let count = (clip.frameCount + step - 1) / step
        guard count >= options.shortest else {
            return .skipped("\(count) frames at \(options.targetRate) a second; \(options.shortest) are needed")
        }
        let rotations = try RotationRows(clip, step: step)
        let whole = try labels(clip.frameCount, clip.frameRate)
        return .sequence(
            MotionSequence(
                name: name, thetas: rotations.smpl, joints: try body.map { try joints(rotations, of: $0) },
                labels: whole.thinned(by: step, isCompatible: options.isCompatible)))
    }

    /// Frames posed at a time.
    private static let batch = 256

    private func joints(_ rotations: RotationRows, of body: ShapedBody) throws -> NDArray<Float> {
        let chosen = options.isCompatible ? TrainingJoints.original : TrainingJoints.body
        var places: [Float] = []
        places.reserveCapacity(rotations.count * chosen.count * 3)
        for first in stride(from: 0, to: rotations.count, by: SequenceParser.batch) {
            let range = first..<min(first + SequenceParser.batch, rotations.count)
            let translations =
                options.isCompatible
                ? NDArray(repeating: 0, shape: [range.count, 3]) : rotations.translations.rows(range)
            let posed = body.pose(axisAngles: rotations.axisAngles(of: body.model.layout, range), translations: translations)
            for frame in 0..<range.count {
                for joint in chosen { for axis in 0..<3 { places.append(posed.joints[frame, joint, axis]) } }
            }
        }
        return NDArray(shape: [rotations.count, chosen.count, 3], elements: places)
    }
}

/// Some frames of a clip's rotations, in double precision, for any of the layouts.
private struct RotationRows {
    let count: Int
    /// SMPL's 24 joints, (frames, 72).
    let smpl: NDArray<Double>
    /// (frames, 3), metres.
    let translations: NDArray<Float>
    /// SMPL+H's 52 joints, (frames, 156).
    private let rows: [Double]

    private static let width = 156

    init(_ clip: AmassClip, step: Int) throws {
        let numbers = try clip.numbers(frames: Array(stride(from: 0, to: clip.frameCount, by: step)))
        let count = numbers.rotations.shape[0], own = numbers.layout.jointCount * 3
        var rows = [Double](repeating: 0, count: count * RotationRows.width)
        for frame in 0..<count {
            for (from, to, joints) in RotationRows.runs(numbers.layout) {
                for i in 0..<joints * 3 {
                    rows[frame * RotationRows.width + to * 3 + i] = numbers.rotations.elements[frame * own + from * 3 + i]
                }
            }
        }
        self.count = count
        self.rows = rows
        var smpl: [Double] = []
        smpl.reserveCapacity(count * 72)
        for frame in 0..<count {
            for joint in SMPLJoints.ofSMPLH {
                let at = frame * RotationRows.width + joint * 3
                smpl += rows[at..<at + 3]
            }
        }
        self.smpl = NDArray(shape: [count, 72], elements: smpl)
        translations = numbers.translations
    }

    /// Which joints of a layout are SMPL+H's: the first there, the first of SMPL+H, how many.
    private static func runs(_ layout: JointLayout) -> [(own: Int, smplh: Int, count: Int)] {
        switch layout {
        // The hands of SMPL are the first index joints of SMPL+H.
        case .smpl: [(0, 0, 23), (23, 37, 1)]
        case .smplh: [(0, 0, 52)]
        // Jaw and eyes lie between body and hands.
        case .smplx: [(0, 0, 22), (layout.leftHand.lowerBound, 22, 30)]
        }
    }

    /// The rotations of some frames in a layout's joints, (frames, joints, 3).
    func axisAngles(of layout: JointLayout, _ range: Range<Int>) -> NDArray<Float> {
        let joints = layout.jointCount
        var vectors = [Float](repeating: 0, count: range.count * joints * 3)
        let runs = RotationRows.runs(layout)
        for (row, frame) in range.enumerated() {
            for (to, from, count) in runs {
                for i in 0..<count * 3 { vectors[(row * joints + to) * 3 + i] = Float(rows[frame * RotationRows.width + from * 3 + i]) }
            }
        }
        return NDArray(shape: [range.count, joints, 3], elements: vectors)
    }
}
