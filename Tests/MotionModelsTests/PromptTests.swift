// Lines of prompts with lengths behind them.
import MotionModels
import TestSupport
import Testing

@Suite struct PromptTests {
    @Test func `lengths are frames, seconds, or left to the model`() throws {
        let form = PromptForm.lengths
        #expect(try form.prompt("a person walks#120") == MotionPrompt("a person walks", length: .frames(120)))
        #expect(try form.prompt("walk # 6.5s") == MotionPrompt("walk", length: .seconds(6.5)))
        #expect(try form.prompt("walk#NA") == MotionPrompt("walk") && form.prompt("walk") == MotionPrompt("walk"))
        let parts = try form.prompt("walk#4 | sit#2.5s | stand").parts
        #expect(parts == [.init("walk", length: .seconds(4)), .init("sit", length: .seconds(2.5)), .init("stand")])
        #expect(try PromptForm.story.prompt("walk#4") == MotionPrompt("walk", length: .seconds(4)))
        #expect(try PromptForm.words.prompt("walk#4 | run") == MotionPrompt("walk#4 | run"))
        for line in ["walk#-3", "#", "walk#", "#4", "a | | b", "walk#0", "walk#1e9", "walk#inf", "walk#nans", "walk#4.5"] {
            #expect(throws: PromptProblem.self, "\(line)") { try form.prompt(line) }
        }
    }

    @Test func `what is left of a time is shared by parts without one`() throws {
        let story = try PromptForm.lengths.prompt("walk#4 | sit | stand").lasting(.seconds(10), rate: 20)
        #expect(story.parts.map { $0.length } == [.seconds(4), .seconds(3), .seconds(3)])
        #expect(throws: PromptProblem.self) { try PromptForm.lengths.prompt("walk#4 | sit").lasting(.seconds(4), rate: 20) }
        #expect(try PromptForm.lengths.prompt("walk#40").lasting(.seconds(9), rate: 20).parts[0].length == .frames(40))
    }

    @Test func `the released program's way loses the lengths of files with several lines`() throws {
        let folder = try TestFolder()
        try folder.write("walk#40\nrun#60", "two.txt")
        try folder.write("walk#40", "one.txt")
        #expect(
            try PromptFile(contentsOf: folder.file("two.txt"), form: .lengths).prompts.map { $0.parts[0].length } == [
                .frames(40), .frames(60),
            ])
        let two = try PromptFile(contentsOf: folder.file("two.txt"), form: .lengths, isCompatible: true).prompts
        #expect(two.map(\.text) == ["walk", "run"] && two.allSatisfy { $0.parts[0].length == nil })
        let one = try PromptFile(contentsOf: folder.file("one.txt"), form: .lengths, isCompatible: true).prompts
        #expect(one[0].parts[0].length == .frames(40))
    }
}
