// Weights of a checkpoint are used where they lie, and what is not asked for is not read.
import ArrayFiles
import Foundation
import Learning
import TestSupport
import Testing

@Suite struct MappedWeightsTests {
    private static let width = 512

    /// A model of a quarter of a million numbers beside an optimiser of sixteen million.
    private func checkpoint(_ folder: TestFolder) throws -> (path: String, weight: [Float]) {
        var random = RandomNumbers(seed: 1)
        let width = Self.width
        let (weight, bias) = (random.normals([width, width]).elements, random.normals([width]).elements)
        let path = folder.file("model.tar")
        try TorchFile.write(
            .dictionary([
                (.string("opt"), .tensors([("moments", TensorData(shape: [1 << 24], [Float](repeating: 0.5, count: 1 << 24)))])),
                (
                    .string("encoder"),
                    .tensors([("head.weight", TensorData(shape: [width, width], weight)), ("head.bias", TensorData(shape: [width], bias))])
                ),
            ]), to: path)
        return (path, weight)
    }

    private struct Mapping {
        var range: Range<UInt>
        var residentKilobytes: Int
    }

    /// Where the file lies in this process's memory.
    private func mappings(of path: String) throws -> [Mapping] {
        var found: [Mapping] = []
        var isOurs = false
        // A file without a size: it is read until it ends.
        let handle = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        for line in String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if let first = words.first, first.contains("-"), !first.hasSuffix(":") {
                let ends = first.split(separator: "-").compactMap { UInt($0, radix: 16) }
                isOurs =
                    line.hasSuffix("/model.tar") && line.contains(URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent)
                if isOurs, ends.count == 2 { found.append(Mapping(range: ends[0]..<ends[1], residentKilobytes: 0)) }
            } else if isOurs, words.first == "Rss:", words.count > 1, !found.isEmpty {
                found[found.count - 1].residentKilobytes = Int(words[1]) ?? 0
            }
        }
        return found
    }

    private func address(_ tensor: Tensor) -> UInt { tensor.withElements { UInt(bitPattern: $0.baseAddress) } }

    @Test func weightsLieInTheFileAndTheOptimiserIsNeverRead() throws {
        let folder = try TestFolder()
        let (path, weight) = try checkpoint(folder)
        let book = ParameterBook(from: try TorchFile(contentsOf: path).stateDictionary(at: "encoder"))
        let layer = LinearLayer(book.scope("head"), inputs: Self.width, outputs: Self.width)
        try book.finish()
        let mapping = try #require(try mappings(of: path).first)
        #expect(mapping.range.contains(address(layer.weight)))
        #expect(layer.weight.elements == weight)
        // The model is 1 MB of 65.
        #expect(mapping.residentKilobytes < 8192, "\(mapping.residentKilobytes) kB of the file are in memory")
    }

    @Test func whatLearnsOrIsChangedIsCopiedFirst() throws {
        let folder = try TestFolder()
        let (path, weight) = try checkpoint(folder)
        let source = try TorchFile(contentsOf: path).stateDictionary(at: "encoder")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let book = ParameterBook(from: source)
        let layer = LinearLayer(book.scope("head"), inputs: Self.width, outputs: Self.width)
        book.setLearning(true)
        let mapping = try #require(try mappings(of: path).first)
        #expect(!mapping.range.contains(address(layer.weight)))
        let optimiser = AdamW(book.parameters, learningRate: 0.1)
        layer(Tensor(repeating: 1, shape: [2, Self.width])).sum().backward()
        optimiser.step()
        #expect(layer.weight.elements != weight)

        let other = try source.tensor("head.weight")
        #expect(mapping.range.contains(address(other)))
        other.update { $0[0] += 1 }
        #expect(!mapping.range.contains(address(other)) && other.elements[0] == weight[0] + 1 && other.elements[1...] == weight[1...])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
}
