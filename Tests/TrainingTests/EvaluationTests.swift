// Evaluations of several runs, their file and their tables.
import Arrays
import Evaluation
import Files
import Testing
import Training

@Suite struct EvaluationTests {
    private func results(runs: Int) -> EvaluationResults {
        EvaluationResults(
            (0..<runs).map { run in
                let texts = cloud(40, 16, seed: 1)
                var motions = texts
                let noise = cloud(40, 16, seed: UInt64(2 + run))
                for i in motions.elements.indices { motions.elements[i] += noise.elements[i] }
                return FeatureMeasures(texts: texts, motions: motions, words: (0..<40).map { "text \($0)" }, seed: 5)
            })
    }

    @Test func theFileHasTheOriginalsLayout() throws {
        let results = results(runs: 3)
        let json = results.json(configuration: [("checkpoint", .string("a.pth.tar")), ("n_runs", .number(3))])
        let read = try JSONValue(Array(json.indented.utf8), name: "results.json")
        #expect(read == json)
        guard case .object(let members) = read else { throw FileProblem("results.json", "is no object") }
        #expect(members.map(\.key) == ["runs", "summary", "config", "more"])
        guard case .object(let runs)? = read["runs"], case .object(let summary)? = read["summary"] else {
            throw FileProblem("results.json", "has no runs")
        }
        #expect(runs.map(\.key) == ["R@1", "R@5", "MMD", "FCD"])
        #expect(runs.allSatisfy { $0.value.elements.count == 3 })
        #expect(
            summary.map(\.key)
                == ["R@1", "R@5", "MMD", "FCD"].flatMap { ["\($0)_mean", "\($0)_std", "\($0)_ci95_low", "\($0)_ci95_high"] })
        #expect(read["summary"]?["FCD_mean"]?.finite == results.summary("FCD").mean)
        #expect(read["config"]?["n_runs"]?.finite == 3)
        #expect(read["more"]?["summary"]?["R-precision@3_mean"]?.finite != nil)
        #expect(json.indented.hasPrefix("{\n  \"runs\": {\n    \"R@1\": [\n      "))
    }

    @Test func equalRunsHaveAnIntervalOfNoWidth() throws {
        let one = results(runs: 1).runs[0]
        let json = EvaluationResults([one, one]).json(configuration: [])
        for name in FeatureMeasures.original {
            let mean = try #require(json["summary"]?["\(name)_mean"]?.finite)
            #expect(json["summary"]?["\(name)_ci95_low"]?.finite == mean && json["summary"]?["\(name)_ci95_high"]?.finite == mean)
        }
    }

    @Test func theTableHasALineForEachMeasure() {
        let results = results(runs: 3)
        #expect(results.table.count == results.names.count + 1)
        #expect(results.table.contains { $0.hasPrefix("R@1 ") && $0.contains("0.0250") && $0.contains("…") })
        #expect(results.table.contains { $0.hasPrefix("MMD ") && $0.contains("0.0500") })
    }

    @Test func textsThatAreEqualAreAskedForOnce() {
        let five = cloud(5, 16, seed: 1)
        let texts = five.repeatedRows(8)
        let measures = FeatureMeasures(texts: texts, motions: texts, words: (0..<40).map { "text \($0 % 5)" }, seed: 1)
        #expect(measures["R@1"] == 0.125)
        #expect(measures["distinct R@1"] == 1)
        #expect(measures.measures.first { $0.name == "distinct R@1" }?.chance == 0.2)
        #expect(abs(measures["text cosine"] ?? 1) < 1e-6)
        // Where all differ there is nothing to add.
        #expect(FeatureMeasures(texts: five, motions: five, words: ["a", "b", "c", "d", "e"], seed: 1)["distinct R@1"] == nil)
    }

    @Test func seedsAreCountedAsTheOriginalDoes() {
        #expect((0..<3).map { EvaluationResults.seed(42, run: $0) } == [42, 142, 242])
    }

    @Test func recognitionTellsCountsAndWhatIsEasy() {
        let categories = NDArray<Float>(shape: [3, 3], elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
        let features = NDArray<Float>(shape: [4, 3], elements: [2, 1, 0, 1, 0, 0, 0, 1, 3, 1, 0, 0])
        let table = ActionRecognition(features: features, categories: categories, labels: [[0], [0], [2], [1]]).table
        #expect(table.count == 3)
        #expect(table[1].contains("75.00 %") && table[1].contains("3 of 4") && table[1].contains("50.00 %"))
    }
}

extension NDArray {
    func repeatedRows(_ times: Int) -> NDArray {
        NDArray(shape: [shape[0] * times] + shape.dropFirst(), elements: (0..<times).flatMap { _ in elements })
    }
}
