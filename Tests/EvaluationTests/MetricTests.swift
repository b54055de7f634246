// Metrics equal the reference's, and say what they mean where the reference's do not.
import Arrays
import Evaluation
import GoldenTensors
import Learning
import TestSupport
import Testing

@Suite struct MetricGoldenTests {
    @Test(
        "Retrieval, discrepancy and Fréchet distance equal the reference's",
        arguments: ["pairs_200x64", "pairs_500x512"].filter { Fixtures.has("metrics/\($0).npz") })
    func pairs(_ name: String) throws {
        let golden = try GoldenFile("metrics/\(name).npz")
        let (text, motion) = (try golden.array("text"), try golden.array("motion"))
        let found = Retrieval(queries: motion, candidates: text)
        for k in [1, 2, 3, 5, 10] {
            // The reference keeps shares in single precision.
            #expect(Float(found.recall(at: k)) == Float(try golden.number("R@\(k)")), "R@\(k)")
        }
        let published = KernelDiscrepancy(text, motion)
        expectNear(published.biased, try golden.number("mmd"), abs: 2e-6)
        expectNear(published.biased, try golden.number("mmd_f64"), abs: 1e-12)
        expectNear(KernelDiscrepancy(text, motion, width: 1).biased, try golden.number("mmd_sigma1"), abs: 2e-6)
        let distance = FrechetDistance.between(text, motion)
        expectNear(distance, try golden.number("fcd"), abs: 1e-6)
        expectNear(distance, try golden.number("fcd_exact"), abs: 1e-6)
        // Of the wider features there are no covariances.
        for (name, features) in [("text", text), ("motion", motion)] {
            let statistics = FeatureMoments(features)
            expectNear(statistics.mean, try golden.doubles("mu_" + name), abs: 1e-6, rel: 1e-5, "\(name)")
            guard golden.file.contains("sigma_" + name) else { continue }
            expectNear(statistics.covariance.elements, try golden.doubles("sigma_" + name), abs: 1e-9, rel: 1e-6, "\(name)")
        }
    }

    @Test("A discrepancy of close features equals the reference's at every width", arguments: ["0.07", "0.2", "1.0"])
    func closeFeatures(_ width: String) throws {
        let golden = try GoldenFile("metrics/mmd_close.npz")
        let value = KernelDiscrepancy(try golden.array("text"), try golden.array("motion"), width: Double(width) ?? 0).biased
        expectNear(value, try golden.number("mmd_sigma\(width)"), abs: 2e-6)
        expectNear(value, try golden.number("mmd_f64_sigma\(width)"), abs: 1e-12)
    }

    @Test func intervalsEqualSciPys() throws {
        let golden = try GoldenFile("metrics/t_interval.npz")
        for i in 0..<5 {
            let summary = SampleSummary(try golden.doubles("\(i).values"))
            expectNear(summary.mean, try golden.number("\(i).mean"), rel: 1e-9)
            expectNear(summary.deviation, try golden.number("\(i).std"), abs: 1e-300, rel: 1e-9)
            if i < 4 { expectNear(summary.standardError, try golden.number("\(i).sem"), abs: 1e-300, rel: 1e-9) }
            if i == 3 {
                #expect(summary.low.isNaN && summary.high.isNaN)
            } else {
                expectNear(summary.low, try golden.number("\(i).low"), rel: 1e-9)
                expectNear(summary.high, try golden.number("\(i).high"), rel: 1e-9)
            }
        }
        for (degrees, value) in zip(try golden.integers("t975.df"), try golden.doubles("t975.value")) {
            expectNear(StudentT(degrees: degrees).bound(probability: 0.95), value, rel: 1e-9)
        }
    }

    @Test func actionsAreRecognisedAsByTheReference() throws {
        let golden = try GoldenFile("metrics/action_classifier.npz")
        var flat = try golden.integers("labels.flat")[...]
        let labels = try golden.integers("labels.count").map { count in
            defer { flat = flat.dropFirst(count) }
            return Array(flat.prefix(count))
        }
        let result = ActionRecognition(features: try golden.array("z"), categories: try golden.array("class_features"), labels: labels)
        expectNear(Tensor(result.similarity), try golden["similarity"], abs: 1e-5, rel: 0)
        #expect(result.nearest.flatMap { $0 } == (try golden.integers("top5")))
        #expect(result.hits(at: 1) == (try golden.flags("hit1")))
        #expect(result.hits(at: 5) == (try golden.flags("hit5")))
        #expect(result.accuracy(at: 1) == (try golden.number("top1")))
        #expect(result.accuracy(at: 5) == (try golden.number("top5_rate")))
    }
}

@Suite struct MetricTests {
    @Test func equalCandidatesTieAndTheEarlierComesFirst() {
        // Forty equal texts: whatever the order of summation, none may stand before another by a rounding error.
        let text = cloud(1, 67, seed: 3)
        let texts = NDArray(shape: [40, 67], elements: (0..<40).flatMap { _ in text.elements })
        let found = Retrieval(queries: cloud(40, 67, seed: 4), candidates: texts)
        #expect(found.ranks == Array(0..<40))
        #expect(found.recall(at: 10) == 0.25)
        #expect(found.chance(at: 10) == 0.25)
        #expect(found.medianRank == 20.5)
    }

    @Test func queriesCanShareACandidate() {
        let texts = cloud(3, 16, seed: 5)
        let right = [2, 2, 0, 1, 0]
        let motions = NDArray(shape: [5, 16], elements: right.flatMap { texts.row($0) })
        #expect(Retrieval(queries: motions, candidates: texts, right: right).ranks == [0, 0, 0, 0, 0])
    }

    @Test func whatIsNotANumberIsNotFound() {
        var motions = cloud(6, 8, seed: 1)
        let texts = motions
        motions.elements[8] = .nan
        let found = Retrieval(queries: motions, candidates: texts)
        #expect(found.ranks[1] == 6 && found.recall(at: 5) < 1)
        #expect(KernelDiscrepancy(motions, texts).biased.isNaN)
    }

    @Test func groupsOfThirtyTwoLeaveTheRestOut() {
        let texts = cloud(100, 24, seed: 6)
        let found = Retrieval.grouped(queries: texts, candidates: texts, seed: 9)
        #expect(found.ranks == Array(repeating: 0, count: 96))
        #expect(found.candidates == 32)
        // Against strangers it is chance, more or less.
        let strangers = Retrieval.grouped(queries: cloud(3200, 8, seed: 7), candidates: cloud(3200, 8, seed: 8), seed: 9)
        expectNear(strangers.recall(at: 3), 3.0 / 32, abs: 0.02)
        // Few pairs are one group.
        #expect(Retrieval.grouped(queries: cloud(5, 8, seed: 1), candidates: cloud(5, 8, seed: 1), seed: nil).ranks.count == 5)
    }

    @Test func noFeaturesAreNoTrouble() {
        let none = NDArray<Float>(shape: [0, 8], elements: [])
        #expect(Retrieval(queries: none, candidates: none).recall(at: 5) == 0)
        #expect(Retrieval.grouped(queries: none, candidates: none, seed: 1).ranks.isEmpty)
        #expect(ActionRecognition(features: none, categories: cloud(3, 8, seed: 1), labels: []).accuracy(at: 1) == 0)
    }

    @Test func thePublishedWidthSeesOnlySampleSizeAndTheMedianOneSeesTheDifference() {
        func unit(_ all: NDArray<Float>) -> NDArray<Float> { Tensor(all).normalizedRows().array }
        let (x, near, far) = (unit(cloud(150, 32, seed: 1)), unit(cloud(150, 32, seed: 2)), unit(cloud(150, 32, seed: 3, shift: 0.5)))
        expectNear(KernelDiscrepancy(x, near).biased, 2.0 / 150, abs: 1e-6)
        expectNear(KernelDiscrepancy(x, far).biased, 2.0 / 150, abs: 1e-4)
        let width = KernelDiscrepancy.medianWidth(x, near)
        expectNear(width, 1.41, abs: 0.05)
        #expect(abs(KernelDiscrepancy(x, near, width: width).unbiased) < 0.005)
        #expect(KernelDiscrepancy(x, far, width: width).unbiased > 0.05)
    }

    @Test func theFrechetDistanceOfKnownNormalsIsTheFormulas() {
        // Axis-aligned: |μ|² + Σ (σ₁ - σ₂)², whatever the order of the axes.
        func normal(_ mean: [Double], _ deviations: [Double]) -> FeatureMoments {
            var covariance = NDArray<Double>(repeating: 0, shape: [deviations.count, deviations.count])
            for i in deviations.indices { covariance[i, i] = deviations[i] * deviations[i] }
            return FeatureMoments(count: 100, mean: mean, covariance: covariance)
        }
        expectNear(FrechetDistance.between(normal([0, 0, 1], [1, 2, 0]), normal([3, 0, 1], [4, 2, 5])), 9 + 9 + 25, abs: 1e-12)
        // Fewer vectors than numbers: singular covariances, and the distance to oneself still 0.
        let few = cloud(10, 40, seed: 5)
        expectNear(FrechetDistance.between(few, few), 0, abs: 1e-6)
        expectNear(FrechetDistance.between(few, cloud(10, 40, seed: 5, shift: 0.5)), 10, abs: 1e-5)
        var broken = few
        broken.elements[7] = .nan
        #expect(FrechetDistance.between(few, broken).isNaN)
    }

    @Test func eigenvectorsReassembleTheirMatrix() throws {
        for n in [1, 2, 3, 17, 60] {
            let statistics = FeatureMoments(cloud(n / 2 + 2, n, seed: UInt64(n)))
            let matrix = statistics.covariance
            let eigen = SymmetricEigen(matrix)
            let vectors = try #require(eigen.vectors)
            #expect(eigen.values == eigen.values.sorted())
            var worst = 0.0
            for i in 0..<n {
                for j in 0..<n {
                    var (sum, product) = (0.0, 0.0)
                    for k in 0..<n {
                        sum += vectors[k, i] * eigen.values[k] * vectors[k, j]
                        product += vectors[i, k] * vectors[j, k]
                    }
                    worst = max(worst, abs(sum - matrix[i, j]), abs(product - (i == j ? 1 : 0)))
                }
            }
            #expect(worst < 1e-12, "\(n)")
            let alone = SymmetricEigen(matrix, wantsVectors: false).values
            for (a, b) in zip(alone, eigen.values) { expectNear(a, b, abs: 1e-13) }
        }
    }

    @Test func motionsWithoutAnOfferedCategoryAreSkipped() {
        let categories = NDArray<Float>(shape: [3, 3], elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
        let features = NDArray<Float>(shape: [4, 3], elements: [2, 1, 0, 0, 5, 1, 0, 1, 3, 1, 0, 0])
        let result = ActionRecognition(features: features, categories: categories, labels: [[0], [2, 7], [9], []])
        #expect(result.motions == [0, 1])
        #expect(result.labels == [[0], [2]])
        #expect(result.accuracy(at: 1) == 50)
        #expect(result.accuracy(at: 2) == 100)
        #expect(result.baseline(at: 1) == 50)
        #expect(result.baseline(at: 2) == 100)
    }

    @Test func fewDegreesOfFreedomHaveTheirKnownBounds() {
        // Cauchy's distribution, and the normal one in the limit.
        expectNear(StudentT(degrees: 1).bound(probability: 0.5), 1, rel: 1e-12)
        expectNear(StudentT(degrees: 100_000).bound(probability: 0.95), 1.9599639845, abs: 3e-5)
    }
}
