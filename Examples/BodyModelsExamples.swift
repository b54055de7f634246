// The examples in the documentation of BodyModels, as code; see main.swift.
import Arrays
import BodyModels

// Sources/BodyModels/BodyModel.swift
func bodyModel() throws {
    let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
    let body = model.shaped(by: [1.5])  // one and a half standard deviations along the first shape direction
    let frames = body.pose(
        axisAngles: NDArray(repeating: 0, shape: [1, model.jointCount, 3]),
        translations: NDArray(repeating: 0, shape: [1, 3]))
    print(frames.vertices.shape, frames.joints.shape)  // [1, 6890, 3] [1, 52, 3]
}
