// The examples in the documentation of Rotations, as code; see main.swift.
import Rotations

// Sources/Rotations/Quaternion.swift
func quaternion() throws {
    let quarterTurn = Quaternion(axisAngle: SIMD3<Double>(0, 0, .pi / 2))
    let turned = RotationMatrix(quarterTurn) * SIMD3(1, 0, 0)
    print(turned.x.rounded(), turned.y.rounded(), turned.z.rounded())  // 0.0 1.0 0.0
    let half = Quaternion.slerp(from: .identity, to: quarterTurn, at: 0.5)
    print((half.axisAngle.z * 180 / .pi).rounded())  // 45.0
}

// Sources/Rotations/RotationForm.swift
func rotationForm() throws {
    let sixD = RotationForm.axisAngle.convert([0, 0, 0] as [Float], to: .sixD)
    print(sixD)  // [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
}
