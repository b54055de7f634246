// Motions go from one process to another and stay what they are, to the last bit.
import Arrays
import Motions
import Testing

@Suite struct MotionBytesTests {
    private let motion = Motion(
        name: "walk", layout: .smplh, frameRate: 59.94, poses: NDArray(shape: [2, 52, 3], elements: (0..<312).map { Float($0) / 7 }),
        translations: NDArray(shape: [2, 3], elements: [0, 1, 2, 3, 4, .pi]), betas: [0.1, -0.2], gender: .female, label: "ein Gang, 歩く",
        source: MotionSource(file: "a/b.bvh", format: "BVH", kind: .bvh), notes: ["one", "two"])

    @Test func nothingIsLost() throws {
        var plain = motion
        plain.label = nil
        plain.betas = []
        let read = try #require(Motion.motions(bytes: Motion.bytes([motion, plain])))
        #expect(read.count == 2)
        #expect(read[0].poses.elements == motion.poses.elements && read[0].translations.elements == motion.translations.elements)
        #expect(read[0].name == "walk" && read[0].layout == .smplh && read[0].frameRate == 59.94 && read[0].betas == [0.1, -0.2])
        #expect(
            read[0].gender == .female && read[0].label == "ein Gang, 歩く" && read[0].source == motion.source
                && read[0].notes == ["one", "two"])
        #expect(read[1].label == nil && read[1].betas.isEmpty)
        #expect(Motion.motions(bytes: Motion.bytes([]))?.isEmpty == true)
    }

    @Test func whatIsCutIsNotTakenForMotions() {
        let bytes = Motion.bytes([motion])
        for count in stride(from: 0, to: bytes.count, by: 37) { #expect(Motion.motions(bytes: Array(bytes[..<count])) == nil) }
    }
}
