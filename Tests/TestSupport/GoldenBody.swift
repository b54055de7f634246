// Body model files made of golden files.
import ArrayFiles

/// Writes the `model.*` keys of a golden file as a body model file, so that tests read what users' files become.
/// - Returns: its path, in the folder.
package func writeGoldenBody(_ golden: NamedArrays, in folder: TestFolder, name: String = "body.npz") throws -> String {
    let file = try NPZWriter(folder.file(name), compression: .stored)
    for key in ["v_template", "shapedirs", "posedirs", "J_regressor", "weights"] {
        try file.add(key, try golden.array("model." + key).float32())
    }
    for key in ["kintree_table", "f"] { try file.add(key, try golden.array("model." + key).int64()) }
    try file.finish()
    return folder.file(name)
}
