// The examples in the documentation of Training, as code; see main.swift.
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
