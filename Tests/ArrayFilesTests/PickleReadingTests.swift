// Pickles of all protocols, by Python 2 and 3.
import ArrayFiles
import Arrays
import Files
import TestSupport
import Testing

@Suite struct PickleReadingTests {
    @Test(arguments: 0...5) func everyProtocolOfPython3Reads(version: Int) throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("python3_protocol\(version).pkl"))
        #expect(try file.float32("float32", shape: [2, 3]).elements == [0, 1, 2, 3, 4, 5])
        #expect(try file.float64("fortran", shape: [2, 3]).elements == [0, 1, 2, 3, 4, 5])
        #expect(try file.int64("big", shape: [3]).elements == [0, 1, 2])
        #expect(try file.int64("flags", shape: [2]).elements == [1, 0])
        #expect(try file.int64("readonly", shape: [4]).elements == [1, 2, 255, 128])
        #expect(try file.strings("texts") == ["a", "bcd"])
        #expect(try file.array("objects").shape == [3])
        #expect(try file.array("records").field("b").float64().elements == [2.5])
        #expect(try file.scalar("scalar") == 1.5)
        #expect(try file.scalar("integer") == 7)
        #expect(try file.scalar("negative") == -129)
        #expect(try file.int64("word", shape: []).elements == [70000])
        #expect(try file.scalar("huge") == 0x1p70)
        #expect(try file.scalar("minus_huge") == -0x1p70)
        #expect(try file.value("truth").bool == true)
        #expect(try file.value("nothing").isNone)
        #expect(try file.scalar("number") == 0.1)
        #expect(try file.string("text") == "проба \u{1f600}\n\\u0041")
        #expect(try file.string("bytes") == "\0ÿab")
        #expect(try file.value("bytearray").string == "\u{1}þ")
        #expect(try file.float64("list", shape: [3]).elements == [1, 2.5, 3])
        #expect(try file.int64("matrix", shape: [2, 3]).elements == [1, 2, 3, 4, 5, 6])
        #expect(try file.strings("words") == ["a", "b"])
        #expect(try file.value("tuple").elements?.map(\.summary) == ["an integer", "a tuple of 2", "a tuple of 0"])
        #expect(try file.value("set").elements?.map(\.int) == [5])
        #expect(try file.value("frozenset").elements?.map(\.int) == [6])
        let ordered = try #require(try file.value("ordered").pairs)
        #expect(ordered.map(\.key.string) == ["z", "a"] && ordered.map(\.value.int) == [1, 2])
        #expect(try file.value("default")["k"]?.elements?.count == 1)
        #expect(problem { _ = try file.array("complex") }.contains("key 'complex' is an object of class"))
        for key in ["csc", "csr"] {
            #expect(try file.float64(key, shape: [2, 3]).elements == [0, 1.5, 0, 2, 0, 0], "\(key)")
        }
        let unknown = try file.value("unknown")
        #expect(unknown.className == "studio.capture.Take")
        #expect(unknown["name"]?.string == "take 1" && unknown["frames"]?.int == 12)
        #expect(problem { _ = try file.array("unknown") }.contains("class studio.capture.Take"))
        #expect(try file.value("shared").elements?.map { $0.elements?.count } == [2, 2])
        #expect(try file.array("empty_list").shape == [0])
        #expect(try file.int64("long_list", shape: [3000]).elements == Array(0..<3000))
        #expect(try file.string("5") == "an integer key")
        #expect(problem { _ = try file.float32("ordered", shape: [nil]) }.contains("key 'ordered' is a dictionary of 2"))
    }

    @Test(arguments: [
        "body_python2_protocol0.pkl", "body_python2_protocol1.pkl", "body_python2_protocol2.pkl", "body_python3.pkl",
    ])
    func bodyModelsReadWhicheverPythonWroteThem(name: String) throws {
        let expected = try NamedArrays(contentsOf: Fixtures.arrayFile("body.npz"))
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile(name))
        for key in ["v_template", "shapedirs", "posedirs", "weights", "J", "J_regressor", "f", "kintree_table"]
        where file.contains(key) || key.hasPrefix("J_r") {
            #expect(try file.array(key).float64() == expected.array(key).float64(), "\(key)")
        }
        #expect(try file.float32("shapedirs", shape: [20, 3, 4]).count == 240 || !file.contains("shapedirs"))
        #expect(try file.int64("kintree_table", shape: [2, nil])[0, 0] == 0xffff_ffff)
        guard name.contains("python2") else { return }
        #expect(try file.string("bs_style") == "lbs")
        #expect(try file.string("title") == "тело")
        #expect(try file.value("pose_training_info")["num_poses"]?.int == 44)
        #expect(try file.value("pose_training_info")["regularization"]?.double == 0.002)
        var count = 0
        _ = try file.forEachFloatChunk("posedirs", shape: [20, 3, 27]) { count = $0 + $1.count }
        #expect(count == 20 * 3 * 27)
    }

    @Test func classesAndFunctionsAreNeverCalledOnlyRecorded() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("(S'x'\ncos\nsystem\n(S'echo hello'\ntRd.".utf8), "evil.pkl")
        let value = try NamedArrays(contentsOf: path).value("x")
        #expect(value.className == "os.system")
        #expect(value.arguments?.first?.string == "echo hello")
        #expect(try describeArrayFile(at: path).contains("os.system"))
    }

    @Test func persistentReferencesAndFollowingBytesAreLeftToTheFormatsOnTop() throws {
        // A persistent reference; the pickle ends before its data.
        var machine = PickleMachine(ByteSlice(Array("}S'w'\nS'storage 0'\nQs.DATA".utf8)), file: "a.pt")
        let graph = try machine.run()
        #expect(graph.root["w"]?.persistentID?.string == "storage 0")
        #expect(machine.position == 22)
        // Raw bytes right behind an object's state.
        var other = PickleMachine(
            ByteSlice(Array("cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u{0081}}bRAW!.".utf8).filter { $0 != 0xc2 }), file: "a.pkl")
        other.afterBuild = { machine, id in machine.attach(try machine.takeRawBytes(4), to: id) }
        let root = try other.run().root
        #expect(root.className == "joblib.numpy_pickle.NumpyArrayWrapper")
        #expect(root.attachedBytes?.withBytes { Array($0) } == Array("RAW!".utf8))
    }

    @Test func rawBytesOfAnArrayStayInTheMappedFile() throws {
        let path = Fixtures.arrayFile("body_python2_protocol2.pkl")
        let bytes = ByteSlice(try MappedFile(path: path))
        let graph = try PickleGraph.read(bytes, file: path)
        let posedirs = try #require(graph.root["posedirs"]).array()
        #expect(posedirs.bytes?.lies(in: bytes) == true)
    }
}
