// A motion as MoMask edits it: HumanML3D's features of it, and the body that moves so.
import ArrayFiles
public import Arrays
public import BodyModels
import Files
import HumanML3D
public import Motions
import Rotations

/// A motion that is to be edited.
public struct EditSource: Sendable {
    /// What it is called in messages: its file.
    public let path: String
    /// In physical units, `(frames, features)`, as many a second as the model's motions have.
    public let features: NDArray<Float>
    /// The body that moves so, frame by frame with the features.
    public let motion: Motion
    /// How much longer the body's legs are than those of the features' skeleton, which has MoMask's limbs.
    let legs: Double

    /// True for files of bare arrays that are no joint positions: features, or what was meant to be.
    public static func isOfFeatures(_ path: String) throws -> Bool {
        guard path.lowercased().hasSuffix(".npy") else { return false }
        guard let shape = try? StoredArray(contentsOf: path).shape else { return false }
        return !(shape.count >= 3 && shape[shape.count - 1] == 3)
    }

    /// Reads features: an `.npy` of `(frames, 263)` for HumanML3D's skeleton, `(frames, 251)` for KIT's, in physical units.
    ///
    /// - Parameter note: told what had to be assumed or left out.
    /// - Throws: `FileProblem` for an array of another shape, numbers that are not finite or look standardised, or a single frame.
    public init(features path: String, for generator: MoMaskGenerator, note: (String) -> Void) throws {
        let stored = try StoredArray(contentsOf: path)
        let shape = stored.shape
        let width = generator.model.mean.count
        guard shape.count == 2 || shape.count == 3, let found = shape.last, found == width else {
            let kinds = [HumanML3DFeatures.width: "HumanML3D's", HumanML3DFeatures.kitWidth: "KIT's"]
            let what = shape.last.flatMap { kinds[$0] }.map { ": \($0) features" } ?? ""
            throw FileProblem(
                path, "has shape \(Shape.text(shape))\(what)",
                expected: "(frames, \(width)), \(kinds[width] ?? "the model's") features, as \(generator.path) reads them, or a motion file"
            )
        }
        let (batch, frames) = (shape.count == 3 ? shape[0] : 1, shape[shape.count - 2])
        guard batch > 0 else { throw FileProblem(path, "holds no motions (shape \(Shape.text(shape)))", expected: "at least one") }
        if batch > 1 { note("\(path) holds \(batch) motions; this is the first") }
        try EditSource.check(frames: frames, path)
        features = NDArray(shape: [frames, width], elements: Array(try stored.float32().elements.prefix(frames * width)))
        if let bad = features.elements.firstIndex(where: { !(abs($0) <= EditSource.largestNumber) }) {
            let value = features.elements[bad]
            throw FileProblem(
                path,
                "holds \(value.isNaN ? "NaN" : value.isInfinite ? "an infinite number" : "the number \(value)") in frame \(bad / width)",
                expected: "numbers of a moving body")
        }
        if width == HumanML3DFeatures.width, HumanML3DFeatures.lookStandardised(features) {
            throw FileProblem(
                path, "holds features that look standardised (mean 0, deviation 1), as networks see them", expected: "physical units",
                advice: "Multiply them by the Std.npy and add the Mean.npy they were standardised with.")
        }
        self.path = path
        legs = 1
        motion = Motion(
            fittedToJointsWithYUp: generator.model.jointPositions(of: features), frameRate: generator.frameRate,
            skeleton: generator.skeleton, name: EditSource.name(path), source: MotionSource(file: path, format: "features"))
    }

    /// Makes features of a motion: its joints at the model's frames a second, the limbs of MoMask's skeleton, beginning at the origin and
    /// looking ahead.
    ///
    /// - Parameters:
    ///   - motion: at any rate.
    ///   - body: the body that shows it.
    ///   - note: told what had to be assumed or left out.
    /// - Throws: `FileProblem` for a motion of a single frame, or a model of KIT's skeleton.
    public init(_ motion: Motion, body: ShapedBody, for generator: MoMaskGenerator, note: (String) -> Void) throws {
        let path = motion.source.file
        guard generator.model.mean.count == HumanML3DFeatures.width else {
            throw FileProblem(
                path, "is a motion of SMPL's joints, and \(generator.path) knows KIT's skeleton",
                expected: "KIT's features, an .npy of (frames, \(generator.model.mean.count))")
        }
        let rate = generator.frameRate
        let shown = motion.frameRate == rate ? motion : try motion.resampled(to: rate)
        try EditSource.check(frames: shown.frameCount, path, rate: rate)
        // A row of features tells of a step as well: the last step goes on as the one before it.
        let joints = shown.converted(to: body.model.layout).bodyJointsYUp(body)
        let width = BodyJoint.count * 3
        let (last, before) = (joints.elements.suffix(width), joints.elements.suffix(2 * width).prefix(width))
        let places = NDArray(
            shape: [shown.frameCount + 1, BodyJoint.count, 3], elements: joints.elements + zip(last, before).map { 2 * $0 - $1 })
        let target = EditSource.limbs
        self.path = path
        features = HumanML3DFeatures.features(of: places, target: target)
        legs = EditSource.leg(places) / EditSource.leg(target)
        self.motion = shown
        if motion.frameRate != rate {
            note(
                "\(motion.name): \(motion.frameCount) frames at \(NumberText.short(motion.frameRate, 2)) a second become \(shown.frameCount) at \(NumberText.short(rate, 2))"
            )
        }
    }

    private static func check(frames: Int, _ path: String, rate: Double? = nil) throws {
        guard frames > 1 else {
            let pace = rate.map { " at \(NumberText.short($0, 2)) a second" } ?? ""
            throw FileProblem(path, "has \(NumberText.count(frames, "frame"))\(pace)", expected: "a motion of two frames or more")
        }
        guard frames <= mostFrames else {
            throw FileProblem(path, "has \(frames) frames", expected: "at most \(mostFrames)", advice: "Cut out what is to be edited.")
        }
    }

    /// Twenty minutes: longer motions would not fit into the encoder's memory.
    private static let mostFrames = 24_000
    /// Beyond this a number is damage.
    private static let largestNumber: Float = 1e6

    /// MoMask's skeleton at rest, `(22, 3)`, in SMPL's order.
    private static var limbs: NDArray<Float> {
        var places: [Point] = []
        for (parent, offset) in zip(TemplateSkeleton.parents, TemplateSkeleton.offsets) {
            places.append(parent < 0 ? offset : places[parent] + offset)
        }
        return NDArray(
            shape: [BodyJoint.count, 3], elements: TemplateSkeleton.toSMPL(places).flatMap { [Float($0.x), Float($0.y), Float($0.z)] })
    }

    /// From hip to ankle along the right leg of the first frame, as HumanML3D measures it.
    private static func leg(_ places: NDArray<Float>) -> Double {
        func place(_ joint: Int) -> Point {
            let at = joint * 3
            return Point(Double(places.elements[at]), Double(places.elements[at + 1]), Double(places.elements[at + 2]))
        }
        let knee = place(BodyJoint.rightKnee)
        return max(0.1, magnitude(place(BodyJoint.rightHip) - knee) + magnitude(place(BodyJoint.rightAnkle) - knee))
    }

    private static func name(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
