// Which joint of a file's skeleton is which of ours: names first, then the lines between them.
import BodyModels
import Files
import Rotations

/// The joints of the body in a file's skeleton.
struct SkeletonJointNames {
    /// For each of our 22 body joints the file's joint; nil where the skeleton has none.
    private(set) var joints = [Int?](repeating: nil, count: BodyJoint.count)

    /// Names of the joints at the side, without case, side, prefix ("mixamorig:") and marks.
    ///
    /// | ours | Mixamo, CMU, LaFAN1 | SMPL | others |
    /// |---|---|---|---|
    /// | hip | UpLeg | hip | Thigh, UpperLeg |
    /// | knee | Leg | knee | Shin, LowerLeg, Calf |
    /// | ankle | Foot | ankle | |
    /// | foot | ToeBase, Toe | foot | Toes, Ball |
    /// | collar | Shoulder | collar | Clavicle |
    /// | shoulder | Arm | shoulder | UpperArm, Shldr |
    /// | elbow | ForeArm | elbow | LowerArm |
    /// | wrist | Hand | wrist | |
    ///
    /// "Shoulder" and "Foot" mean two things: collar and ankle, unless those have names of their own.
    private static let sides: [(left: Int, names: [String])] = [
        (BodyJoint.leftHip, ["upleg", "hip", "thigh", "upperleg"]),
        (BodyJoint.leftKnee, ["leg", "knee", "shin", "lowerleg", "calf", "lowleg"]),
        (BodyJoint.leftAnkle, ["ankle", "foot"]),
        (BodyJoint.leftFoot, ["toebase", "toe", "toes", "foot", "ball"]),
        (BodyJoint.leftCollar, ["collar", "clavicle", "shoulder"]),
        (BodyJoint.leftShoulder, ["uparm", "arm", "upperarm", "shldr", "shoulder"]),
        (BodyJoint.leftElbow, ["forearm", "elbow", "lowerarm", "lowarm"]),
        (BodyJoint.leftWrist, ["wrist", "hand"]),
    ]
    private static let roots = ["hips", "hip", "pelvis", "root"]

    /// - Throws: `FileProblem` naming a joint of legs or arms that cannot be found.
    init(_ clip: any SkeletonClip, path: String) throws {
        var byName: [String: Int] = [:]
        for (index, joint) in clip.joints.enumerated() where !joint.isEnd {
            let name = SkeletonJointNames.plain(joint.name)
            if byName[name] == nil { byName[name] = index }
        }
        // The right joint of a pair follows the left in our order, or nearly: both are looked up by their own side.
        for (side, shift) in [("left", 0), ("right", 1)] {
            var taken: Set<Int> = []
            for (left, names) in SkeletonJointNames.sides {
                let found = names.lazy.compactMap { byName[side + $0] }.first { !taken.contains($0) }
                guard let found else { continue }
                taken.insert(found)
                joints[left + shift] = found
            }
            // Without collars a "shoulder" is one.
            if joints[BodyJoint.leftShoulder + shift] == nil {
                joints[BodyJoint.leftShoulder + shift] = joints[BodyJoint.leftCollar + shift]
                joints[BodyJoint.leftCollar + shift] = nil
            }
        }
        joints[BodyJoint.head] = byName["head"]
        for (joint, name) in [
            (BodyJoint.leftHip, "left hip"), (BodyJoint.rightHip, "right hip"), (BodyJoint.leftKnee, "left knee"),
            (BodyJoint.rightKnee, "right knee"), (BodyJoint.leftAnkle, "left ankle"), (BodyJoint.rightAnkle, "right ankle"),
            (BodyJoint.leftShoulder, "left shoulder"), (BodyJoint.rightShoulder, "right shoulder"), (BodyJoint.leftElbow, "left elbow"),
            (BodyJoint.rightElbow, "right elbow"), (BodyJoint.head, "head"),
        ] where joints[joint] == nil {
            let shown = clip.joints.filter { !$0.isEnd }.prefix(8).map { "'\($0.name.prefix(30))'" }.joined(separator: ", ")
            throw FileProblem(
                path, "has no joint that could be the \(name) (its joints are \(shown)\(clip.joints.count > 8 ? ", …" : ""))",
                expected: "names as in Mixamo's, CMU's, LaFAN1's or SMPL's skeletons")
        }
        try findTrunk(clip, path: path, byName: byName)
    }

    /// Pelvis, spine and neck: from the lines between hips, shoulders and head, whatever their names.
    private mutating func findTrunk(_ clip: any SkeletonClip, path: String, byName: [String: Int]) throws {
        guard let leftHip = joints[BodyJoint.leftHip], let rightHip = joints[BodyJoint.rightHip], let head = joints[BodyJoint.head],
            let leftArm = joints[BodyJoint.leftCollar] ?? joints[BodyJoint.leftShoulder],
            let rightArm = joints[BodyJoint.rightCollar] ?? joints[BodyJoint.rightShoulder]
        else { return }
        func common(_ a: Int, _ b: Int) -> Int? {
            let line = Set(clip.line(from: b))
            return clip.line(from: a).dropFirst().first { line.contains($0) }
        }
        guard let pelvis = common(leftHip, rightHip), let chest = common(leftArm, rightArm), clip.line(from: head).contains(chest),
            clip.line(from: chest).contains(pelvis), pelvis != chest
        else {
            throw FileProblem(path, "has arms, legs and head that do not hang on one spine", expected: "a human skeleton")
        }
        joints[BodyJoint.pelvis] = pelvis
        joints[BodyJoint.spine3] = chest
        // From below: the joints between pelvis and chest, the first and a middle one of which are ours.
        let spine = clip.line(from: chest).dropFirst().prefix { $0 != pelvis }.reversed().map { $0 }
        // Some skeletons begin the spine in the very place of the pelvis; that joint says nothing of its own.
        if spine.count == 1 {
            joints[BodyJoint.spine2] = spine[0]
        } else if spine.count > 1 {
            joints[BodyJoint.spine1] = spine[0]
            joints[BodyJoint.spine2] = spine[spine.count / 2]
        }
        let neck = clip.line(from: head).dropFirst().prefix { $0 != chest }
        joints[BodyJoint.neck] = byName["neck"].flatMap { neck.contains($0) ? $0 : nil } ?? neck.last
    }

    /// A name in lower case without prefix and marks, its side in front: "mixamorig:LeftUpLeg", "L_UpLeg", "upleg.L" are "leftupleg".
    private static func plain(_ name: String) -> String {
        let last = name.split(separator: ":").last.map(String.init) ?? name
        var words: [String] = []
        var word = ""
        var wasLower = false
        for c in last {
            let isUpper = c.isUppercase
            if !(c.isLetter || c.isNumber) || (isUpper && wasLower) {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
            if c.isLetter || c.isNumber { word.append(c) }
            wasLower = c.isLowercase
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        // Prefixes such as "mixamorig_", "Bip01", "m_avg".
        while words.count > 1, ["mixamorig", "bip01", "bip001", "bip", "m", "f", "avg", "def", "jnt", "j"].contains(words[0]) {
            words.removeFirst()
        }
        for (mark, side) in [("left", "left"), ("right", "right"), ("l", "left"), ("r", "right")] {
            if words.first == mark { return side + words.dropFirst().joined() }
            if words.count > 1, words.last == mark { return side + words.dropLast().joined() }
        }
        let joined = words.joined()
        // "leftupleg", and "lThigh" written "lthigh".
        if joined.hasPrefix("left") || joined.hasPrefix("right") { return joined }
        let known = sides.flatMap { $0.names }
        if let first = joined.first, first == "l" || first == "r", known.contains(String(joined.dropFirst())) {
            return (first == "l" ? "left" : "right") + joined.dropFirst()
        }
        return joined
    }
}
