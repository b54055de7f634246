// joblib's databases against the numbers joblib says are in them.
import ArrayFiles
import Files
import Foundation
import Testing

@Suite struct JoblibReadingTests {
    static let names = ["amass_db_plain.pt", "amass_db_zlib3.pt", "amass_db_plain_joblib101.pt", "amass_db_zlib3_joblib101.pt"]

    @Test(arguments: names) func aDatabaseOfMotions(name: String) throws {
        guard let path = Checkpoints.path(name), let golden = Checkpoints.path("amass_db_arrays.npz"), let texts = Checkpoints.path("amass_db_strings.json") else { return }
        let file = try JoblibFile(contentsOf: path)
        #expect(file.compression == (name.contains("zlib") ? "zlib" : nil))
        try expectEqual(file.root, arrays: golden, strings: texts)
    }

    @Test func theDatabaseOfTheParser() throws {
        guard let path = Fixtures.optional("pipeline/amass_30fps_train.pt"), let golden = Fixtures.optional("pipeline/db_arrays.npz"),
            let texts = Fixtures.optional("pipeline/db_strings.json")
        else { return }
        try expectEqual(JoblibFile(contentsOf: path).root, arrays: golden, strings: texts)
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
        guard case .object(let members) = try JSONValue(contentsOf: strings) else { return }
        for member in members {
            guard let entries = root[member.key]?.elements else { continue }
            for (entry, expected) in zip(entries, member.value.elements) {
                let found = try entry.array().strings()
                #expect(found == expected.elements.map { $0.text ?? "" }, "\(member.key)")
            }
        }
    }

    @Test(arguments: ["bz2", "lzma", "xz", "gzip", "lz4?", "None"]) func everyCompressionIsReadOrToldApart(method: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("x.joblib")
        let program = """
            try:
                import joblib
            except ImportError:
                raise SystemExit(77)
            x = {"a": np.arange(6.).reshape(2, 3).T, "o": np.array(["x", None], dtype=object), "e": np.zeros((0, 3), np.float32), "s": 5}
            m = sys.argv[2]
            joblib.dump(x, sys.argv[1], compress=(m, 3) if m != "None" else 0)
            """
        if method == "lz4?" {
            try OutputFile.write([0x04, 0x22, 0x4d, 0x18] + Array(repeating: 0, count: 99), to: path)
            #expect(problem { _ = try JoblibFile(contentsOf: path) }.contains("is compressed with lz4"))
            return
        }
        guard try python(program, [path, method]) != nil else { return }
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
