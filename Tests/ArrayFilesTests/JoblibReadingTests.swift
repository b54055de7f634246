// joblib's databases against the numbers joblib says are in them.
import ArrayFiles
import Files
import Foundation
import TestSupport
import Testing

@Suite struct JoblibReadingTests {
    static let names = ["amass_db_plain.pt", "amass_db_zlib3.pt", "amass_db_plain_joblib101.pt", "amass_db_zlib3_joblib101.pt"]

    @Test(.enabled(if: Fixtures.has("checkpoints/amass_db_arrays.npz")), arguments: names) func aDatabaseOfMotions(name: String) throws {
        let file = try JoblibFile(contentsOf: Fixtures.path("checkpoints/" + name))
        #expect(file.compression == (name.contains("zlib") ? "zlib" : nil))
        try expectEqual(
            file.root, arrays: Fixtures.path("checkpoints/amass_db_arrays.npz"), strings: Fixtures.path("checkpoints/amass_db_strings.json")
        )
    }

    @Test func theDatabaseOfTheParser() throws {
        try expectEqual(
            JoblibFile(contentsOf: Fixtures.path("pipeline/amass_30fps_train.pt")).root, arrays: Fixtures.path("pipeline/db_arrays.npz"),
            strings: Fixtures.path("pipeline/db_strings.json"))
    }

    private func expectEqual(_ root: PickleValue, arrays: String, strings: String) throws {
        let golden = try NamedArrays(contentsOf: arrays)
        for key in golden.keys {
            let parts = key.split(separator: ".")
            guard parts.count == 2, let index = Int(parts[1]) else { continue }
            let entries = try #require(root[String(parts[0])]?.elements)
            let (found, expected) = (try entries[index].array(), try golden.array(key))
            #expect(found.shape == expected.shape && found.dtype == expected.dtype, "\(key)")
            #expect(try found.float64().elements == expected.float64().elements, "\(key)")
        }
        guard case .object(let members) = try JSONValue(contentsOf: strings) else {
            Issue.record("\(strings) is no dictionary")
            return
        }
        for member in members {
            guard let entries = root[member.key]?.elements else { continue }
            for (entry, expected) in zip(entries, member.value.elements) {
                let found = try entry.array().strings()
                #expect(found == expected.elements.map { $0.text ?? "" }, "\(member.key)")
            }
        }
    }

    @Test func lz4IsToldByName() throws {
        let folder = try TestFolder()
        let path = try folder.write([0x04, 0x22, 0x4d, 0x18] + Array(repeating: 0, count: 99), "x.joblib")
        #expect(problem { _ = try JoblibFile(contentsOf: path) }.contains("is compressed with lz4"))
    }

    @Test(.enabled(if: Python.has("joblib")), arguments: ["bz2", "lzma", "xz", "gzip", "None"])
    func everyCompressionIsRead(method: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("x.joblib")
        let program = """
            import joblib, sys
            import numpy as np
            x = {"a": np.arange(6.).reshape(2, 3).T, "o": np.array(["x", None], dtype=object), "e": np.zeros((0, 3), np.float32), "s": 5}
            m = sys.argv[2]
            joblib.dump(x, sys.argv[1], compress=(m, 3) if m != "None" else 0)
            """
        try Python.run(program, [path, method])
        let root = try JoblibFile(contentsOf: path).root
        #expect(try root["a"]?.array().float64().elements == [0, 3, 1, 4, 2, 5])
        #expect(try root["a"]?.array().shape == [3, 2] && root["e"]?.array().shape == [0, 3])
        #expect(root["s"]?.int == 5)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for length in [80, bytes.count / 2, bytes.count - 1] where length < bytes.count {
            let cut = try folder.write(Array(bytes.prefix(length)), "cut.joblib")
            problem { _ = try JoblibFile(contentsOf: cut) }
        }
    }
}
