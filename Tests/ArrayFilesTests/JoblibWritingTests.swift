// Databases written entry by entry are what joblib would have written.
import ArrayFiles
import Files
import Foundation
import TestSupport
import Testing

@Suite struct JoblibWritingTests {
    private static let keys = ["vid_names", "thetas", "joints3d", "clip_images", "text_raw_labels", "n"]

    private func write(_ path: String, _ compression: JoblibCompression) throws {
        let writer = try JoblibListsWriter(path, keys: Self.keys, compression: compression)
        for (index, frames) in [3, 1, 0].enumerated() {
            try writer.append([
                .strings((0..<frames).map { "KIT_\(index)_ход\($0)" }),
                .array(TensorData(shape: [frames, 2], (0..<2 * frames).map { Double($0) / 3 })),
                .array(
                    TensorData(shape: [frames, 1, 3], of: Float.self) { sink in
                        for frame in 0..<frames { try [Float(frame), 0.5, -1].withUnsafeBufferPointer { try sink($0) } }
                    }),
                index == 1 ? .none : .array(TensorData(shape: [1, 2, 2, 3], (0..<12).map { UInt8($0) })),
                .objects((0..<frames).map { $0 == 1 ? .none : .string("walk and бег") }),
                .integer(index),
            ])
        }
        try writer.finish()
    }

    @Test(arguments: [true, false]) func aDatabaseIsReadBack(isCompressed: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("db.pt")
        try write(path, isCompressed ? .zlib(level: 3) : .none)
        #expect(try Folders.names(in: folder.path) == ["db.pt"])
        let file = try JoblibFile(contentsOf: path)
        #expect(file.compression == (isCompressed ? "zlib" : nil))
        let root = file.root
        #expect(root.pairs?.compactMap(\.key.string) == Self.keys)
        #expect(try root["vid_names"]?.elements?[0].array().strings() == ["KIT_0_ход0", "KIT_0_ход1", "KIT_0_ход2"])
        #expect(try root["thetas"]?.elements?[1].array().float64().elements == [0, 1.0 / 3])
        #expect(try root["joints3d"]?.elements?[0].array().float32().elements == [0, 0.5, -1, 1, 0.5, -1, 2, 0.5, -1])
        #expect(try root["joints3d"]?.elements?[2].array().shape == [0, 1, 3])
        #expect(root["clip_images"]?.elements?[1].isNone == true)
        #expect(root["n"]?.elements?.map(\.int) == [0, 1, 2])
        #expect(try describeArrayFile(at: path).contains("3 sequences, 4 frames"))
    }

    @Test func equalEntriesGiveEqualBytes() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b"] { try write(folder.file(name), .zlib(level: 3)) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("a"))) == Data(contentsOf: URL(fileURLWithPath: folder.file("b"))))
    }

    @Test func nothingIsLeftOfAFileGivenUp() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try JoblibListsWriter(folder.file("db.pt"), keys: ["a"])
            try writer.append([.strings(["x"])])
            #expect(problem { try writer.append([]) }.contains("one for each of a"))
            #expect(problem { try writer.append([.array(TensorData(shape: [2], [1] as [Float]))]) }.contains("'a'"))
        }
        #expect(try Folders.names(in: folder.path).isEmpty)
    }

    @Test(.enabled(if: Python.has("joblib")), arguments: [true, false]) func joblibReadsIt(isCompressed: Bool) throws {
        let folder = try TemporaryFolder()
        try write(folder.file("db.pt"), isCompressed ? .zlib(level: 3) : .none)
        let program = """
            import joblib, sys, warnings
            import numpy as np
            warnings.simplefilter("error")
            d = joblib.load(sys.argv[1])
            if sys.argv[2] == "map": m = joblib.load(sys.argv[1], mmap_mode="r"); assert all((a == b).all() for a, b in zip(d["thetas"], m["thetas"])); assert type(m["thetas"][0]) is np.memmap
            show = lambda x: (x.tolist(), str(x.dtype), x.shape) if hasattr(x, "dtype") else x
            print({k: [show(x) for x in v] for k, v in d.items()})
            """
        let output = try Python.run(program, [folder.file("db.pt"), isCompressed ? "" : "map"])
        #expect(
            output == """
                {'vid_names': [(['KIT_0_ход0', 'KIT_0_ход1', 'KIT_0_ход2'], '<U10', (3,)), (['KIT_1_ход0'], '<U10', (1,)), ([], '<U1', (0,))], \
                'thetas': [([[0.0, 0.3333333333333333], [0.6666666666666666, 1.0], [1.3333333333333333, 1.6666666666666667]], 'float64', (3, 2)), \
                ([[0.0, 0.3333333333333333]], 'float64', (1, 2)), ([], 'float64', (0, 2))], \
                'joints3d': [([[[0.0, 0.5, -1.0]], [[1.0, 0.5, -1.0]], [[2.0, 0.5, -1.0]]], 'float32', (3, 1, 3)), ([[[0.0, 0.5, -1.0]]], 'float32', (1, 1, 3)), \
                ([], 'float32', (0, 1, 3))], 'clip_images': [([[[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]], 'uint8', (1, 2, 2, 3)), None, \
                ([[[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]], 'uint8', (1, 2, 2, 3))], \
                'text_raw_labels': [(['walk and бег', None, 'walk and бег'], 'object', (3,)), (['walk and бег'], 'object', (1,)), ([], 'object', (0,))], 'n': [0, 1, 2]}

                """)
    }
}
