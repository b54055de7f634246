// The examples in the documentation of HumanML3D, as code; see main.swift.
import Arrays
import HumanML3D

// Sources/HumanML3D/HumanML3DFeatures.swift
func humanML3DFeatures() throws {
    let still = NDArray<Float>(repeating: 0, shape: [3, HumanML3DFeatures.width])
    var walking = still
    for frame in 0..<3 { (walking[frame, 2], walking[frame, 3]) = (0.5, 1) }
    let joints = HumanML3DFeatures.positions(walking)
    print(joints.shape)  // [3, 22, 3]
    print(joints[2, 0, 1], joints[2, 0, 2])  // 1.0 1.0
}
