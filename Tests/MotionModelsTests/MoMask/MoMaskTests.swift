// MoMask as a whole: the released tree of files, motions of several lengths, inpainting.
import Arrays
import Foundation
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MoMaskTests {
    private let tree = Fixtures.path("momask/checkpoints/t2m")

    private func conditions(_ model: MoMask) -> Tensor {
        let width = model.conditionWidth
        return Tensor((0..<2 * width).map { Float(($0 * 7) % 11) / 11 - 0.5 }, shape: [2, width])
    }

    @Test func theReleasedTreeIsReadAndMakesMotionsThatDoNotDependOnEachOther() throws {
        let files = try MoMaskFiles(tree)
        #expect(MoMaskFiles.areIn(tree) && files.residualTransformer != nil && files.lengthEstimator != nil && files.notes.isEmpty)
        let model = try MoMask(files)
        let short = MoMask.Request(segments: [MoMask.Segment(condition: 0, tokens: 9)], key: 1)
        let long = MoMask.Request(
            segments: [MoMask.Segment(condition: 1, tokens: 60), MoMask.Segment(condition: 0, tokens: 5)], key: 2)
        let tokens = model.tokens([short, long], conditions: conditions(model))
        #expect(tokens.map(\.count) == [9, 65])
        #expect(model.tokens([long], conditions: conditions(model))[0] == tokens[1])
        let features = model.features(of: tokens)
        #expect(features.map(\.shape) == [[36, 263], [260, 263]])
        let areFinite = features.map(\.isFinite)
        #expect(areFinite == [true, true])
    }

    private func source(_ frames: Int, _ sections: [Range<Int>]) -> MoMask.Source {
        MoMask.Source(
            features: NDArray(shape: [frames, 263], elements: (0..<frames * 263).map { Float(($0 * 31) % 17) / 17 }), sections: sections)
    }

    @Test func inpaintingLeavesWhatIsNotEditedAsItWas() throws {
        let model = try MoMask(try MoMaskFiles(tree))
        let frames = 230
        let source = source(frames, [20..<60, 200..<frames])
        let made = model.inpainted(source, condition: 0, conditions: conditions(model), key: 3, options: MoMask.Options())
        #expect(made.shape == source.features.shape)
        for frame in 0..<frames {
            let range = frame * 263..<(frame + 1) * 263
            let isSame = Array(made.elements[range]) == Array(source.features.elements[range])
            #expect(isSame == !source.sections.contains { $0.contains(frame) }, "frame \(frame)")
        }
    }

    @Test func editsAreTheSameOnAnyThreadsAndOthersForOtherKeysAndBaseTokens() throws {
        let model = try MoMask(try MoMaskFiles(tree))
        let source = source(90, [20..<60])
        func made(_ key: UInt64, usesResidual: Bool = true) -> [Float] {
            model.inpainted(
                source, condition: 1, conditions: conditions(model), key: key, options: MoMask.Options(), usesResidual: usesResidual
            ).elements
        }
        expectSameBitsOnAnyThreads { [made(5)] }
        #expect(made(5) != made(6) && made(5) != made(5, usesResidual: false))
    }

    /// The Python code decodes everything, and its result is whole tokens long.
    @Test func theOriginalsWayChangesEverything() throws {
        let model = try MoMask(try MoMaskFiles(tree))
        let source = source(90, [20..<60])
        for usesResidual in [false, true] {
            let made = model.inpaintedAsOriginal(
                source, condition: 0, conditions: conditions(model), key: 3, options: MoMask.Options(), usesResidual: usesResidual)
            #expect(made.shape == [88, 263])
            let changed = (0..<88).count { frame in
                let range = frame * 263..<(frame + 1) * 263
                return Array(made.elements[range]) != Array(source.features.elements[range])
            }
            #expect(changed == 88)
        }
        // Nothing but the length is cut of what is longer than it has ever seen.
        let long = model.inpaintedAsOriginal(
            self.source(230, [20..<60]), condition: 0, conditions: conditions(model), key: 3, options: MoMask.Options(), usesResidual: true)
        #expect(long.shape == [196, 263])
    }

    @Test func aMotionGoesOnWhereMoreFramesAreAskedFor() throws {
        let model = try MoMask(try MoMaskFiles(tree))
        let longer = source(50, [10..<20]).extended(to: 80)
        #expect(longer.sections == [10..<20, 50..<80] && longer.features.shape == [80, 263])
        #expect(source(50, [40..<50]).extended(to: 80).sections == [40..<80])
        let made = model.inpainted(longer, condition: 0, conditions: conditions(model), key: 3, options: MoMask.Options())
        #expect(made.elements.prefix(10 * 263) == longer.features.elements.prefix(10 * 263))
        #expect(made.elements.suffix(263) != longer.features.elements.suffix(263))
    }

    @Test func aPartThatIsMissingIsNamedWithItsPlace() throws {
        let folder = try TestFolder()
        let copy = folder.file("t2m")
        try FileManager.default.copyItem(atPath: tree, toPath: copy)
        try FileManager.default.removeItem(atPath: copy + "/tres_nlayer8_ld384_ff1024_rvq6ns_cdp0.2_sw")
        let notes = try MoMaskFiles(copy).notes
        #expect(notes.count == 1 && notes[0].contains("no residual transformer"))
        try FileManager.default.removeItem(atPath: copy + "/t2m_nlayer8_nhead6_ld384_ff1024_cdp0.1_rvq6ns")
        let said = problem { _ = try MoMaskFiles(copy) }
        #expect(said.contains("masked transformer") && said.contains("model/latest.tar"), "\(said)")
        #expect(problem { _ = try MoMaskFiles(folder.file("nothing")) }.contains("no parts of MoMask"))
    }
}
