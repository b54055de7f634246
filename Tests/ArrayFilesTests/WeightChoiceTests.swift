// The weights that are meant, among several sets and behind wrappers.
import ArrayFiles
import TestSupport
import Testing

@Suite struct WeightChoiceTests {
    private static func tensors(_ names: [String], _ value: Float) -> TorchValue {
        .tensors(names.map { ($0, TensorData(shape: [1], [value])) })
    }

    @Test func ofSeveralSetsOfWeightsTheOneThatIsUsedIsNamed() throws {
        let folder = try TestFolder()
        let path = folder.file("two.pt")
        let sets: TorchValue = [
            "model": Self.tensors(["module.a", "module.b"], 1), "model_ema": Self.tensors(["a", "b"], 2), "ema": 3, "epoch": 4,
        ]
        try TorchFile.write(sets, to: path)
        let wanted = try StateDictionary.choose(contentsOf: path, among: ["ema", "model_ema", "model"])
        #expect(
            wanted.key == "model_ema" && wanted.passedOver == ["model"] && wanted.stripped.isEmpty && wanted.weights.names == ["a", "b"])
        #expect(try wanted.weights.number("a") == 2)
        #expect(wanted.notes == ["the weights are those under 'model_ema'; the file also has 'model'"])
        let other = try StateDictionary.choose(contentsOf: path, among: ["model"])
        #expect(other.key == "model" && other.passedOver.isEmpty && other.stripped == ["module."] && other.weights.names == ["a", "b"])
        #expect(try other.weights.number("a") == 1 && other.notes == ["the names of the weights begin with 'module.', which is taken off"])
        // None of the candidates: the file's own, found as ever.
        let usual = try StateDictionary.choose(contentsOf: path, among: ["net", "trans"])
        #expect(usual.key == nil && usual.weights.names == ["a", "b"] && usual.notes.count == 1)
    }

    @Test func setsInFilesWithoutDictionariesHaveTheirNameBeforeEachTensor() throws {
        let folder = try TestFolder()
        let path = folder.file("two.safetensors")
        let names = ["net.a", "net.b", "ema.a", "ema.b"]
        try SafeTensorsFile.write(names.map { ($0, TensorData(shape: [1], [$0.hasPrefix("ema") ? 2 : 1] as [Float])) }, to: path)
        let choice = try StateDictionary.choose(contentsOf: path, among: ["ema", "net"])
        #expect(choice.key == "ema" && choice.passedOver == ["net"] && choice.weights.names == ["a", "b"])
        #expect(try choice.weights.number("b") == 2)
        // One of them alone is a part of the model.
        let part = try StateDictionary.choose(contentsOf: path, among: ["net"])
        #expect(part.key == nil && part.weights.names == names && part.notes.isEmpty)
    }

    @Test func wrappersAreTakenOffWhereAllNamesHaveThem() throws {
        let folder = try TestFolder()
        func unwrapped(_ names: [String]) throws -> (weights: StateDictionary, stripped: [String]) {
            try TorchFile.write(Self.tensors(names, 1), to: folder.file("w.pt"))
            return try StateDictionary(contentsOf: folder.file("w.pt")).unwrapped()
        }
        let twice = try unwrapped(["module._orig_mod.model.a", "module._orig_mod.model.b.c"])
        #expect(twice.stripped == ["module.", "_orig_mod.", "model."] && twice.weights.names == ["a", "b.c"])
        // Errors tell whole names.
        #expect(problem { _ = try twice.weights.floats("x", shape: [1]) }.contains("'module._orig_mod.model.x'"))
        for names in [["module.a", "b"], ["modules.a", "modules.b"], ["model.a", "model."], ["a"]] {
            let same = try unwrapped(names)
            #expect(same.stripped.isEmpty && same.weights.names == names)
        }
    }

    /// It was freed twice where zlib would not start.
    @Test func aDecoderThatCannotStartIsFreedOnce() {
        for _ in 0..<100 { #expect(problem { _ = try ZlibDecoder(path: "x.joblib", version: "0.9") }.contains("cannot be started")) }
    }
}
