// What `smog convert` writes: told by the output's name, and by --as where a kind of file holds different things.
import ArgumentParser
import Files
import Foundation

/// The value of `--as`.
enum ConvertedForm: String, CaseIterable, ExpressibleByArgument {
    case mesh, amass, joints, humanml3d
}

/// What is written.
enum ConvertedKind: Equatable {
    case obj, ply
    /// Vertices, faces and joints.
    case meshArrays
    /// All joints of the body, in our world.
    case allJoints
    case amass, smplCodec, glb, bvh
    /// Arrays as motion generators know them.
    case bodyJoints, humanml3d

    /// True for files that hold one frame.
    var isStill: Bool { self == .obj || self == .ply }

    static let names = "a name that ends in .glb, .bvh, .npz, .npy, .smpl, .obj or .ply"

    /// - Throws: `FileProblem` for a name that says nothing, a `CommandFailure` where --as does not go with it.
    init(output: String, form: ConvertedForm?) throws {
        let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
        let kinds: [ConvertedForm: ConvertedKind]
        let usual: ConvertedKind
        switch ending {
        case "obj": (kinds, usual) = ([.mesh: .obj], .obj)
        case "ply": (kinds, usual) = ([.mesh: .ply], .ply)
        case "npz": (kinds, usual) = ([.mesh: .meshArrays, .amass: .amass], .meshArrays)
        case "npy": (kinds, usual) = ([.joints: .bodyJoints, .humanml3d: .humanml3d], .allJoints)
        case "smpl": (kinds, usual) = ([:], .smplCodec)
        case "glb": (kinds, usual) = ([:], .glb)
        case "bvh": (kinds, usual) = ([:], .bvh)
        default: throw FileProblem(output, "is not a kind of file that can be written", expected: ConvertedKind.names)
        }
        guard let form else {
            self = usual
            return
        }
        guard let kind = kinds[form] else {
            let right =
                switch form {
                case .mesh: ".npz, .obj or .ply"
                case .amass: ".npz"
                case .joints, .humanml3d: ".npy"
                }
            throw CommandFailure.usage("--as \(form.rawValue) is written to a file whose name ends in \(right), not .\(ending)")
        }
        self = kind
    }
}
