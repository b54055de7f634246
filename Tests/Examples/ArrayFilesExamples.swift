// The examples in the documentation of ArrayFiles, as code; see main.swift.
import ArrayFiles
import Arrays

// Sources/ArrayFiles/NamedArrays.swift
func namedArrays() throws {
    let walk = try NamedArrays(contentsOf: "data/sample/CMU/02/02_01_poses.npz")
    let poses = try walk.float32("poses", shape: [nil, 156])  // any number of frames
    let rate = walk.contains("mocap_framerate") ? try walk.scalar("mocap_framerate") : 30
    print(try walk.string("gender"), poses.shape[0], "frames at", rate)  // neutral 343 frames at 120.0

    // A big, mostly empty array without ever holding all of it:
    let body = try NamedArrays(contentsOf: "models/open/open_body_neutral.npz")
    var zeros = 0
    let shape = try body.forEachFloatChunk("posedirs", shape: [nil, 3, nil]) { start, values in
        for value in values where value == 0 { zeros += 1 }
    }
    print(shape, zeros > 9_000_000)  // [6890, 3, 459] true
}

// Sources/ArrayFiles/Writing/NPYWriter.swift
func npyWriter() throws {
    let file = try NPYWriter("joints.npy", shape: [3, 22, 3], of: Float.self)
    for frame in 0..<3 { try file.append([Float](repeating: Float(frame), count: 22 * 3)) }
    try file.finish()
    print(try StoredArray(contentsOf: "joints.npy").shape)  // [3, 22, 3]
}

// Sources/ArrayFiles/Writing/NPZWriter.swift
func npzWriter() throws {
    let archive = try NPZWriter("walk.npz", compression: .deflated)
    try archive.add("poses", NDArray(repeating: 0 as Float, shape: [2, 156]))
    try archive.add("gender", string: "female")
    try archive.begin("vertices", shape: [2, 6890, 3], of: Float.self)
    for _ in 0..<2 { try archive.append([Float](repeating: 0, count: 6890 * 3)) }
    try archive.finish()
    print(try NamedArrays(contentsOf: "walk.npz").keys)  // ["poses", "gender", "vertices"]
}
