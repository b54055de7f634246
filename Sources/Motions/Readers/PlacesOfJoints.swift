// Places of the body's joints from a file, made metres in a world with Z up.
import Arrays
import BodyModels
import Rotations

/// (frames, 22, 3), at least one frame.
struct PlacesOfJoints {
    var numbers: NDArray<Float>

    init(_ numbers: NDArray<Float>) { self.numbers = numbers }

    var frameCount: Int { numbers.shape[0] }

    func place(_ frame: Int, _ joint: Int) -> Point {
        Point(Double(numbers[frame, joint, 0]), Double(numbers[frame, joint, 1]), Double(numbers[frame, joint, 2]))
    }

    /// The head's place relative to the middle of the ankles.
    func head(_ frame: Int) -> Point {
        place(frame, BodyJoint.head) - (place(frame, BodyJoint.leftAnkle) + place(frame, BodyJoint.rightAnkle)) / 2
    }

    /// How much the lowest and the highest coordinate of all joints change in time (standard deviations).
    func spreadOfExtremes(axis: Int) -> (lowest: Double, highest: Double) {
        func spread(_ values: [Double]) -> Double {
            let mean = values.reduce(0, +) / Double(values.count)
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        }
        var (lows, highs): ([Double], [Double]) = ([], [])
        for frame in 0..<frameCount {
            let values = (0..<BodyJoint.count).map { Double(numbers[frame, $0, axis]) }
            lows.append(values.min() ?? 0)
            highs.append(values.max() ?? 0)
        }
        return (spread(lows), spread(highs))
    }

    /// The usual length of a leg, hip to knee to ankle.
    var leg: Double {
        var lengths: [Double] = []
        for frame in stride(from: 0, to: frameCount, by: max(1, frameCount / 100)) {
            let knee = place(frame, BodyJoint.leftKnee)
            lengths.append(magnitude(place(frame, BodyJoint.leftHip) - knee) + magnitude(place(frame, BodyJoint.leftAnkle) - knee))
        }
        lengths.sort()
        return lengths[lengths.count / 2]
    }

    /// In metres with Z up.
    /// - Parameters:
    ///   - up: the axis that points up; nil to find out.
    ///   - usual: what to take where the clip does not tell.
    func upright(up: UpAxis?, usual: UpAxis, notes: inout [String]) -> PlacesOfJoints {
        let turn = up.map(WorldTurn.init) ?? WorldTurn.detected(self, usual: usual, notes: &notes)
        let unit = LengthUnit.guessed(leg: leg)
        if unit.metres != 1 { notes.append("lengths are taken as \(unit.name)") }
        return turned(turn, scale: unit.metres)
    }

    func turned(_ turn: WorldTurn, scale: Double = 1) -> PlacesOfJoints {
        if turn == .none && scale == 1 { return self }
        var result = self
        result.numbers.elements.withUnsafeMutableBufferPointer { numbers in
            for at in stride(from: 0, to: numbers.count, by: 3) {
                let p = turn.applied(to: Point(Double(numbers[at]), Double(numbers[at + 1]), Double(numbers[at + 2])) * scale)
                (numbers[at], numbers[at + 1], numbers[at + 2]) = (Float(p.x), Float(p.y), Float(p.z))
            }
        }
        return result
    }
}
