// The examples in the documentation of Motions, as code; see main.swift.
import Motions

// Sources/Motions/Motion.swift
func motion() throws {
    let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    print(walk.name, walk.layout, walk.frameCount, walk.frameRate)  // 02_01_poses smplh 343 120.0
    let second = try walk.trimmed(from: 1, to: 2).resampled(to: 30)
    print(second.frameCount, second.poses.shape)  // 30 [30, 52, 3]
    try second.writeAmass(to: "second.npz")
    print(try Motion.read(path: "second.npz").poses.elements == second.poses.elements)  // true
}

// Sources/Motions/Labels/MotionLabels.swift
func motionLabels() throws {
    var labels = MotionLabels()
    let walk = labels.labelled(try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz"))
    print(walk.label ?? "none")  // walk forward
    var babel = try MotionLabels(babel: "data/sample")
    let found = try babel.label(ofFile: "data/sample/CMU/02/02_04_poses.npz")
    print(found?.segment(at: 0.1)?.text ?? "none")  // stand
}

// Sources/Motions/AmassClip.swift
func amassClip() throws {
    let clip = try AmassClip(path: "data/sample/CMU/02/02_01_poses.npz")
    print(clip.frameCount, clip.frameRate)  // 343 120.0
    let moments = try clip.motion(frames: [0, 100, 200])
    print(moments.frameCount, moments.poses.shape)  // 3 [3, 52, 3]
}
