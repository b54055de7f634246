// Files made to hurt, or hurt on the way: they end in an error, never in a crash, a hang or exhausted memory.
import ArrayFiles
import Arrays
import Files
import Foundation
import TestSupport
import Testing

@Suite struct HostileFileTests {
    /// For a longer search before a release: `SMOG_EFFORT=100`.
    static let effort = max(ProcessInfo.processInfo.environment["SMOG_EFFORT"].flatMap(Int.init) ?? 1, 1)

    @Test(arguments: Fixtures.allNames) func aFileCutShortAnywhereIsAnErrorNotACrash(name: String) throws {
        let folder = try TemporaryFolder()
        let bytes = try Fixtures.bytes(name)
        // An archive ends in its directory, a pickle in its stop, an array in its last element.
        for step in 0..<24 {
            let length = bytes.count * step / 24
            let path = try folder.write(Array(bytes.prefix(length)), "cut")
            #expect(throws: FileProblem.self, "\(length) of \(bytes.count) bytes") { try readEverything(path) }
        }
        for missing in 1...8 {
            let path = try folder.write(Array(bytes.dropLast(missing)), "cut")
            #expect(throws: FileProblem.self, "\(missing) bytes missing") { try readEverything(path) }
        }
    }

    @Test(arguments: Fixtures.allNames) func changedBytesNeverCrashTheReader(name: String) throws {
        let folder = try TemporaryFolder()
        let original = try Fixtures.bytes(name)
        var random = SeededGenerator(UInt64(original.count * Self.effort))
        for round in 0..<150 * Self.effort {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                // Half of the changes near the beginning, where headers and types are.
                let end = round.isMultiple(of: 2) ? bytes.count : min(bytes.count, 400)
                let place = Int.random(in: 0..<end, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                default: bytes[place] = [0, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
                }
            }
            let path = try folder.write(bytes, "changed")
            do { try readEverything(path) } catch is FileProblem {}
        }
    }

    @Test(arguments: Fixtures.allNames.filter { $0.hasSuffix(".pkl") })
    func changedPicklesWithinAnArchiveOfTheirOwnNeverCrashTheMachine(name: String) throws {
        let original = Array(try Fixtures.bytes(name).prefix(12_000))
        var random = SeededGenerator(UInt64(7 * Self.effort))
        for _ in 0..<300 * Self.effort {
            var bytes = original
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? PickleGraph.read(ByteSlice(bytes), file: name)
        }
    }

    @Test func lengthsBeyondTheFileAreRefused() {
        for prefix: [UInt8] in [
            [0x80, 2, 0x54, 0, 0, 0, 0x70],  // BINSTRING of 1.9 GB
            [0x80, 2, 0x54, 0xff, 0xff, 0xff, 0xff],  // of -1
            [0x80, 4, 0x8e, 0, 0, 0, 0x80, 0, 0, 0, 0],  // BINBYTES8 of 2 GB
            [0x80, 4, 0x8d] + Array(repeating: 0xff, count: 8),  // BINUNICODE8 of 2^64 - 1
            [0x80, 5, 0x96] + Array(repeating: 0x7f, count: 8),  // BYTEARRAY8
            [0x80, 4, 0x95] + Array(repeating: 0x7f, count: 8),  // FRAME
            [0x80, 2, 0x8b, 0xff, 0xff, 0xff, 0x7f],  // LONG4
            [0x80, 2, 0x58, 0, 0, 0, 0x80],  // BINUNICODE
        ] {
            let bytes = prefix + Array(repeating: 0x2e, count: 1000)
            let words = problem { _ = try PickleGraph.read(ByteSlice(bytes), file: "a.pkl") }
            #expect(words.contains("cut short") || words.contains("damaged"), "\(words)")
        }
    }

    @Test func aShapeLargerThanTheDataIsRefused() throws {
        let folder = try TemporaryFolder()
        for shape in ["(536870912,)", "(4611686018427387904, 2)", "(4611686018427387904, 4611686018427387904, 0)", "(-1,)", "(9,9,9,9,9)"] {
            let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
            let bytes = [0x93] + Array("NUMPY\u{1}\u{0}".utf8) + [UInt8(header.utf8.count), 0] + Array(header.utf8)
            let path = try folder.write(bytes + Array(repeating: 0, count: 1000), "a.npy")
            #expect(throws: FileProblem.self) { try StoredArray(contentsOf: path).float32() }
        }
    }

    @Test func aMillionNestedListsAreReadDescribedAndReleased() throws {
        let folder = try TemporaryFolder()
        let count = 1_000_000
        // [[[…]]] under a key, by APPEND; and the same of tuples, by TUPLE1.
        let lists =
            Array("}S'x'\n".utf8) + Array(repeating: 0x5d, count: count) + Array(repeating: 0x61, count: count - 1) + Array("s.".utf8)
        let tuples = [0x80, 2] + Array("}U\u{1}x)".utf8) + Array(repeating: 0x85, count: count) + Array("s.".utf8)
        for bytes in [lists, tuples] {
            let path = try folder.write(bytes, "deep.pkl")
            let text = try describeArrayFile(at: path)
            #expect(text.split(separator: "\n").count < 20)
            let file = try NamedArrays(contentsOf: path)
            #expect(problem { _ = try file.array("x") }.contains("nested too deeply"))
        }
    }

    @Test func containersThatHoldThemselvesEnd() throws {
        let folder = try TemporaryFolder()
        // a list in itself; a dictionary in itself; a chumpy variable whose value it is itself.
        for (name, text) in [
            ("list", "}S'x'\n]q\u{1}h\u{1}as."), ("dictionary", "}q\u{0}S'x'\nh\u{0}s."),
            ("variable", "}S'x'\n(cchumpy.ch\nCh\noq\u{1}}S'x'\nh\u{1}sbs."),
        ] {
            let path = try folder.write(Array(text.utf8), name)
            #expect(try describeArrayFile(at: path).split(separator: "\n").count < 40)
            let file = try NamedArrays(contentsOf: path)
            problem { _ = try file.array("x") }
        }
    }

    @Test func listsThatReferToEachOtherManyTimesAreNotMultipliedOut() throws {
        let folder = try TemporaryFolder()
        // Level n holds level n-1 ten times: ten to the thirty members in 900 bytes.
        var bytes = Array("}S'x'\n](K\u{1}K\u{2}K\u{3}eq\u{0}0".utf8)
        for level in 1...30 {
            bytes +=
                [0x5d, 0x28] + Array(repeating: [0x68, UInt8(level - 1)], count: 10).flatMap { $0 } + [0x65, 0x71, UInt8(level), 0x30]
        }
        bytes += [0x68, 30, 0x73, 0x2e]
        let path = try folder.write(bytes, "laughs.pkl")
        let file = try NamedArrays(contentsOf: path)
        #expect(problem { _ = try file.array("x") }.contains("more members than the file can hold"))
        #expect(try describeArrayFile(at: path).split(separator: "\n").count <= 500)
    }

    @Test func recordTypesThatHoldEachOtherManyTimesAreNotMultipliedOut() throws {
        // A record of ten fields of a record of ten fields …, twelve levels; the array itself is empty.
        func dtype(_ field: String, level: Int) -> String {
            let names = (0..<10).map { "S'f\($0)'\n" }.joined()
            let fields = (0..<10).map { "S'f\($0)'\n(\(field)I0\nt" }.joined()
            return "(cnumpy\ndtype\nS'V8'\noq\(Unicode.Scalar(UInt8(level)))(I3\nS'|'\nN(\(names)t(\(fields)dI8\nI1\nI0\ntb"
        }
        // The first field makes the inner record, the others refer to it.
        var type = "(cnumpy\ndtype\nS'f8'\noq\u{1}"
        for level in 2...12 {
            let inner = type
            let whole = dtype("h\(Unicode.Scalar(UInt8(level - 1)))", level: level)
            type = whole.replacingOccurrences(of: "(S'f0'\n(h\(Unicode.Scalar(UInt8(level - 1)))", with: "(S'f0'\n(\(inner)")
        }
        let text = "}S'x'\ncnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I0\nt\(type)I00\nS''\ntbs."
        let folder = try TemporaryFolder()
        let file = try NamedArrays(contentsOf: folder.write(Array(text.utf8), "a.pkl"))
        #expect(problem { _ = try file.array("x") }.contains("too many fields"))
    }

    @Test func oneLongStringInManyPlacesIsNotReadManyTimes() throws {
        let folder = try TemporaryFolder()
        // A list of 100 000 references to one call that makes bytes of a megabyte of text.
        let long = Array(repeating: UInt8(ascii: "a"), count: 1 << 20)
        let call = Array("c_codecs\nencode\n(X".utf8) + [0, 0, 0x10, 0] + long + Array("S'latin1'\ntRq".utf8) + [1]
        let bytes =
            Array("}S'x'\n](".utf8) + call + Array(repeating: [0x68, 1] as [UInt8], count: 100_000).flatMap { $0 } + Array("es.".utf8)
        let file = try NamedArrays(contentsOf: folder.write(bytes, "a.pkl"))
        let array = try file.array("x")
        #expect(array.shape == [100_001])
        #expect(problem { _ = try array.strings() }.contains("more than 256 MB of text"))
    }

    @Test func aSparseMatrixTooBigToFillInIsRefused() throws {
        let folder = try TemporaryFolder()
        for shape in ["I1000000\nI1000000\n", "I-1\nI5\n", "I9223372036854775807\nI2\n"] {
            let text = "}S'x'\n(cscipy.sparse\ncsc_matrix\no}S'_shape'\n(\(shape)tsbs."
            let file = try NamedArrays(contentsOf: folder.write(Array(text.utf8), "a.pkl"))
            #expect(problem { _ = try file.array("x") }.contains("key 'x' is a sparse matrix"))
        }
    }

    @Test func aMemoIndexBeyondReasonCostsNothingAndAMissingOneIsAnError() {
        let far: [UInt8] = [0x5d, 0x72, 0xff, 0xff, 0xff, 0xff, 0x6a, 0xff, 0xff, 0xff, 0xff, 0x2e]
        #expect(throws: Never.self) { try PickleGraph.read(ByteSlice(far), file: "a.pkl") }
        #expect(problem { _ = try PickleGraph.read(ByteSlice([0x68, 5, 0x2e]), file: "a.pkl") }.contains("does not hold"))
        #expect(problem { _ = try PickleGraph.read(ByteSlice(Array("g-1\n.".utf8)), file: "a.pkl") } != "")
    }

    @Test func instructionsWithoutOperandsAreErrors() {
        for code in UInt8.min...UInt8.max {
            for prefix: [UInt8] in [[], [0x28], [0x4e], [0x28, 0x4e], [0x5d], [0x4e, 0x4e, 0x4e]] {
                _ = try? PickleGraph.read(ByteSlice(prefix + [code, 0x2e]), file: "a.pkl")
            }
            problem { _ = try PickleGraph.read(ByteSlice([code]), file: "a.pkl") }
        }
        #expect(problem { _ = try PickleGraph.read(ByteSlice([0x80, 6]), file: "a.pkl") }.contains("protocol 6; expected 0 to 5"))
        #expect(problem { _ = try PickleGraph.read(ByteSlice([0x80, 5, 0x97]), file: "a.pkl") }.contains("out of band"))
        #expect(problem { _ = try PickleGraph.read(ByteSlice([0x82, 1]), file: "a.pkl") }.contains("extension registry"))
        #expect(problem { _ = try PickleGraph.read(ByteSlice([0xff]), file: "a.pkl") }.contains("unknown instruction 255"))
    }
}
