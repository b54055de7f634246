// The examples in the documentation of Evaluation, as code; see main.swift.
import Arrays
import Evaluation

// Sources/Evaluation/Metrics/Retrieval.swift
func retrieval() throws {
    let motions = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0.8, 0.6])
    let texts = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0, 1])
    let found = Retrieval(queries: motions, candidates: texts)
    print(found.ranks, found.recall(at: 1), found.medianRank)  // [0, 1] 0.5 1.5
    let groups = Retrieval.grouped(queries: texts, candidates: motions, seed: 1)
    print(groups.recall(at: 1), groups.chance(at: 1))  // 1.0 0.5
}

// Sources/Evaluation/Metrics/SampleSummary.swift
func sampleSummary() throws {
    let runs = SampleSummary([0.25, 0.5, 0.75])
    print(runs.mean, (runs.standardError * 1000).rounded() / 1000)  // 0.5 0.144
}
