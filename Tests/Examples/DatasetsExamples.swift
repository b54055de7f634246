// The examples in the documentation of Datasets, as code; see main.swift.
import Datasets
import Motions

// Sources/Datasets/AMASS/AmassTree.swift
func amassTree() throws {
    let tree = try AmassTree("data/sample")
    let rules = ParserRules()
    let clip = tree.clips[1]
    print(clip.path, clip.stem)  // CMU/02/02_04_poses.npz CMU_02_02_04_poses
    print(try rules.verdict(AmassClip(path: tree.folder + "/" + clip.path)))  // accepted(step: 4, frames: 121)
    print(rules.imageCount(frames: 121), rules.imageCount(frames: 643))  // 1 6
    print(FrameChoice.middle.frames(in: 643, of: clip.path)[0])  // [50, 150, 250, 350, 450, 550]
}
