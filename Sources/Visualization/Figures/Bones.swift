// Which joints are joined by rods.
import BodyModels

/// The rods of stick figures and skeletons.
enum Bones {
    /// The five chains of the field's stick figures: left leg, right leg, spine and head, left arm, right arm, numbered as colours are.
    static func chains(_ layout: JointLayout) -> [RodMesh.Rod] {
        // SMPL's last joints are in the hands; the others have the middle fingers' first joints there.
        let reach = layout == .smpl ? 0 : 3
        let leftHand = layout.leftHand.lowerBound + reach, rightHand = layout.rightHand.lowerBound + reach
        let chains = [
            [0, 1, 4, 7, 10], [0, 2, 5, 8, 11], [0, 3, 6, 9, 12, 15], [9, 13, 16, 18, 20, leftHand], [9, 14, 17, 19, 21, rightHand],
        ]
        return chains.enumerated().flatMap { number, chain in
            zip(chain, chain.dropFirst()).map { RodMesh.Rod(from: $0, to: $1, radius: 0.023, part: UInt8(number)) }
        }
    }

    /// A rod along every bone, part 0, and a ball at every joint, part 1; fingers are finer.
    static func skeleton(_ layout: JointLayout) -> [RodMesh.Rod] {
        let parents = layout.parents
        func isFine(_ joint: Int) -> Bool { joint >= JointLayout.bodyJointCount }
        let rods = parents.indices.filter { parents[$0] >= 0 && !layout.face.contains($0) }
            .map { RodMesh.Rod(from: parents[$0], to: $0, radius: isFine($0) ? 0.005 : 0.014, part: 0) }
        let balls = parents.indices.filter { !layout.face.contains($0) }
            .map { RodMesh.Rod(from: $0, to: $0, radius: isFine($0) ? 0.007 : 0.024, part: 1) }
        return rods + balls
    }
}
