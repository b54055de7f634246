// The body model at its true size: as large as the official files, where the fixtures are at hand.
import ArrayFiles
import Arrays
import CZlib
import Files
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct TrueSizeTests {
    static let names = ["open_body_smpl_neutral", "open_body_smpl_neutral_py3"]
    static let reference = "../data/body/open_body_smpl_neutral.npz"
    static let areThere = (names.map { "body/\($0).pkl.gz" } + [reference]).allSatisfy { Fixtures.find($0) != nil }

    @Test(.enabled(if: areThere), arguments: names)
    func theFullSizeModelLoadsQuicklyToTheValuesOfTheArchive(name: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.pkl")
        try gunzip(try #require(Fixtures.find("body/\(name).pkl.gz")), to: path)
        let clock = ContinuousClock()
        var arrays: [String: NDArray<Float>] = [:]
        let time = try clock.measure {
            let file = try NamedArrays(contentsOf: path)
            for (key, shape) in [
                ("v_template", [6890, 3]), ("shapedirs", [6890, 3, nil]), ("posedirs", [6890, 3, 207]),
                ("weights", [6890, 24]), ("J_regressor", [24, 6890]),
            ] as [(String, [Int?])] {
                arrays[key] = try file.float32(key, shape: shape)
            }
            #expect(try file.int64("f", shape: [nil, 3]).shape[0] == 13776)
        }
        print("\(name): read in \(time)")
        // About 60 ms; the limit only guards against copying byte by byte.
        #expect(time < .seconds(10))
        #expect(arrays["shapedirs"]?.shape == [6890, 3, 10])
        let archive = try #require(Fixtures.find(Self.reference))
        let expected = try NamedArrays(contentsOf: archive)
        for (key, found) in arrays {
            var reference = try expected.array(key).float32()
            if key == "shapedirs" && reference.shape[2] > 10 {
                let count = reference.shape[2]
                reference = NDArray(
                    shape: [6890, 3, 10], elements: (0..<6890 * 3).flatMap { row in (0..<10).map { reference.elements[row * count + $0] } })
            }
            #expect(found.shape == reference.shape, "\(key)")
            let worst = zip(found.elements, reference.elements).map { abs($0 - $1) }.max() ?? 0
            #expect(worst <= 1e-6, "\(key) differs by \(worst)")
        }
    }

    /// zlib reads gzip's own head.
    private func gunzip(_ source: String, to path: String) throws {
        let input = try #require(gzopen(source, "rb"))
        defer { gzclose(input) }
        let output = try OutputFile(path)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = gzread(input, &buffer, UInt32(buffer.count))
            guard count > 0 else { break }
            try output.write(Array(buffer[..<Int(count)]))
        }
        try output.commit()
    }
}
