// The 22 joints of the body as arrays of motion generators have them.
public import Arrays
public import BodyModels
import Rotations

extension Motion {
    /// Where the body's 22 joints are, (frames, 22, 3), metres, in a world with Y up: as HumanML3D, MDM and others keep them.
    /// - Precondition: body and motion have the same layout.
    public func bodyJointsYUp(_ body: ShapedBody) -> NDArray<Float> {
        let posed = body.outline(vertices: 1).pose(axisAngles: poses, translations: translations).joints
        let width = layout.jointCount * 3
        var numbers: [Float] = []
        numbers.reserveCapacity(frameCount * BodyJoint.count * 3)
        for frame in 0..<frameCount {
            for at in stride(from: frame * width, to: frame * width + BodyJoint.count * 3, by: 3) {
                numbers += [posed.elements[at], posed.elements[at + 2], -posed.elements[at + 1]]
            }
        }
        return NDArray(shape: [frameCount, BodyJoint.count, 3], elements: numbers)
    }
}
