// Checks of the numbers in motion files, shared by all readers.
import Arrays
import Files

/// Checks of one file's arrays.
struct MotionChecks {
    let path: String

    /// Farther away than this in metres, or further round in radians, is damage; arithmetic on it would soon overflow.
    static let largestNumber: Float = 1e9

    /// The file's name without folder and extension.
    var name: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// - Parameter what: "key 'poses'", "the array".
    /// - Parameter frames: the file's numbers of the frames, which are the first axis; nil if they are all of them.
    /// - Throws: a problem that names the first frame with a NaN, an infinity or a number beyond all reason.
    func requireSound<Number: BinaryFloatingPoint>(_ numbers: NDArray<Number>, _ what: String, frames: [Int]? = nil) throws {
        let largest = Number(MotionChecks.largestNumber)
        let bad = numbers.elements.withUnsafeBufferPointer { $0.firstIndex { !(abs($0) <= largest) } }
        guard let bad else { return }
        let row = bad / (numbers.count / numbers.shape[0])
        throw unsound(Float(numbers.elements[bad]), what, frame: frames?[row] ?? row)
    }

    func unsound(_ value: Float, _ what: String, frame: Int) -> FileProblem {
        let found = value.isNaN ? "NaN" : value.isInfinite ? "an infinite number" : "the number \(value)"
        return FileProblem(
            path, "\(what) holds \(found) in frame \(frame)", expected: value.isFinite ? "numbers of a moving body" : "finite numbers",
            advice: "Repair the file, or cut it before that frame.")
    }

    func requireFrames(_ frames: Int, _ what: String, _ shape: [Int]) throws {
        guard frames > 0 else {
            throw FileProblem(path, "\(what) has no frames (shape \(MotionChecks.text(shape)))", expected: "at least one frame")
        }
        guard frames <= Motion.largestFrameCount else {
            throw FileProblem(path, "\(what) has \(frames) frames", expected: "at most \(Motion.largestFrameCount)")
        }
    }

    /// A shape as Python writes it.
    static func text(_ shape: [Int]) -> String {
        "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
    }
}
