// Views of a storage: what each element must be, and that none outside is ever touched.
import ArrayFiles
import Files
import TestSupport
import Testing

@Suite struct TensorViewTests {
    @Test func anyViewHasTheElementsItsNumbersSay() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(11)
        var (inside, outside) = (0, 0)
        for _ in 0..<400 {
            let axes = Int.random(in: 0...4, using: &random)
            var tensor = CraftedTensor()
            tensor.shape = (0..<axes).map { _ in Int.random(in: 0...4, using: &random) }
            tensor.strides = (0..<axes).map { _ in Int.random(in: 0...7, using: &random) }
            tensor.offset = Int.random(in: 0...8, using: &random)
            let indices = tensor.shape.reduce([[]] as [[Int]]) { all, length in
                all.flatMap { index in (0..<length).map { index + [$0] } }
            }
            let places = indices.map { zip($0, tensor.strides).reduce(tensor.offset) { $0 + $1.0 * $1.1 } }
            let path = try folder.write(tensor.bytes, "view.pt")
            if places.allSatisfy({ $0 < 24 }) {
                inside += 1
                let found = try StateDictionary(contentsOf: path).tensor("t", shape: tensor.shape)
                #expect(found.elements == places.map(Float.init), "\(tensor.shape) \(tensor.strides) \(tensor.offset)")
            } else {
                outside += 1
                #expect(problem { _ = try StateDictionary(contentsOf: path) }.contains("lies outside of its 24 stored elements"))
            }
        }
        #expect(inside > 100 && outside > 20)
    }

    @Test(arguments: [
        ([4, 6], [6, 1], -1), ([4, 6], [-6, 1], 20), ([4, 6], [6, 1], 1), ([4, 6], [6, 1], Int.max), ([Int.max], [1], 0),
        ([Int.max, Int.max], [0, 0], 0), ([3], [Int.max / 2 + 1], 0), ([2, 2], [Int.max, Int.max], 0), ([-4, 6], [6, 1], 0),
        ([1 << 62], [0], 0), ([1 << 40], [0], 3), ([25], [1], 0), ([], [], 24), ([2], [1, 1], 0), ([1], [], 0),
    ]) func absurdViewsAreRefused(shape: [Int], strides: [Int], offset: Int) throws {
        let folder = try TemporaryFolder()
        let tensor = CraftedTensor(offset: offset, shape: shape, strides: strides)
        let path = try folder.write(tensor.bytes, "absurd.pt")
        #expect(problem { _ = try StateDictionary(contentsOf: path) }.contains("tensor 't'"))
    }

    @Test func anAxisOfOneMayHaveAnyStride() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(CraftedTensor(shape: [1, 3], strides: [Int.max, 1]).bytes, "one.pt")
        #expect(try StateDictionary(contentsOf: path).floats("t", shape: [1, 3]) == [0, 1, 2])
    }

    @Test func storagesThatAreMissingTooShortOrStrangeAreTold() throws {
        let folder = try TemporaryFolder()
        func problemOf(_ change: (inout CraftedTensor) -> Void) throws -> String {
            var tensor = CraftedTensor()
            change(&tensor)
            let path = try folder.write(tensor.bytes, "strange.pt")
            return problem { _ = try StateDictionary(contentsOf: path) }
        }
        #expect(try problemOf { $0.elements.removeLast() }.contains("cut short in the storage 'k'"))
        #expect(try problemOf { $0.statedInFront = 23 }.contains("another length than its tensors say"))
        #expect(try problemOf { $0.stated = Int.max }.contains("claims \(Int.max) elements"))
        #expect(try problemOf { $0.stated = -1 }.contains("does not say where its elements are"))
        #expect(try problemOf { $0.listedKey = "other" }.contains("lists a storage of which it says nothing else"))
        #expect(try problemOf { $0.storageClass = "QInt8Storage" }.contains("QInt8Storage; expected plain numbers"))
        #expect(
            try problemOf {
                $0.stated = 1 << 60
                $0.statedInFront = 1 << 60
            }.contains("cut short"))
    }
}
