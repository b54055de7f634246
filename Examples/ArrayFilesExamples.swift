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

// Sources/ArrayFiles/Torch/TorchFile.swift
func torchFile() throws {
    let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    let bias = TensorData(shape: [2], [0.5, -0.5] as [Float])
    let weights = TorchValue.tensors([("linear.weight", linear), ("linear.bias", bias)])
    try TorchFile.write(["epoch": 100, "state_dict": weights], to: "training.pth.tar")

    let file = try TorchFile(contentsOf: "training.pth.tar")
    print(file.root["epoch"]?.int ?? 0)  // 100
    print(try file.stateDictionary().names)  // ["linear.weight", "linear.bias"]
}

// Sources/ArrayFiles/Torch/StateDictionary.swift
func stateDictionary() throws {
    let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    try TorchFile.write(.tensors([("encoder.linear.weight", linear)]), to: "small.pt")

    let encoder = try StateDictionary(contentsOf: "small.pt").part("encoder.")
    print(encoder.names, encoder["linear.weight"]?.shape ?? [])  // ["linear.weight"] [2, 3]
    print(try encoder.floats("linear.weight", shape: [nil, 3]))  // [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
}

// Sources/ArrayFiles/SafeTensors/SafeTensorsFile.swift
func safeTensorsFile() throws {
    let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    let bias = TensorData(shape: [2], halves: [0.5, -0.5])
    try SafeTensorsFile.write([("weight", linear), ("bias", bias)], metadata: ["format": "pt"], to: "linear.safetensors")

    let file = try SafeTensorsFile(contentsOf: "linear.safetensors")
    print(file.metadata, file.tensors.names)  // ["format": "pt"] ["weight", "bias"]
}

// Sources/ArrayFiles/Options/OptionsFile.swift
func optionsFile() throws {
    try OptionsFile.write([.init("latent_dim", 512), .init("lr", 1e-4), .init("losses", ["rc", "vel"])], to: "opt.yaml")
    let options = try OptionsFile(contentsOf: "opt.yaml")
    print(options["latent_dim"]?.int ?? 0, options["lr"]?.double ?? 0)  // 512 0.0001
    print(options.keys)  // ["latent_dim", "lr", "losses"]
}

// Sources/ArrayFiles/Joblib/JoblibFile.swift
func joblibFile() throws {
    let writer = try JoblibListsWriter("motions.pt", keys: ["vid_names", "thetas"])
    for clip in ["walk", "run"] {
        try writer.append([.strings([clip, clip]), .array(TensorData(shape: [2, 72], [Double](repeating: 0, count: 144)))])
    }
    try writer.finish()

    let root = try JoblibFile(contentsOf: "motions.pt").root
    print(root["thetas"]?.elements?.count ?? 0)  // 2
    print(try root["vid_names"]?.elements?[1].array().strings() ?? [])  // ["run", "run"]
}
