// Where the reference's numbers lie.
import ArrayFiles
import TestSupport

enum Golden {
    static func file(_ name: String) throws -> NamedArrays { try NamedArrays(contentsOf: Fixtures.path("humanml3d/\(name).npz")) }
}
