// A node's rotation, place or size over time: the keys of a glTF animation, and what lies between them.
import Files
import Rotations

struct GLTFCurve {
    enum Kind: String {
        case rotation, translation, scale

        var width: Int { self == .rotation ? 4 : 3 }
    }

    enum Interpolation: String {
        case linear = "LINEAR"
        case step = "STEP"
        case cubic = "CUBICSPLINE"
    }

    let kind: Kind
    private let interpolation: Interpolation
    /// Seconds, ascending.
    let times: [Double]
    /// `kind.width` numbers a key; three times as many for cubic curves: the tangent before, the value, the tangent behind.
    private let values: [Double]

    /// - Throws: `FileProblem` where times do not ascend, or there are not as many values as times.
    init(_ sampler: JSONValue, kind: Kind, numbers: GLTFNumbers, name: String) throws {
        let path = numbers.file.path
        self.kind = kind
        guard let interpolation = Interpolation(rawValue: sampler["interpolation"]?.text ?? "LINEAR") else {
            throw FileProblem(path, "\(name) has an interpolation that is not known", expected: "LINEAR, STEP or CUBICSPLINE")
        }
        self.interpolation = interpolation
        times = try numbers.numbers(sampler["input"], type: "SCALAR", for: "times of \(name)")
        values = try numbers.numbers(sampler["output"], type: kind == .rotation ? "VEC4" : "VEC3", for: "keys of \(name)")
        guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), (times.first ?? 0) >= 0 else {
            throw FileProblem(path, "\(name) has times that do not ascend")
        }
        let wanted = times.count * (interpolation == .cubic ? 3 : 1)
        guard values.count == wanted * kind.width else {
            throw FileProblem(path, "\(name) has \(values.count / kind.width) values for \(times.count) times", expected: "\(wanted)")
        }
    }

    /// The curve at a time; before the first key and after the last one it keeps still.
    /// - Returns: x, y, z, and w of rotations; a unit quaternion for those.
    func value(at time: Double) -> SIMD4<Double> {
        // Times are kept in single precision: a frame that is due at a key must not come before it.
        let time = time + 1e-7 * max(1, time) * 4
        var (low, high) = (0, times.count)
        // The first key after the time.
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        let before = max(low - 1, 0)
        let after = min(low, times.count - 1)
        guard before < after, time > times[before], interpolation != .step else {
            return kind == .rotation ? unit(key(before)) : key(before)
        }
        let step = times[after] - times[before]
        let t = (time - times[before]) / step
        switch (interpolation, kind) {
        case (.cubic, _):
            let (t2, t3) = (t * t, t * t * t)
            let start = key(before) * (2 * t3 - 3 * t2 + 1) + key(before, part: 2) * (step * (t3 - 2 * t2 + t))
            let end = key(after) * (3 * t2 - 2 * t3) + key(after, part: 0) * (step * (t3 - t2))
            return kind == .rotation ? unit(start + end) : start + end
        case (_, .rotation):
            let turn = Turn.slerp(from: GLTFCurve.turn(unit(key(before))), to: GLTFCurve.turn(unit(key(after))), at: t)
            return SIMD4(turn.x, turn.y, turn.z, turn.w)
        default: return key(before) + (key(after) - key(before)) * t
        }
    }

    static func turn(_ v: SIMD4<Double>) -> Turn { Turn(w: v.w, x: v.x, y: v.y, z: v.z) }

    private func key(_ index: Int, part: Int = 1) -> SIMD4<Double> {
        let at = (interpolation == .cubic ? index * 3 + part : index) * kind.width
        return SIMD4(values[at], values[at + 1], values[at + 2], kind == .rotation ? values[at + 3] : 0)
    }

    private func unit(_ v: SIMD4<Double>) -> SIMD4<Double> {
        let length = (v * v).sum().squareRoot()
        return length > 0 ? v / length : SIMD4(0, 0, 0, 1)
    }
}
