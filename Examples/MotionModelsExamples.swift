// The examples in the documentation of MotionModels, as code; see main.swift.
import Arrays
import BodyLayers
import BodyModels
import Learning
import MotionModels

// Sources/BodyLayers/BodyLayer.swift
func bodyLayer() throws {
    let layer = BodyLayer(try BodyModel(contentsOf: "models/open/open_body_neutral.npz"))
    let atRest = NDArray<Float>(repeating: 0, shape: [1, layer.jointCount, 3])
    let rotations = Tensor(atRest, requiresGradient: true).rotationMatrices(from: .axisAngle)
    let vertices = layer.vertices(rotations)
    print(vertices.shape, layer.joints(rotations).shape)  // [1, 6890, 3] [1, 52, 3]
}

// Sources/MotionModels/AutoEncoders/Networks/MotionNetwork.swift
func motionNetwork() throws {
    let sizes = MotionNetworkConfiguration(kind: .smog, latentDim: 32, layers: 1, hidden: 64)
    let network = MotionNetwork(sizes, seed: 1)
    let motions = Tensor(repeating: 0.5, shape: [2, 25, 6, 60])
    let latents = network.encoder(motions).mu
    let again = network.decoder(latents, frames: 60)
    print(latents.shape, again.shape)  // [2, 32] [2, 25, 6, 60]
}

// Sources/MotionModels/MoMask/EditSection.swift
func editSection() throws {
    let sections = try ["0.5,1", "80%,"].map { try EditSection($0) }
    let frames = try EditSection.frames(of: sections, frameCount: 40, frameRate: 20, of: "walk.npy") { print($0) }
    print(frames.count, frames[0].lowerBound, frames[1].lowerBound)  // 2 10 32
}
