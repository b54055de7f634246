// The examples in the documentation of MotionModels, as code; see main.swift.
import Arrays
import BodyModels
import Learning
import MotionModels

// Sources/MotionModels/Bodies/BodyLayer.swift
func bodyLayer() throws {
    let layer = BodyLayer(try BodyModel(contentsOf: "models/open/open_body_neutral.npz"))
    let atRest = NDArray<Float>(repeating: 0, shape: [1, layer.jointCount, 3])
    let rotations = Tensor(atRest, requiresGradient: true).rotationMatrices(from: .axisAngle)
    print(layer.vertices(rotations).shape, layer.joints(rotations).shape)  // [1, 6890, 3] [1, 52, 3]
}
