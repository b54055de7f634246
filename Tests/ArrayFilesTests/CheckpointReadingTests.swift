// PyTorch's checkpoints against the numbers PyTorch says are in them.
import ArrayFiles
import Arrays
import Files
import Foundation
import Testing

@Suite struct CheckpointReadingTests {
    /// The same numbers, whatever the types they are stored in.
    private func expectEqual(_ weights: StateDictionary, _ goldenPath: String) throws {
        let golden = try NamedArrays(contentsOf: goldenPath)
        #expect(Set(weights.names) == Set(golden.keys))
        for name in golden.keys {
            let (stored, expected) = (try #require(weights[name]), try golden.array(name))
            #expect(stored.shape == expected.shape, "\(name)")
            #expect(try stored.float64().elements == expected.float64().elements, "\(name)")
            #expect(try stored.floats() == expected.float32().elements, "\(name)")
            #expect(try stored.withFloats { Array($0) } == expected.float32().elements, "\(name)")
        }
    }

    @Test(arguments: ["mixed_zip.pt", "mixed_legacy.pt"]) func everyTypeAndEveryView(name: String) throws {
        let file = try TorchFile(contentsOf: try #require(Checkpoints.path(name)))
        #expect(file.format == (name.contains("zip") ? .archive : .legacy))
        let weights = try file.stateDictionary()
        try expectEqual(weights, try #require(Checkpoints.path("mixed.npz")))
        #expect(weights.names.prefix(3) == ["half", "bfloat16", "double"])
        #expect(weights["bfloat16"]?.dtype.description == "bfloat16")
        #expect(weights["int64"]?.dtype.description == "int64")
        try file.verify()
    }

    @Test(arguments: ["nested_zip.pt", "nested_legacy.pt"]) func plainValuesBesideTheTensors(name: String) throws {
        let file = try TorchFile(contentsOf: try #require(Checkpoints.path(name)))
        try expectEqual(file.stateDictionary(), try #require(Checkpoints.path("mixed.npz")))
        try expectEqual(file.stateDictionary(at: "state_dict"), try #require(Checkpoints.path("mixed.npz")))
        let root = file.root
        #expect(root["epoch"]?.int == 100)
        #expect(root["name"]?.string == "проба")
        #expect(root["lr"]?.double == 1e-4)
        #expect(root["flag"]?.bool == true)
        #expect(root["nothing"]?.isNone == true)
        #expect(root["big"]?.int == 1 << 40)
        #expect(root["neg"]?.int == -5)
        let list = try #require(root["list"]?.elements)
        #expect(list.count == 4 && list[0].int == 1 && list[1].double == 2.5 && list[2].string == "three")
        #expect(try list[3].array().floats() == [1, 2])
        #expect(root["tuple"]?.elements?[1].elements?[1].int == 3)
        #expect(problem { _ = try file.stateDictionary(at: "optimizer") }.contains("no key 'optimizer'"))
    }

    @Test func anOrderedDictionaryKeepsItsOrder() throws {
        let weights = try StateDictionary(contentsOf: try #require(Checkpoints.path("ordered_zip.pt")))
        #expect(weights.count > 0)
        #expect(weights.names.allSatisfy { weights[$0] != nil })
    }

    @Test(arguments: ["smog_zip", "smog_legacy", "motionclip_zip", "motionclip_legacy"])
    func trainedModels(folder: String) throws {
        guard let path = Checkpoints.path(folder + "/checkpoint_0100.pth.tar") else { return }
        let kind = folder.split(separator: "_")[0]
        let weights = try StateDictionary(contentsOf: path)
        try expectEqual(weights, try #require(Checkpoints.path("\(kind).npz")))
        let keys = try JSONValue(contentsOf: try #require(Checkpoints.path("\(kind)_keys.json")))
        #expect(weights.names == keys["order"]?.elements.compactMap(\.text))
        #expect(weights.part("encoder.").count + weights.part("decoder.").count == weights.count)
    }

    @Test func theStateOfATorchScriptModuleByThePathOfItsAttributes() throws {
        guard let path = Fixtures.optional("clip/clip_scripted_half.pt"),
            let goldenPath = Fixtures.optional("clip/clip_scripted_outputs.npz")
        else { return }
        let file = try TorchFile(contentsOf: path)
        #expect(file.format == .torchScript)
        let (weights, golden) = (try file.stateDictionary(), try NamedArrays(contentsOf: goldenPath))
        let states = golden.keys.filter { $0.hasPrefix("state.") }
        #expect(Set(weights.names.map { "state." + $0 }) == Set(states))
        for key in states {
            let (stored, expected) = (try #require(weights[String(key.dropFirst(6))]), try golden.array(key))
            #expect(stored.dtype == expected.dtype && stored.shape == expected.shape, "\(key)")
            #expect(try stored.float64().elements == expected.float64().elements, "\(key)")
        }
        #expect(try weights.number("context_length") == Double(weights["positional_embedding"]?.shape[0] ?? 0))
    }

    @Test func halvesOfEveryBitPatternAreWidenedExactly() throws {
        let all = (0...UInt16.max).map { $0 }
        var tensor = CraftedTensor(storageClass: "HalfStorage", stated: 65536, shape: [65536], strides: [1], elements: [])
        let raw = all.withUnsafeBytes { Array($0) }
        tensor.elements = stride(from: 0, to: raw.count, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(raw[place + $1]) << UInt32(8 * $1) })
        }
        let path = try TemporaryFolder().writeKept(tensor.bytes)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let found = try StateDictionary(contentsOf: path).floats("t", shape: [nil], allowsNonFinite: true)
        for (bits, value) in zip(all, found) {
            let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 0x3ff))
            let sign: Float = bits & 0x8000 == 0 ? 1 : -1
            switch exponent {
            case 31: #expect(fraction == 0 ? value == sign * .infinity : value.isNaN)
            case 0: #expect(value == sign * fraction * 0x1p-24 && value.sign == sign.sign)
            default: #expect(value == sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024))
            }
        }
    }

    @Test func wordsOfErrorsNameFileTensorAndShapes() throws {
        let path = try #require(Checkpoints.path("mixed_zip.pt"))
        let weights = try StateDictionary(contentsOf: path)
        let shape = problem { _ = try weights.floats("double", shape: [nil, 5]) }
        #expect(shape.contains(path) && shape.contains("tensor 'double'") && shape.contains("(3, 2)") && shape.contains("(any, 5)"))
        #expect(problem { _ = try weights.floats("decoder.x", shape: [7]) }.contains("no tensor 'decoder.x'; expected one of shape (7,)"))
        let all = problem { try weights.check([("half", [5, 7]), ("double", [1]), ("none", [2, nil])], allowing: { $0 != "bool" }) }
        #expect(all.contains("misses 'none' (2, any)") && all.contains("'double' has (3, 2) instead of (1,)") && all.contains("not expected: 'bool'"))
        #expect(!all.contains("half"))
    }

    @Test func weightsThatAreNotFiniteAreRefused() throws {
        var tensor = CraftedTensor()
        tensor.elements[5] = .nan
        tensor.elements[7] = .infinity
        let folder = try TemporaryFolder()
        let weights = try StateDictionary(contentsOf: folder.write(tensor.bytes, "nan.pt"))
        #expect(problem { _ = try weights.floats("t", shape: [4, 6]) }.contains("tensor 't' holds 2 values of NaN or infinity among its 24"))
        #expect(try weights.floats("t", shape: [4, 6], allowsNonFinite: true)[5].isNaN)
    }

    @Test func whatIsNoCheckpointIsToldByName() throws {
        let folder = try TemporaryFolder()
        func problemOf(_ bytes: [UInt8]) throws -> String {
            let path = try folder.write(bytes, "x.pt")
            return problem { _ = try StateDictionary(contentsOf: path) }
        }
        #expect(try problemOf([]).contains("is empty"))
        #expect(try problemOf([0x78, 0x5e] + Array(repeating: 7, count: 90)).contains("is compressed with zlib, as joblib's dumps may be"))
        #expect(try problemOf(Array("<!DOCTYPE html><html>".utf8)).contains("is a web page"))
        #expect(try problemOf([0x80, 2] + Array("}.".utf8)).contains("perhaps a Python pickle"))
        try TorchFile.write(["epoch": 3, "steps": [1, 2]], to: folder.file("plain.pt"))
        #expect(problem { _ = try StateDictionary(contentsOf: folder.file("plain.pt")) }.contains("no tensors by name"))
        #expect(try describeArrayFile(at: folder.file("plain.pt")).contains("a dictionary of 2"))
    }

    @Test func arraysOfNumPyAsAStateDictionary() throws {
        let weights = try StateDictionary(contentsOf: try #require(Checkpoints.path("mixed.npz")))
        #expect(try weights.floats("offset", shape: [4]).count == 4)
    }

    @Test func singlePrecisionIsUsedWhereItLies() throws {
        guard let path = Checkpoints.path("smog_zip/checkpoint_0100.pth.tar") else { return }
        let weights = try StateDictionary(contentsOf: path)
        for name in weights.names {
            let mapped = try #require(weights[name]?.mappedFloats, "\(name)")
            #expect(try mapped.withUnsafeBufferPointer { Array($0) } == weights.floats(name, shape: weights[name]?.shape ?? []))
        }
    }
}

extension TemporaryFolder {
    /// Writes a file that outlives the folder.
    func writeKept(_ bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "checkpoint-\(UUID().uuidString).pt"
        try OutputFile.write(bytes, to: path)
        return path
    }

    private static func tensors(_ names: [String], _ value: Float) -> TorchValue {
        .tensors(names.map { ($0, TensorData(shape: [1], [value])) })
    }

    @Test func ofSeveralSetsOfWeightsTheOneThatIsUsedIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("two.pt")
        let sets: TorchValue = ["model": Self.tensors(["module.a", "module.b"], 1), "model_ema": Self.tensors(["a", "b"], 2), "ema": 3, "epoch": 4]
        try TorchFile.write(sets, to: path)
        let wanted = try StateDictionary.choose(contentsOf: path, among: ["ema", "model_ema", "model"])
        #expect(wanted.key == "model_ema" && wanted.passedOver == ["model"] && wanted.stripped.isEmpty && wanted.weights.names == ["a", "b"])
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
        let folder = try TemporaryFolder()
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
        let folder = try TemporaryFolder()
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
