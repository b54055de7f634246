// pyrender on OSMesa doing the same drawing from posed vertices, without antialiasing and shadows.
import ArrayFiles
import Arrays
import BodyModels
import Foundation
import Motions
import Pictures

/// Runs `Benchmarks/peers/bench_pyrender.py`.
struct Pyrender {
    private let python: String
    private let size: Int
    private let folder: String

    /// Poses the frames it is given: it is not charged for that.
    init(python: String, size: Int, folder: String) throws {
        self.python = python
        self.size = size
        self.folder = folder + "/pyrender"
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        let motion = try Motion.read(path: "data/sample/CMU/02/02_05_poses.npz").resampled(to: 15)
        let model = try BodyModel(contentsOf: "models/open/open_body_female.npz")
        let posed = model.shaped().pose(axisAngles: motion.converted(to: model.layout).poses, translations: motion.translations).vertices
        // Centred, and from Z up to Y up.
        var vertices = posed
        for frame in 0..<posed.shape[0] {
            var middle = SIMD3<Float>.zero
            for v in 0..<posed.shape[1] { middle += SIMD3(posed[frame, v, 0], posed[frame, v, 1], posed[frame, v, 2]) }
            middle /= Float(posed.shape[1])
            for v in 0..<posed.shape[1] {
                vertices[frame, v, 0] = posed[frame, v, 0] - middle.x
                vertices[frame, v, 1] = posed[frame, v, 2] - middle.z
                vertices[frame, v, 2] = middle.y - posed[frame, v, 1]
            }
        }
        try vertices.write(npy: self.folder + "/vertices.npy")
        let triangles = NDArray(shape: [model.triangles.count / 3, 3], elements: model.triangles.map { Int($0) })
        try triangles.write(npy: self.folder + "/faces.npy")
    }

    /// Without its start of a second or two.
    func framesPerSecond() throws -> Double {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "Benchmarks/peers/bench_pyrender.py", folder, folder + "/out", "\(size)"]
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let rate = text.firstMatch(of: /([0-9.]+) fps/).flatMap({ Double($0.1) }) else {
            throw PictureProblem("\(python) could not run pyrender", expected: "a Python environment as Benchmarks/README.md says")
        }
        return rate
    }
}
