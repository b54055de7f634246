// Pictures in training: bytes, as many as may be kept; a damaged one is named.
import Arrays
import Datasets
import Files
import Foundation
import Learning
import Pictures
import Testing
import Training

@Suite struct PictureCacheTests {
    /// A picture of each chunk in files of their own, all different.
    private func items(_ folder: TemporaryFolder, stored: Bool = false) throws -> MotionItems {
        var sequence = SoundDefaultsTests.made(frames: 400)
        var bytes: [UInt8] = []
        for chunk in 0..<4 {
            let pixels = (0..<40 * 30 * 3).map { UInt8(truncatingIfNeeded: $0 &* (chunk + 3)) }
            let path = folder.file("picture_\(chunk).png")
            try PNG.write(try Image(width: 40, height: 30, format: .rgb8, pixels: pixels), to: path)
            sequence.imagePaths.append(path)
            bytes += pixels
        }
        if stored {
            sequence.images = SequenceImages(NDArray(shape: [4, 30, 40, 3], elements: bytes))
            let path = folder.file("db_train.pt")
            try MotionDatabase(sequences: [sequence]).write(to: path)
            for file in sequence.imagePaths { unlink(file) }
            return try MotionItems(MotionDatabase(contentsOf: path), ItemOptions())
        }
        return try MotionItems(MotionDatabase(sequences: [sequence]), ItemOptions())
    }

    @Test("What is given does not depend on how much is kept") func limits() throws {
        let folder = try TemporaryFolder()
        let items = try items(folder)
        let order = [0, 3, 1, 1, 2, 0, 3]
        let roomy = PictureCache(items, resolution: 16), tight = PictureCache(items, resolution: 16, limit: 2 * 16 * 16 * 3),
            none = PictureCache(items, resolution: 16, limit: 0)
        for chunk in order {
            let expected = try #require(try roomy.pixels(of: [chunk]))
            #expect(try tight.pixels(of: [chunk])?.elements == expected.elements && none.pixels(of: [chunk])?.elements == expected.elements)
        }
        // Bytes, not numbers of four.
        #expect(roomy.bytes == 4 * 16 * 16 * 3 && tight.bytes == 2 * 16 * 16 * 3 && none.bytes == 0)
    }

    @Test("Pictures of a database's file are those of the files it was made from, which need not be there") func stored() throws {
        let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
        let files = PictureCache(try items(one), resolution: 16), database = PictureCache(try items(other, stored: true), resolution: 16)
        let expected = try #require(try files.pixels(of: [0, 1, 2, 3]))
        #expect(try database.pixels(of: [0, 1, 2, 3])?.elements == expected.elements)
    }

    @Test("A damaged picture is an error that names it, not a white one") func damaged() throws {
        let folder = try TemporaryFolder()
        let items = try items(folder)
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.file("picture_2.png")))
        let cache = PictureCache(items, resolution: 16)
        _ = try cache.pixels(of: [0, 1])
        let problem = #expect(throws: FileProblem.self) { try cache.pixels(of: [1, 2]) }
        #expect(problem?.file.hasSuffix("picture_2.png") == true && problem?.description.contains("Set_1_made_poses") == true)
    }
}
