// Body models made of the `model.*` keys of golden files, and numbers to pose them by.
import ArrayFiles
import Arrays
import BodyModels
import Learning
import TestSupport

enum GoldenBodies {
    /// A body model file is written and read, so that the layer is tested on what users' files become.
    static func model(_ golden: NamedArrays) throws -> BodyModel {
        let folder = try TestFolder()
        return try BodyModel(contentsOf: writeGoldenBody(golden, in: folder))
    }

    static func smpl() throws -> BodyModel { try model(NamedArrays(contentsOf: Fixtures.path("smpl/smpl_lbs.npz"))) }

    /// The open body with SMPL+H's joints, whose pose correctives are sparse.
    static func open() throws -> BodyModel {
        try BodyModel(contentsOf: Project.openBody)
    }

    static func random(_ shape: [Int], scale: Float = 1, seed: UInt64) -> Tensor {
        var random = RandomNumbers(seed: seed)
        return Tensor((0..<shape.reduce(1, *)).map { _ in random.normal() * scale }, shape: shape)
    }

    /// Rotations of moderate angles.
    static func rotations(frames: Int, joints: Int, seed: UInt64) -> Tensor {
        random([frames, joints, 3], scale: 0.4, seed: seed).rotationMatrices(from: .axisAngle)
    }

    /// The slope of `f` at `x` along a random direction by central differences, and by its gradient.
    static func slopes(of f: (Tensor) -> Tensor, at x: Tensor, step: Float, seed: UInt64) -> (numeric: Float, analytic: Float) {
        let direction = random(x.shape, seed: seed).elements
        func value(_ sign: Float) -> Double {
            let moved = Tensor(zip(x.elements, direction).map { $0 + sign * step * $1 }, shape: x.shape)
            return f(moved).elements.reduce(0) { $0 + Double($1) }
        }
        let numeric = Float((value(1) - value(-1)) / Double(2 * step))
        let here = Tensor(x.elements, shape: x.shape, requiresGradient: true)
        f(here).sum().backward()
        let gradient = here.gradient?.elements ?? []
        return (numeric, zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 })
    }
}
