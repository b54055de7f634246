// PyTorch's checkpoints against the numbers PyTorch says are in them.
import ArrayFiles
import Arrays
import Files
import Foundation
import TestSupport
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
        let file = try TorchFile(contentsOf: Fixtures.path("checkpoints/" + name))
        #expect(file.format == (name.contains("zip") ? .archive : .legacy))
        let weights = try file.stateDictionary()
        try expectEqual(weights, Fixtures.path("checkpoints/mixed.npz"))
        #expect(weights.names.prefix(3) == ["half", "bfloat16", "double"])
        #expect(weights["bfloat16"]?.dtype.description == "bfloat16")
        #expect(weights["int64"]?.dtype.description == "int64")
        try file.verify()
    }

    @Test(arguments: ["nested_zip.pt", "nested_legacy.pt"]) func plainValuesBesideTheTensors(name: String) throws {
        let file = try TorchFile(contentsOf: Fixtures.path("checkpoints/" + name))
        try expectEqual(file.stateDictionary(), Fixtures.path("checkpoints/mixed.npz"))
        try expectEqual(file.stateDictionary(at: "state_dict"), Fixtures.path("checkpoints/mixed.npz"))
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
        let weights = try StateDictionary(contentsOf: Fixtures.path("checkpoints/ordered_zip.pt"))
        #expect(weights.count > 0)
        #expect(weights.names.allSatisfy { weights[$0] != nil })
    }

    @Test(
        .enabled(if: Fixtures.has("checkpoints/smog.npz", "checkpoints/motionclip.npz")),
        arguments: ["smog_zip", "smog_legacy", "motionclip_zip", "motionclip_legacy"])
    func trainedModels(folder: String) throws {
        let path = Fixtures.path("checkpoints/\(folder)/checkpoint_0100.pth.tar")
        let kind = folder.split(separator: "_")[0]
        let weights = try StateDictionary(contentsOf: path)
        try expectEqual(weights, Fixtures.path("checkpoints/\(kind).npz"))
        let keys = try JSONValue(contentsOf: Fixtures.path("checkpoints/\(kind)_keys.json"))
        #expect(weights.names == keys["order"]?.elements.compactMap(\.text))
        #expect(weights.part("encoder.").count + weights.part("decoder.").count == weights.count)
    }

    @Test(.enabled(if: Fixtures.has("clip/clip_scripted_half.pt", "clip/clip_scripted_outputs.npz")))
    func theStateOfATorchScriptModuleByThePathOfItsAttributes() throws {
        let file = try TorchFile(contentsOf: Fixtures.path("clip/clip_scripted_half.pt"))
        #expect(file.format == .torchScript)
        let (weights, golden) = (try file.stateDictionary(), try NamedArrays(contentsOf: Fixtures.path("clip/clip_scripted_outputs.npz")))
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
        let folder = try TestFolder()
        let path = try folder.write(tensor.bytes, "halves.pt")
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
        let path = Fixtures.path("checkpoints/mixed_zip.pt")
        let weights = try StateDictionary(contentsOf: path)
        let shape = problem { _ = try weights.floats("double", shape: [nil, 5]) }
        #expect(shape.contains(path) && shape.contains("tensor 'double'") && shape.contains("(3, 2)") && shape.contains("(any, 5)"))
        #expect(problem { _ = try weights.floats("decoder.x", shape: [7]) }.contains("no tensor 'decoder.x'; expected one of shape (7,)"))
        let all = problem { try weights.check([("half", [5, 7]), ("double", [1]), ("none", [2, nil])], allowing: { $0 != "bool" }) }
        #expect(
            all.contains("misses 'none' (2, any)") && all.contains("'double' has (3, 2) instead of (1,)")
                && all.contains("not expected: 'bool'"))
        #expect(!all.contains("half"))
    }

    @Test func weightsThatAreNotFiniteAreRefused() throws {
        var tensor = CraftedTensor()
        tensor.elements[5] = .nan
        tensor.elements[7] = .infinity
        let folder = try TemporaryFolder()
        let weights = try StateDictionary(contentsOf: folder.write(tensor.bytes, "nan.pt"))
        #expect(
            problem { _ = try weights.floats("t", shape: [4, 6]) }.contains("tensor 't' holds 2 values of NaN or infinity among its 24"))
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
        let weights = try StateDictionary(contentsOf: Fixtures.path("checkpoints/mixed.npz"))
        #expect(try weights.floats("offset", shape: [4]).count == 4)
    }

    @Test(.enabled(if: Fixtures.has("checkpoints/smog_zip"))) func singlePrecisionIsUsedWhereItLies() throws {
        let weights = try StateDictionary(contentsOf: Fixtures.path("checkpoints/smog_zip/checkpoint_0100.pth.tar"))
        for name in weights.names {
            let mapped = try #require(weights[name]?.mappedFloats, "\(name)")
            #expect(try mapped.withUnsafeBufferPointer { Array($0) } == weights.floats(name, shape: weights[name]?.shape ?? []))
        }
    }
}
