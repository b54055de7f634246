// What is written reads back the same, here and in NumPy.
import ArrayFiles
import Arrays
import Files
import Foundation
import TestSupport
import Testing

@Suite struct WritingTests {
    @Test func anNPYFileReadsBack() throws {
        let folder = try TemporaryFolder()
        for shape in [[], [6], [2, 3], [0, 3], [1, 2, 3]] {
            let count = shape.reduce(1, *)
            let array = NDArray(shape: shape, elements: (0..<count).map { Float($0) * 0.5 - 1 })
            try array.write(npy: folder.file("a.npy"))
            #expect(try StoredArray(contentsOf: folder.file("a.npy")).float32() == array)
        }
        try NDArray(shape: [2], elements: [Int.min, Int.max]).write(npy: folder.file("b.npy"))
        #expect(try StoredArray(contentsOf: folder.file("b.npy")).int64().elements == [.min, .max])
        try NDArray(shape: [2], elements: [true, false]).write(npy: folder.file("b.npy"))
        #expect(try StoredArray(contentsOf: folder.file("b.npy")).dtype.kind == .bool)
    }

    @Test func rowsAppendedOneByOneMakeTheWholeArray() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("vertices.npy")
        let writer = try NPYWriter(path, shape: [5, 4, 3], of: Float.self)
        for frame in 0..<5 { try writer.append((0..<12).map { Float(frame * 12 + $0) }) }
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.finish()
        #expect(try StoredArray(contentsOf: path).float32() == NDArray(shape: [5, 4, 3], elements: (0..<60).map(Float.init)))
    }

    @Test func tooFewOrTooManyValuesAreErrorsAndLeaveNoFile() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try NPYWriter(folder.file("a.npy"), shape: [2, 3], of: Float.self)
            try writer.append([1, 2, 3] as [Float])
            #expect(problem { try writer.finish() }.contains("got 3 values; expected the 6"))
            #expect(problem { try writer.append([1, 2, 3, 4] as [Float]) }.contains("more than the 6"))
            let archive = try NPZWriter(folder.file("a.npz"), compression: .stored)
            try archive.begin("x", shape: [2], of: Double.self)
            #expect(problem { try archive.finish() }.contains("key 'x' still misses 16 bytes"))
            #expect(problem { try archive.append([1, 2, 3] as [Double]) }.contains("more values than"))
            #expect(problem { _ = try NPYWriter(folder.file("b.npy"), shape: [-1], of: Float.self) }.contains("(-1,)"))
        }
        #expect(try Folders.names(in: folder.path) == [])
    }

    /// - Parameter wideFrom: sizes that are written in 64 bits.
    private func writeArchive(_ path: String, _ compression: ZipCompression, wideFrom: Int = 0xf000_0000) throws {
        let writer = try NPZWriter(path, compression: compression, wideFrom: wideFrom)
        try writer.add("poses", NDArray(shape: [100, 3], elements: (0..<300).map { Float($0) / 7 }))
        try writer.add("gender", string: "female")
        try writer.add("names", strings: ["a", "Żó\u{1f600}", ""])
        try writer.add("rate", number: 120.0)
        try writer.add("faces", NDArray(shape: [2, 3], elements: [0, 1, 2, 2, 1, 3] as [UInt32]))
        try writer.begin("rows/прыжок", shape: [1000, 3], of: Float.self)
        for row in 0..<1000 { try writer.append([Float(row), 0, 0]) }
        try writer.add("none", NDArray(shape: [0, 3], elements: [] as [Double]))
        #expect(problem { try writer.add("rate", number: 1) }.contains("written twice"))
        try writer.finish()
    }

    @Test(arguments: [ZipCompression.stored, .deflated], [0xf000_0000, 3000, 0])
    func anArchiveReadsBack(compression: ZipCompression, wideFrom: Int) throws {
        let folder = try TemporaryFolder()
        try writeArchive(folder.file("a.npz"), compression, wideFrom: wideFrom)
        let file = try NamedArrays(contentsOf: folder.file("a.npz"))
        #expect(file.keys == ["poses", "gender", "names", "rate", "faces", "rows/прыжок", "none"])
        #expect(try file.float32("poses", shape: [100, 3]).elements == (0..<300).map { Float($0) / 7 })
        #expect(try file.string("gender") == "female")
        #expect(try file.strings("names") == ["a", "Żó\u{1f600}", ""])
        #expect(try file.scalar("rate") == 120)
        #expect(try file.array("faces").dtype.description == "uint32")
        #expect(try file.float32("rows/прыжок", shape: [1000, 3])[999, 0] == 999)
        #expect(try file.float32("none", shape: [nil, 3]).count == 0)
        // The same arrays give the same bytes.
        try writeArchive(folder.file("b.npz"), compression, wideFrom: wideFrom)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: folder.file("a.npz"))) == Data(contentsOf: URL(fileURLWithPath: folder.file("b.npz")))
        )
    }

    @Test(.enabled(if: Python.hasNumPy), arguments: [ZipCompression.stored, .deflated], [0xf000_0000, 3000, 0])
    func numPyReadsTheArchive(compression: ZipCompression, wideFrom: Int) throws {
        let folder = try TemporaryFolder()
        try writeArchive(folder.file("a.npz"), compression, wideFrom: wideFrom)
        try NDArray(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6] as [Int16]).write(npy: folder.file("a.npy"))
        let program = """
            import sys, zipfile
            import numpy as np
            assert zipfile.ZipFile(sys.argv[1]).testzip() is None
            a = np.load(sys.argv[1])
            assert a['poses'].dtype == np.float32 and (a['poses'] == (np.arange(300, dtype=np.float32) / np.float32(7)).reshape(100, 3)).all()
            assert str(a['gender']) == 'female' and a['gender'].shape == ()
            assert a['names'].tolist() == ['a', 'Żó\\U0001f600', '']
            assert a['rate'] == 120 and a['faces'].dtype == np.uint32 and a['faces'].tolist() == [[0, 1, 2], [2, 1, 3]]
            assert (a['rows/прыжок'][:, 0] == np.arange(1000)).all() and a['none'].shape == (0, 3)
            b = np.load(sys.argv[2])
            assert b.dtype == np.int16 and b.tolist() == [[1, 2, 3], [4, 5, 6]]
            print('fine')
            """
        let output = try Python.run(program, [folder.file("a.npz"), folder.file("a.npy")])
        #expect(output == "fine\n")
    }
}
