// Tells a skeleton that is SMPL's own, down to names, parents and rest pose: its rotations mean what SMPL's mean.
import BodyModels
import Rotations

/// A file's skeleton of which every joint is one of ours.
struct OwnSkeleton {
    let layout: JointLayout
    /// For each joint of the layout, or for its 22 of the body, the joint of the file.
    let joints: [Int]

    /// Bones at rest may point this far from the average body's (cosine): people are not alike, but nobody rests with hanging arms.
    private static let likeness = 0.8

    /// - Returns: nil if a joint of the body is missing or hangs elsewhere, or a bone at rest points elsewhere.
    init?(_ clip: any SkeletonClip) {
        var byName: [String: Int] = [:]
        for (index, joint) in clip.joints.enumerated() where !joint.isEnd && byName[joint.name] == nil { byName[joint.name] = index }
        func found(_ layout: JointLayout, _ count: Int) -> [Int]? {
            let names = layout.jointNames.prefix(count).compactMap { byName[$0] }
            guard names.count == count else { return nil }
            let parents = layout.parents
            for joint in 1..<count where clip.joints[names[joint]].parent != names[parents[joint]] { return nil }
            return names
        }
        guard let body = found(.smplh, BodyJoint.count) else { return nil }
        let rest = clip.restPlaces
        for joint in 1..<BodyJoint.count {
            let bone = rest[body[joint]] - rest[body[RestSkeleton.parents[joint]]]
            guard let own = direction(bone), let usual = direction(RestSkeleton.average.bone(joint)) else { return nil }
            // The pelvis, the chest and the collars are small and differ most between bodies.
            guard dot(own, usual) > (magnitude(RestSkeleton.average.bone(joint)) > 0.15 ? OwnSkeleton.likeness : 0) else { return nil }
        }
        let whole = [JointLayout.smplx, .smplh, .smpl].lazy.compactMap { layout in found(layout, layout.jointCount).map { (layout, $0) } }
            .first
        (layout, joints) = whole ?? (.smplh, body)
    }
}
