// Descriptions of files: one aligned line per item, within limits.
import ArrayFiles
import Arrays
import Files
import TestSupport
import Testing

@Suite struct DescriptionTests {
    @Test func anArchiveIsDescribedWithTypesShapesAndRanges() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("walk.npz")
        let writer = try NPZWriter(path, compression: .deflated)
        try writer.add("poses", NDArray(shape: [2, 3], elements: [-1.25, 0, .nan, 2, 1, .infinity] as [Float]))
        try writer.add("gender", string: "female")
        try writer.add("mocap_framerate", number: 120.0)
        try writer.finish()
        let lines = try describeArrayFile(at: path).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("\(path): NumPy archive (.npz), 3 entries, "))
        #expect(
            Array(lines.dropFirst()) == [
                "  poses            float32    (2, 3)  -1.25 … 2, 1 NaN, 1 infinite",
                "  gender           text of 6  ()      \"female\"",
                "  mocap_framerate  float64    ()      120",
            ])
    }

    @Test func aPickledBodyIsDescribedWithItsClasses() throws {
        let text = try describeArrayFile(at: Fixtures.arrayFile("body_python2_protocol2.pkl"))
        #expect(text.contains("Python pickle (protocol 2), a dictionary of 15"))
        for (key, words) in [
            ("J_regressor ", ["scipy.sparse.csc.csc_matrix", "(4, 20)", "stored"]),
            ("shapedirs", ["float64", "(20, 3, 4)", "chumpy.reordering.Select"]),
            ("v_template", ["(20, 3)", "chumpy.ch.Ch"]), ("pose_training_info", ["dictionary of 3"]), ("num_poses", ["integer", "44"]),
            ("bs_style", ["string", "\"lbs\""]), ("f ", ["uint32", "(10, 3)"]),
        ] {
            let line = text.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix(key) }
            for word in words { #expect(line?.contains(word) == true, "\(key): \(line ?? "no line")") }
        }
    }

    @Test(arguments: Fixtures.allNames) func everyFileHasADescriptionOfModestSize(name: String) throws {
        let lines = try describeArrayFile(at: Fixtures.arrayFile(name)).split(separator: "\n")
        #expect((2...500).contains(lines.count))
        #expect(lines.dropFirst().allSatisfy { $0.count < 400 && !$0.hasSuffix(" ") })
    }

    @Test(arguments: 0...5) func valuesOfPythonAreDescribedAlikeInAllProtocols(version: Int) throws {
        let lines = try describeArrayFile(at: Fixtures.arrayFile("python3_protocol\(version).pkl")).split(separator: "\n")
            .map { $0.split(separator: " ").joined(separator: " ") }
        for line in [
            "bytes bytes 4 bytes", "bytearray bytes 2 bytes", "truth truth value True", "nothing None None", "scalar float32 () 1.5",
            "list list of 3 [1, 2.5, 3]", "unknown studio.capture.Take", "frames integer 12", "huge integer 1.1806e+21",
            "csc scipy.sparse._csc.csc_matrix (2, 3) 2 stored", "long_list list of 3000", "… and 2992 more",
            "text string \"проба 😀\\u{a}\\u0041\"", "records record {a: int32, b: float64} (1,)",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func anUnreadableItemDoesNotHideTheOthers() throws {
        let folder = try TemporaryFolder()
        var bytes = try Fixtures.bytes("stored.npz")
        let archive = try ZipArchive(ByteSlice(bytes), path: "a.npz")
        let entry = try #require(archive.entry("poses.npy"))
        bytes[entry.dataOffset + entry.size - 1] ^= 1
        let text = try describeArrayFile(at: folder.write(bytes, "a.npz"))
        #expect(text.contains("poses  unreadable") && text.contains("checksum is wrong"))
        #expect(text.contains("rate   float64"))
    }
}
