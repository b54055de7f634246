// The file of `--extrinsics`: a matrix from the world to the camera.
import ArrayFiles
import Files
import Rendering

enum ExtrinsicsFile {
    private static let expected = "the 3x4 or 4x4 matrix from world to camera (x right, y down, z forward)"
    /// A page of numbers; a matrix takes a few hundred bytes.
    private static let longest = 1 << 16

    /// - Throws: `FileProblem` for anything but a rotation and a translation.
    static func camera(_ path: String, _ projection: Camera.Projection) throws -> Camera {
        let m = try numbers(path)
        guard m.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }) else {
            throw FileProblem(path, "holds numbers that cannot be a camera's", expected: expected)
        }
        if m.count == 16, zip(m[12...], [0, 0, 0, 1]).contains(where: { ($0 - $1).magnitude > 1e-6 }) {
            throw FileProblem(path, "the last row of its 4x4 matrix is not 0 0 0 1", expected: expected)
        }
        func row(_ k: Int) -> SIMD3<Float> { [Float(m[4 * k]), Float(m[4 * k + 1]), Float(m[4 * k + 2])] }
        guard
            let camera = Camera(
                rotation: (row(0), row(1), row(2)), translation: [Float(m[3]), Float(m[7]), Float(m[11])], projection: projection)
        else {
            throw FileProblem(path, "its left 3x3 part is not a rotation", expected: expected)
        }
        return camera
    }

    /// Twelve or sixteen numbers, row by row.
    private static func numbers(_ path: String) throws -> [Double] {
        let file = try MappedFile(path: path)
        let isArray = file.withBytes { $0.prefix(6).elementsEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) }
        if isArray {
            let array = try StoredArray(contentsOf: path)
            guard array.shape == [3, 4] || array.shape == [4, 4] else {
                throw FileProblem(path, "has the shape (\(array.shape.map(String.init).joined(separator: ", ")))", expected: expected)
            }
            return try array.float64().elements
        }
        let text = file.withBytes { $0.count > longest ? nil : String(validating: $0, as: UTF8.self) }
        guard let text else { throw FileProblem(path, "is neither an .npy file nor a short text", expected: expected) }
        // Brackets and commas, as programs print matrices, are as good as blanks; what follows # is a remark.
        let words = text.split(whereSeparator: \.isNewline).flatMap { line in
            line.prefix { $0 != "#" }.split { " \t,;[]()".contains($0) }
        }
        let numbers = words.map { Double($0) ?? .nan }
        if let wrong = zip(words, numbers).first(where: { $0.1.isNaN }) {
            throw FileProblem(path, "'\(wrong.0.prefix(40))' is not a number", expected: expected)
        }
        guard numbers.count == 12 || numbers.count == 16 else {
            throw FileProblem(path, "holds \(numbers.count) numbers", expected: expected)
        }
        return numbers
    }
}
