// The examples in the documentation of Datasets, as code; see main.swift.
import BodyModels
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

// Sources/Datasets/Checks/ClipProblem.swift
func clipProblem() {
    let problem = ClipProblem(.floating, "stands 15 cm above the floor (z = 0) all the time", seconds: 0...2.85)
    print(problem)  // floating: stands 15 cm above the floor (z = 0) all the time
    print(ClipProblem.Kind(rawValue: "t-pose") == .tPose, ClipProblem.Kind.frameRate.title)  // true wrong or conflicting frame rate
}

// Sources/Datasets/Checks/ClipMeasures.swift
func clipMeasures() throws {
    let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
    let measures = ClipMeasures(of: walk, body: model.shaped())
    print(measures.joints.shape, measures.sampleRate)  // [172, 22, 3] 60.0
    print(measures.pelvisHeights[0] > 0.8, measures.floorHeight < 0.05)  // true true
    print(ClipCheck.problems(of: walk, measures: measures))  // []
}

// Sources/Datasets/Checks/ClipCheck.swift
func clipCheck() throws {
    var walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    let contour = BodyContour(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped())
    for frame in 0..<walk.frameCount { walk.translations[frame, 2] += 0.15 }
    let problems = ClipCheck.problems(of: walk, measures: ClipMeasures(of: walk, contour: contour))
    print(problems[0])  // floating: never comes nearer than 14 cm to the floor (z = 0)
}

// Sources/Datasets/Checks/DataSetSurvey.swift
func dataSetSurvey() throws {
    let files = try MotionFileList.files(in: ["data/sample"])
    let bodies = BodyCollection(library: BodyLibrary(folders: ["models"]))
    let records = try DataSetSurvey(files: files, bodies: bodies, workers: 1).run()
    print(records.count == files.count, records.allSatisfy { $0.facts != nil })  // true true
}
