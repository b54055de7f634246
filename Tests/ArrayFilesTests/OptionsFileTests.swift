// opt.yaml as PyYAML writes it, and ours as PyYAML reads it.
import ArrayFiles
import Files
import TestSupport
import Testing

@Suite struct OptionsFileTests {
    /// `yaml.dump` of all kinds of values, some of which only Python knows.
    private static let pyYAML = """
        bytes: !!binary |
          YWJj
        colon: 'a: b'
        dev2: !!python/object/apply:torch.device
        - cpu
        device: !!python/object/apply:torch.device
        - cuda
        - 0
        dtype: !!python/name:torch.float32 ''
        e: ''
        e2: {}
        empty: []
        f: 0.0001
        f2: 1.0e-05
        hash: 'a # b'
        inf: .inf
        long: 'word and word and word and word and word and word and word and word and word
          and word and # word
          # no comment '
        plain: word and word
          and word
        multi: 'a

          b

          '
        neg: -1
        nested:
          a:
            b:
            - c: 1
              d: 2
            - - 1
              - 2
        none: null
        np: !!python/object/apply:numpy._core.multiarray.scalar
        - !!python/object/apply:numpy.dtype
          args:
          - f8
          - false
          - true
          state: !!python/tuple
          - 3
          - <
          - null
        - !!binary |
          AAAAAAAACEA=
        ns: !!python/object:argparse.Namespace
          a: 1
          b:
          - 1
        num: '123'
        od: !!python/object/apply:collections.OrderedDict
        - - - a
            - 1
        q: it's
        quoted: 'yes'
        shared: &id001
        - 1
        - 2
        shared2: *id001
        # a remark
        t: !!python/tuple
        - 1
        - 2  # another
        tab: "a\\tb \\u043F\\
          \\ more"
        flow: [1, 'x, y', {a: b, "c": [
          2.5]}]
        text: >-
          folded
          text
        last: yes
        """

    @Test func whatPyYAMLWritesIsRead() throws {
        let options = try OptionsFile(Self.pyYAML, path: "opt.yaml")
        #expect(options["bytes"]?.string == "YWJj\n" && options["colon"]?.string == "a: b" && options["dev2"] == ["cpu"])
        #expect(options["device"] == ["cuda", 0] && options["dtype"] == "" && options["e"] == "")
        #expect(options["e2"] == .dictionary([]) && options["empty"] == [])
        #expect(options["f"]?.double == 1e-4 && options["f2"]?.double == 1e-5 && options["inf"]?.double == .infinity)
        #expect(options["hash"] == "a # b" && options["neg"]?.int == -1 && options["none"] == OptionValue.none)
        #expect(options["long"]?.string == String(repeating: "word and ", count: 10) + "# word # no comment ")
        #expect(options["plain"] == "word and word and word" && options["multi"] == "a\nb\n")
        #expect(options["nested"] == ["a": ["b": [["c": 1, "d": 2], [1, 2]]]])
        #expect(options["np"]?.items?[0]["state"] == [3, "<", nil])
        #expect(options["ns"]?["b"] == [1] && options["num"] == "123" && options["od"] == [[["a", 1]]])
        #expect(options["q"] == "it's" && options["quoted"] == "yes" && options["shared2"] == [1, 2] && options["t"] == [1, 2])
        #expect(options["tab"] == "a\tb п more" && options["flow"] == [1, "x, y", ["a": "b", "c": [2.5]]])
        #expect(options["text"] == "folded text" && options["last"] == true)
    }

    @Test(.enabled(if: Fixtures.has("checkpoints/smog_zip", "checkpoints/motionclip_zip")), arguments: ["smog_zip", "motionclip_zip"])
    func theOptionsOfATrainedModel(folder: String) throws {
        let path = Fixtures.path("checkpoints/\(folder)/checkpoint_0100.pth.tar")
        let options = try #require(try OptionsFile.beside(checkpoint: path))
        let width = try StateDictionary(contentsOf: path)["encoder.muQuery"]?.shape.last
        #expect(
            width != nil && options["latent_dim"]?.int == width && options["pose_rep"]?.string == "rot6d" && options["glob"]?.bool == true)
        #expect(options["glob_rot"]?.items?[0].double == 3.141592653589793)
        #expect(options["lambdas"]?["rcxyz"]?.double != nil && options["lambdas"]?["rcxyz"] == options["lambda_rcxyz"])
        #expect(options["clip_training"] == "" && options["losses"]?.items?.count == 3 && options.keys.first == "activation")
    }

    private static let written: [OptionValue.Option] = [
        .init("plain", "rot6d"), .init("yes", "no"), .init("number", "12"), .init("float", 1e-5), .init("whole", 100.0), .init("big", 1e20),
        .init("int", -3),
        .init("exponent", "1e-5"), .init("date", "2020-01-01"), .init("time", "12:30"), .init("none", nil), .init("tilde", "~"),
        .init("flag", false), .init("dash", "- a"),
        .init("colon", "a: b"), .init("quote", "it's \"so\""), .init("cyrillic", "ход 走"), .init("lines", "a\n b\n"), .init("space", " a "),
        .init("empty", ""),
        .init("list", ["rc", ["vel", 1.5], [], ["a": 1, "b": [2, ["c": nil]]]]), .init("map", ["x": ["y": [:], "z": [1]]]),
        .init("inf", .number(-.infinity)),
        .init("path", "./data/amass_db/amass_30fps_db.pt"), .init("12", "key"), .init("hash", "a #b"), .init("n", "y"),
        .init("dots", "..."), .init("percent", "%a"),
    ]

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try TestFolder()
        try OptionsFile.write(Self.written, to: folder.file("opt.yaml"))
        #expect(try OptionsFile(contentsOf: folder.file("opt.yaml")).options == Self.written)
        try OptionsFile.write([], to: folder.file("none.yaml"))
        #expect(try OptionsFile(contentsOf: folder.file("none.yaml")).options.isEmpty)
    }

    @Test(.enabled(if: Python.has("yaml"))) func pyYAMLReadsIt() throws {
        let folder = try TestFolder()
        try OptionsFile.write(Self.written, to: folder.file("opt.yaml"))
        let program = """
            import sys, yaml
            a = yaml.safe_load(open(sys.argv[1])); b = yaml.load(open(sys.argv[1]), Loader=yaml.UnsafeLoader)
            assert a == b
            print(a == {"plain": "rot6d", "yes": "no", "number": "12", "float": 1e-5, "whole": 100.0, "big": 1e20, "int": -3, "exponent": "1e-5",
              "date": "2020-01-01", "time": "12:30", "none": None, "tilde": "~", "flag": False, "dash": "- a", "colon": "a: b", "quote": "it's \\"so\\"",
              "cyrillic": "ход 走", "lines": "a\\n b\\n", "space": " a ", "empty": "", "list": ["rc", ["vel", 1.5], [], {"a": 1, "b": [2, {"c": None}]}],
              "map": {"x": {"y": {}, "z": [1]}}, "inf": float("-inf"), "path": "./data/amass_db/amass_30fps_db.pt", "12": "key", "hash": "a #b", "n": "y",
              "dots": "...", "percent": "%a"}, "" if len(a) == 29 else a)
            """
        let output = try Python.run(program, [folder.file("opt.yaml")])
        #expect(output == "True \n")
    }

    @Test(arguments: [
        ("a: 1\n  b: 2", "line 2"), ("a: [1, 2", "line 1"), ("a: 'x", "line 1"), ("a: *b", "'b'"), ("- a\n- b", "does not hold options"),
        ("words", "does not hold options"),
        ("a: 1\n---\nb: 2", "another document"), ("? a\n: b", "key of several"), ("a: {b: 1]", "match"), ("a: \"\\q\"", "escape"),
        ("a:\n\tb: 1", "tab"),
        ("a: " + String(repeating: "[", count: 100_000), "bracket"), (String(repeating: "- ", count: 100_000) + "a", "nested"),
        ("a: [1] 2", "goes on"),
        ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + (0..<40).map { "k\($0): &a\n- *a\n- *a" }.joined(separator: "\n"), "repeats"),
    ]) func whatMakesNoSenseIsRefusedByLine(text: String, words: String) {
        #expect(problem { _ = try OptionsFile(text, path: "opt.yaml") }.contains(words))
    }

    /// What took time by the square of the text: a database's list of names makes such files.
    @Test(arguments: 0..<6) func aMegabyteIsReadInASecond(sort: Int) throws {
        let text =
            switch sort {
            case 0: (0..<40_000).map { "option_\($0): [\($0), 'a b', 1.0e-05]\n" }.joined()
            case 1: "names:\n" + (0..<60_000).map { "- clip number \($0)\n" }.joined()
            case 2: "a:\n" + String(repeating: "- b: 1\n  c: {d: e}\n", count: 50_000)
            case 3: "text: \"" + String(repeating: "word\\n and\n  ", count: 80_000) + "\"\n"
            case 4: "text: |\n" + String(repeating: "  line of text\n", count: 65_000)
            default: "list: [" + String(repeating: "1, ", count: 250_000) + "1]\n"
            }
        let start = ContinuousClock.now
        _ = try OptionsFile(text, path: "opt.yaml")
        // A quarter of a second on a quiet machine.
        #expect(ContinuousClock.now - start < .seconds(4), "\(text.utf8.count) bytes")
    }

    /// A second value under one name is a slip: PyYAML would take one without a word.
    @Test func aNameGivenTwiceIsRefusedByLine() {
        #expect(problem { _ = try OptionsFile("a: 1\nb:\n  a: 2\nc: 3\na: 4\n", path: "opt.yaml") }.contains("line 5: names 'a' again"))
    }

    private static let released = """
        ------------ Options -------------
        batch_size: 256
        checkpoints_dir: ./checkpoints
        is_continue: False
        is_train: True
        lr: 0.0002
        small: 1e-05
        negative: -0.5
        gpu_id: -1
        dim_mults: [2, 2, 2, 2]
        empty: []
        mixed: [1, a]
        vq_norm: None
        which_epoch: latest: best
        window_size = 64
        note:no blank
        -------------- End ----------------

        """

    /// As MoMask's and MotionCLR's own readers take them.
    @Test func optionsOfTextFilesHaveTheTypesTheirProgramsGiveThem() throws {
        let folder = try TestFolder()
        for name in ["opt.txt", "options"] {
            _ = try folder.write(Array(Self.released.utf8), name)
            let options = try OptionsFile(contentsOf: folder.file(name))
            #expect(options.keys.first == "batch_size" && options.keys.count == 13)
            #expect(options["batch_size"] == .integer(256) && options["is_continue"] == false && options["is_train"] == true)
            #expect(
                options["lr"] == .number(0.0002) && options["small"] == "1e-05" && options["negative"] == .number(-0.5)
                    && options["gpu_id"] == .integer(-1))
            #expect(options["dim_mults"] == [2, 2, 2, 2] && options["empty"] == "[]" && options["mixed"] == "[1, a]")
            #expect(
                options["vq_norm"] == "None" && options["which_epoch"] == "latest: best" && options["checkpoints_dir"] == "./checkpoints")
        }
        // Without a head, by its name alone.
        _ = try folder.write(Array("window_size = 64\nunit_length: 4\r\n".utf8), "opt.txt")
        #expect(try OptionsFile(contentsOf: folder.file("opt.txt")).options == [.init("unit_length", 4)])
    }

    @Test(arguments: [
        ("lr: 0.1\nseed: --5\n", "opt.txt, line 2"), ("seed: 99999999999999999999", "line 1"), ("words\n", "does not hold options"),
        ("", "does not hold options"),
    ])
    func textFilesThatMakeNoSenseAreRefusedByLine(text: String, words: String) throws {
        let folder = try TestFolder()
        _ = try folder.write(Array(text.utf8), "opt.txt")
        #expect(problem { _ = try OptionsFile(contentsOf: folder.file("opt.txt")) }.contains(words))
    }

    @Test func optionsAreFoundBesideACheckpointOrAboveItsFolder() throws {
        let folder = try TestFolder()
        for name in ["model", "other"] { try Folders.make(folder.file(name)) }
        _ = try folder.write(Array("a: 1\n".utf8), "opt.txt")
        _ = try folder.write(Array("x".utf8), "model/latest.tar")
        #expect(try OptionsFile.beside(checkpoint: folder.file("model/latest.tar"))?["a"] == 1)
        _ = try folder.write(Array("a: 2\n".utf8), "model/opt.txt")
        #expect(try OptionsFile.beside(checkpoint: folder.file("model/latest.tar"))?["a"] == 2)
        _ = try folder.write(Array("a: 3\n".utf8), "model/opt.yaml")
        #expect(try OptionsFile.beside(checkpoint: folder.file("model/latest.tar"))?["a"] == 3)
        _ = try folder.write(Array("x".utf8), "other/latest.tar")
        let none = try OptionsFile.beside(checkpoint: folder.file("other/latest.tar"))
        #expect(none == nil)
    }
}
