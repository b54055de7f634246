// Which part of the body each vertex belongs to, in the numbers of SMPL's 24 joints.
import BodyModels
import Pictures
import Rendering

/// The 24 parts of SMPL: one a joint of the body, hands whole, the face with the head.
public enum BodyParts {
    public static let count = 24

    /// The parts' names; part `k` is `names[k]`.
    public static let names = JointLayout.smpl.jointNames

    /// The part of each vertex, by the joint that moves it most.
    public static func numbers(of model: BodyModel) -> [UInt8] {
        model.dominantJoints.map { UInt8(part(of: $0, model.layout)) }
    }

    /// The part that a joint moves.
    static func part(of joint: Int, _ layout: JointLayout) -> Int {
        if layout.leftHand.contains(joint) { return 22 }
        if layout.rightHand.contains(joint) { return 23 }
        return joint < JointLayout.bodyJointCount ? joint : 15
    }

    /// Linear red, green, blue of each vertex, with borders a triangle wide: edges of triangles alone would be jagged.
    static func tints(_ model: BodyModel) -> [Float] {
        model.spread((0..<model.jointCount).map { SRGB.linear(colors[part(of: $0, model.layout)]) }, sharpness: 8)
    }

    /// Colours that tell neighbours apart: the body's left warm, its right cool, its middle green to yellow.
    public static let colors: [Color] = values.map { value in
        Color(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
    }

    private static let values: [UInt32] = [
        0x7fb069, 0xe4572e, 0x2e86ab, 0xb5c267, 0xf3a712, 0x5bc0eb, 0x89a94f, 0xd1495b, 0x276fbf, 0xd6ce6b, 0xf28482, 0x7fdbda, 0xe8d6a0,
        0xc9713d, 0x4f6d9e, 0xf2c9a1, 0xe07a5f, 0x3d7ea6, 0xf4b860, 0x86bbd8, 0xd45d79, 0x33658a, 0xf7a399, 0xa2d2ff,
    ]
}
