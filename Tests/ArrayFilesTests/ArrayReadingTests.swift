// Arrays out of .npy and .npz files: types, orders, versions, strings, records.
import ArrayFiles
import Arrays
import Files
import TestSupport
import Testing

@Suite struct ArrayReadingTests {
    @Test(arguments: ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"])
    func everyNumberTypeReadsInBothByteOrdersAndBothMemoryOrders(code: String) throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("dtypes.npz"))
        let second = code.hasPrefix("i") || code.hasPrefix("f") ? -1 : 1
        let expected = code == "b1" ? [0, 1, 1, 1, 1, 1] : [0, second, 2, 3, 4, 5]
        for key in ["\(code)_le", "\(code)_be", "\(code)_le_fortran", "\(code)_be_fortran"] {
            #expect(try file.int64(key, shape: [2, 3]) == NDArray(shape: [2, 3], elements: expected), "\(key)")
            #expect(try file.float32(key, shape: [nil, 3]).elements == expected.map(Float.init), "\(key)")
            #expect(try file.float64(key, shape: [2, nil]).elements == expected.map(Double.init), "\(key)")
            #expect(try file.array(key).float32().elements == expected.map(Float.init), "\(key)")
            var streamed: [Float] = []
            let shape = try file.forEachFloatChunk(key, shape: [nil, nil]) { start, values in
                #expect(start == streamed.count)
                streamed += values
            }
            #expect(shape == [2, 3])
            #expect(streamed == expected.map(Float.init), "\(key)")
        }
    }

    @Test func extremeValuesSurvive() throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("extremes.npz"))
        let halves = try file.float32("f2", shape: [8]).elements
        let singles = try file.float32("f2_as_f4", shape: [8]).elements
        #expect(halves.map(\.bitPattern) == singles.map(\.bitPattern))
        let f4 = try file.float32("f4", shape: [5]).elements
        #expect(f4[0].isNaN && f4[1] == .infinity && f4[2] == -.infinity && f4[3] == .leastNonzeroMagnitude && f4[4] == 3.4e38)
        #expect(try file.int64("i8", shape: [2]).elements == [.min, .max])
        #expect(try file.int64("u4", shape: [2]).elements == [4_294_967_295, 0])
        #expect(try file.float64("u8", shape: [1]).elements == [0x1p64])
        #expect(problem { _ = try file.int64("u8", shape: [1]) }.contains("key 'u8' holds values that are not whole numbers"))
        #expect(problem { _ = try file.int64("halves", shape: [2]) }.contains("key 'halves'"))
        #expect(try file.float32("empty", shape: [nil, 3]).shape == [0, 3])
        let cube = try file.float32("cube_fortran", shape: [2, 3, 4])
        #expect(cube.elements == (0..<24).map(Float.init))
    }

    @Test func typesWithoutASwiftNumberAreDescribedAndRefused() throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("extremes.npz"))
        #expect(try file.array("c16").dtype.description == "complex128")
        #expect(try file.array("f16").dtype.description == "float128")
        #expect(try file.array("m8").dtype.kind == .datetime)
        for key in ["c16", "f16", "m8"] {
            #expect(problem { _ = try file.float32(key, shape: [1]) }.contains("key '\(key)' has elements of type"))
            #expect(problem { _ = try file.array(key).strings() }.contains("expected strings"))
        }
    }

    @Test(arguments: [1, 2, 3]) func everyHeaderVersionReads(version: Int) throws {
        let array = try StoredArray(contentsOf: Fixtures.arrayFile("version\(version).npy"))
        #expect(try array.float32() == NDArray(shape: [2, 3], elements: [0, 1, 2, 3, 4, 5]))
    }

    @Test func headersOfOtherWritersRead() throws {
        let folder = try TemporaryFolder()
        func npy(_ header: String) throws -> StoredArray {
            let bytes: [UInt8] = [0x93] + Array("NUMPY\u{1}\u{0}".utf8) + [UInt8(header.utf8.count), 0] + Array(header.utf8)
            return try StoredArray(contentsOf: folder.write(bytes + [1, 0, 2, 0], "a.npy"))
        }
        for header in [
            "{'descr':'<i2','fortran_order':False,'shape':(2,)}", "{ \"shape\" : (2L,), 'fortran_order' : True , 'descr' : u'<i2' } \n",
            "{'shape': [2], 'descr': '<i2', 'extra': {'a': (None, 1.5, -3)}, 'fortran_order': False,}\0\0",
            "{'shape': (1, 2,), 'descr': '<i2', 'fortran_order': False}",
        ] {
            #expect(try npy(header).int64().elements == [1, 2], "\(header)")
        }
        for header in [
            "", "{", "{'descr': '<i2'}", "{'descr': '<i2', 'fortran_order': False, 'shape': (2,)", "__import__('os')",
            "{'descr': '<q9', 'fortran_order': False, 'shape': (2,)}",
            "{'descr': '<i2', 'fortran_order': 0, 'shape': (2,)}", "{'descr': '<i2', 'fortran_order': False, 'shape': (-2,)}",
            "{'descr': '<i2', 'fortran_order': False, 'shape': (3,)}", String(repeating: "[", count: 200),
            "{'descr': '<i2', 'fortran_order': False, 'shape': (9223372036854775807, 9, 0)}",
            "{'descr': '<i2', 'fortran_order': False, 'shape': (2,)} + 1",
            "{'descr': '|V99999999999', 'fortran_order': False, 'shape': (2,)}", "{'descr': '\\",
        ] {
            problem { _ = try npy(header) }
        }
    }

    @Test func stringsReadFromEveryKindOfArray() throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("texts.npz"))
        #expect(try file.string("gender") == "female")
        #expect(try file.string("gender_bytes") == "male")
        #expect(try file.string("gender_printed") == "neutral")
        #expect(try file.string("gender_object") == "female")
        #expect(try file.string("gender_object_bytes") == "female")
        #expect(try file.string("gender_in_list") == "female")
        #expect(try file.strings("big") == ["ab", "Żó\u{1f600}"])
        #expect(try file.strings("names") == ["one", "", "three"])
        #expect(try file.strings("name_bytes") == ["one", "ÿþ", ""])
        #expect(try file.strings("objects") == ["a", "b", "проба"])
        #expect(try file.scalar("rate") == 120)
        #expect(try file.scalar("rate_object") == 30)
        #expect(problem { _ = try file.string("names") }.contains("key 'names' has shape (3,); expected one string"))
        #expect(problem { _ = try file.string("rate") }.contains("key 'rate' has elements of type float64; expected strings"))
        #expect(problem { _ = try file.scalar("gender") }.contains("expected numbers"))
    }

    @Test func membersOfRecordsAreArrays() throws {
        let records = try StoredArray(contentsOf: Fixtures.arrayFile("records.npy"))
        #expect(records.shape == [3])
        #expect(try records.field("id").int64().elements == [1, 2, 3])
        let position = try records.field("position")
        #expect(position.dtype.isBigEndian)
        #expect(try position.float32() == NDArray(shape: [3, 3], elements: (0..<9).map(Float.init)))
        #expect(try records.field("name").strings() == ["a", "bc", "def"])
        #expect(try records.field("nested").field("x").float64().elements == [0.5, 1.5, 2.5])
        #expect(problem { _ = try records.field("none") }.contains("has no field 'none'"))
        #expect(problem { _ = try records.float32() }.contains("record {id: int32, position: float32, big-endian (3,)"))
    }

    @Test func aDictionaryInAnNPYFileIsAFileOfNamedArrays() throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile("results.npy"))
        #expect(file.keys == ["motion", "text", "lengths", "num_samples"])
        #expect(try file.float32("motion", shape: [nil, 3, 4]).elements == (0..<24).map(Float.init))
        #expect(try file.strings("text") == ["walk", "прыжок"])
        #expect(try file.int64("lengths", shape: [2]).elements == [4, 3])
        #expect(try file.scalar("num_samples") == 2)
    }

    @Test func objectArraysGiveTheirObjects() throws {
        let array = try StoredArray(contentsOf: Fixtures.arrayFile("objects.npy"))
        #expect(array.shape == [2, 2])
        #expect(array.dtype.kind == .object)
        #expect(problem { _ = try array.float32() }.contains("holds a string; expected numbers"))
        #expect(problem { _ = try NamedArrays(contentsOf: Fixtures.arrayFile("objects.npy")) }.contains("no names"))
    }

    @Test func errorsNameFileKeyAndShapes() throws {
        let path = Fixtures.arrayFile("stored.npz")
        let file = try NamedArrays(contentsOf: path)
        #expect(file.keys == ["poses", "rate"])
        #expect(file.contains("poses") && !file.contains("poses.npy"))
        #expect(
            problem { _ = try file.float32("poses", shape: [nil, 156]) }
                == "\(path): key 'poses' has shape (4, 3); expected (any, 156)")
        #expect(problem { _ = try file.float32("trans", shape: [nil, 3]) } == "\(path): has no key 'trans'; expected one of: poses, rate")
        #expect(problem { _ = try file.scalar("poses") }.contains("key 'poses' has shape (4, 3); expected one number"))
        #expect(problem { _ = try file.value("poses") }.contains("expected a single Python object"))
        #expect(problem { _ = try NamedArrays(contentsOf: path + "x") }.contains("no such file"))
        #expect(
            problem { _ = try NamedArrays(contentsOf: Fixtures.arrayFile("version1.npy")) }.contains(
                "holds one array of float32 (2, 3) and no names"))
        #expect(problem { _ = try StoredArray(contentsOf: path) }.contains("is a zip archive; expected an .npy file"))
    }

    @Test func filesOfAnotherKindAreToldApart() throws {
        let folder = try TemporaryFolder()
        for (text, words) in [
            ("", "is empty"), ("hello", "is of an unknown kind"), ("(this is text)\n", "perhaps a Python pickle"),
            ("<!DOCTYPE html><html>", "is a web page"), ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
            ("\u{1f}\u{8b}\u{8}", "is of an unknown kind"),
        ] {
            let path = try folder.write(Array(text.utf8), "file")
            #expect(problem { _ = try NamedArrays(contentsOf: path) }.contains(words))
            #expect(problem { _ = try describeArrayFile(at: path) } != "")
        }
        let path = try folder.write([0x1f, 0x8b, 8, 0], "file")
        #expect(problem { _ = try NamedArrays(contentsOf: path) }.contains("gunzip"))
        #expect(problem { _ = try NamedArrays(contentsOf: folder.path) }.contains("is a folder"))
    }
}
