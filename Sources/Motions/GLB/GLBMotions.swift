// The motions of a .glb file: its animations on our body.
import BodyModels
import Files

struct GLBMotions {
    let file: GLBFile
    let choices: ReadingChoices

    /// One for each animation that moves the skeleton; of a file without animations the pose in which the skeleton rests.
    func motions() throws -> [Motion] {
        let facts = file.document["asset"]?["extras"]?["smog"]
        let known = facts?["frameRate"]?.finite.flatMap { FrameRates.allowed.contains($0) ? $0 : nil }
        let clips = try GLBClip.all(file, rate: choices.assumedFrameRate, known: known)
        var choices = choices
        // glTF leaves no choice, so somebody who lies on the ground is not stood up.
        choices.up = choices.up ?? .y
        return try clips.map { [choices] clip in
            var motion = try SkeletonRetargeting(clip, kind: .glb, path: file.path, choices: choices).motion()
            if let name = clip.name {
                if clips.count > 1 {
                    motion.name += "_" + name
                    motion.label = name
                }
            } else {
                motion.notes.append("the file has no animation; this is the pose in which its skeleton rests")
            }
            if let gender = (facts?["gender"]?.text).flatMap(Gender.init) { motion.gender = gender }
            let betas = facts?["betas"]?.elements.compactMap(\.finite) ?? []
            if betas.count <= 400, betas.allSatisfy({ abs($0) <= 100 }) { motion.betas = betas.map { Float($0) } }
            return motion
        }
    }
}
