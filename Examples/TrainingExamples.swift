// The examples in the documentation of Training, as code; see main.swift.
import Arrays
import Datasets
import Training

// Sources/Datasets/Database/MotionDatabase.swift
func motionDatabase() throws {
    let database = try MotionDatabase(amass: "data/sample", babel: "data/sample", rule: .babel, split: .train)
    let walk = database.sequences[0]
    print(database.sequences.count, walk.name, walk.thetas.shape)  // 13 CMU_02_02_01_poses [86, 72]
    print(walk.labels.raw[0])  // walk forward
    print(database.notes[0])  // CMU/09/09_01_poses.npz: 37 frames at 30 a second; 60 are needed
}

// Sources/Training/Batches/TrainingBatch.swift
func batchPlan() throws {
    let database = try MotionDatabase(amass: "data/sample", babel: "data/sample", rule: .babel)
    var options = ItemOptions()
    options.hasTranslation = false
    options.mirroring = 0.5
    let plan = BatchPlan(try MotionItems(database, options), batchSize: 4, seed: 1)
    let batch = plan.batch(at: BatchPosition(epoch: 3, index: 0))
    print(batch.x.shape, batch.mask.count, plan.batchesPerEpoch)  // [4, 24, 6, 60] 240 6

    // A training that stopped before epoch 3 goes on there.
    let loader = BatchLoader(plan, from: BatchPosition(epoch: 3))
    print(loader.next().x == batch.x)  // true
}

// Sources/Training/Metrics/Retrieval.swift
func retrieval() throws {
    let motions = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0.8, 0.6])
    let texts = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0, 1])
    let found = Retrieval(queries: motions, candidates: texts)
    print(found.ranks, found.recall(at: 1), found.medianRank)  // [0, 1] 0.5 1.5
    let groups = Retrieval.grouped(queries: texts, candidates: motions, seed: 1)
    print(groups.recall(at: 1), groups.chance(at: 1))  // 1.0 0.5
}

// Sources/Training/Metrics/SampleSummary.swift
func sampleSummary() throws {
    let runs = SampleSummary([0.25, 0.5, 0.75])
    print(runs.mean, (runs.standardError * 1000).rounded() / 1000)  // 0.5 0.144
}
