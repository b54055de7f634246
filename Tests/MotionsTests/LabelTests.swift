// Words for motions: found in all the places data sets keep them, and nowhere else.
import Files
import Foundation
import Motions
import TestSupport
import Testing

extension TestFolder {
    /// A folder with these files in it.
    convenience init(_ files: [String: String]) throws {
        try self.init()
        for (name, text) in files { try write(text, name) }
    }
}

@Suite struct LabelTests {
    @Test func `every sample clip has the label of its table, from any folder`() throws {
        var labels = MotionLabels()
        let clips = Clips.all
        for clip in clips {
            let label = try #require(try labels.label(ofFile: Project.root + "/data/sample/CMU/\(clip)_poses.npz"))
            #expect(label.text?.isEmpty == false && label.segments.isEmpty && label.source.hasSuffix("/data/sample/labels.json"))
        }
        #expect(try labels.label(ofFile: Project.root + "/data/sample/../sample/./CMU/49/49_06_poses.npz")?.text == "cartwheel")
        #expect(try labels.label(ofFile: MotionFiles.path("smplh.npz")) == nil)
        #expect(labels.labelled(try Clips.read("09/09_01")).label == "run forward")
    }

    @Test func `BABEL's labels are found by the end of a path, with their segments`() throws {
        var labels = try MotionLabels(babel: Project.root + "/data/sample")
        let label = try #require(try labels.label(ofFile: "somewhere/else/CMU/02/02_04_poses.npz"))
        #expect(label.text == "jump up and keep balance" && label.captions == ["jump up and keep balance"])
        #expect(label.segments.first == LabelSegment(start: 0, end: 0.25, text: "stand", categories: ["stand"]))
        #expect(label.segment(at: 0.1)?.text == "stand" && label.segment(at: 1e9) == nil)
        #expect(label.source.hasSuffix("train.json"))
        // Later releases of AMASS name the same motion otherwise.
        #expect(try labels.label(ofFile: "/amass/CMU/02/02_04_stageii.npz")?.text == label.text)
        #expect(try labels.label(ofFile: "/amass/CMU/02/02_99_poses.npz") == nil)
    }

    @Test func `several annotators, missing parts and other data sets`() throws {
        let folder = try TestFolder([
            "extra_train.json": """
            {"1": {"feat_p": "BMLrub/BioMotionLab_NTroje/rub001/0005_normal walk_poses.npz", "dur": 3, "seq_anns": [
               {"labels": []}, {"labels": [{"raw_label": "walk", "act_cat": null}, {"raw_label": " turn\\n back ", "proc_label": "x"}, {"raw_label": "walk"}]}],
              "frame_anns": [null, {"labels": [{"raw_label": "b", "start_t": 2, "end_t": 3, "act_cat": ["x", 3]}, {"raw_label": "a", "start_t": 0.5, "end_t": 2.5},
                {"raw_label": "none", "start_t": 5, "end_t": 5}, {"raw_label": "none", "start_t": "0", "end_t": 1}, {"start_t": 0, "end_t": 1}, 7]}]},
             "2": {"feat_p": "A/A/b/c_poses.npz", "seq_ann": null, "frame_ann": null}, "3": {"url": ""}, "4": 12, "5": {"feat_p": "odd"}}
            """,
            "test.json": "{}",
        ])
        var labels = try MotionLabels(babel: folder.path)
        let label = try #require(try labels.label(ofFile: "BioMotionLab_NTroje/rub001/0005_normal_walk_stageii.npz"))
        #expect(label.text == "walk, turn back" && label.captions == ["walk, turn back", "walk", "turn back"])
        #expect(label.segments.map(\.text) == ["a", "b"] && label.segments[1].categories == ["x"])
        #expect(label.segment(at: 2.25)?.text == "b" && label.segment(at: 1)?.text == "a")
        #expect(try labels.label(ofFile: "A/b/c_poses.npz") == nil)
    }

    @Test func `HumanML3D's texts and files beside a motion`() throws {
        let folder = try TestFolder([
            "HumanML3D/texts/000001.txt": """
            a man kicks something with his left leg.#a/DET man/NOUN kick/VERB#0.0#0.0
            he kicks#he/PRON kick/VERB#0.0#0.0\r
            then stands#then/ADV#1.5#2.5

            odd times#x/Y#nan#nan
            """,
            "walk.txt": "\u{feff}  a person\twalks \u{1b}[31m on  \n",
            "two.txt": "one\ntwo\n",
            "empty.txt": " \n\n",
        ])
        var labels = MotionLabels()
        for kind in ["new_joints", "new_joint_vecs"] {
            let label = try #require(try labels.label(ofFile: "\(folder.path)/HumanML3D/\(kind)/000001.npy"))
            #expect(label.text == "a man kicks something with his left leg.")
            #expect(label.captions == ["a man kicks something with his left leg.", "he kicks", "odd times"])
            #expect(label.segments == [LabelSegment(start: 1.5, end: 2.5, text: "then stands")])
        }
        #expect(try labels.label(ofFile: "\(folder.path)/HumanML3D/other/000001.npy") == nil)
        let beside = try #require(try labels.label(ofFile: "\(folder.path)/walk.npz")?.text)
        #expect(beside.hasPrefix("a person walks") && beside.hasSuffix("on") && !beside.unicodeScalars.contains { $0.value < 0x20 })
        #expect(try labels.label(ofFile: "\(folder.path)/empty.npz") == nil)
        // The motion's own text file would be itself.
        #expect(try labels.label(ofFile: "\(folder.path)/walk.txt") == nil)
    }

    @Test func `motions of one file get a caption each, or keep their own`() throws {
        let folder = try TestFolder(["two.txt": "one\ntwo\n", "all.txt": "just one"])
        func motion(_ file: String, label: String? = nil) -> Motion {
            var motion = madeUpMotion(frames: 2, rate: 30) { _, _ in .zero }
            motion.source.file = folder.path + "/" + file
            motion.label = label
            return motion
        }
        var labels = MotionLabels()
        #expect(labels.labelled([motion("two.npy"), motion("two.npy")]).map(\.label) == ["one", "two"])
        #expect(labels.labelled([motion("two.npy", label: "own"), motion("two.npy")]).map(\.label) == ["own", "two"])
        #expect(labels.labelled([motion("all.npy"), motion("all.npy")]).map(\.label) == [nil, nil])
        #expect(labels.labelled([motion("all.npy", label: "own")]).map(\.label) == ["own"])
        #expect(labels.labelled([]).isEmpty)
    }

    @Test(arguments: [
        ("", "is not valid JSON in line 1, column 1 (where the file ends); expected a value"),
        ("{\"a\": \"b\"", "is not valid JSON in line 1, column 10 (where the file ends); expected ',' or '}'"),
        ("{\"a\": \"b\",\n \"ü\" 3}", "is not valid JSON in line 2, column 6; expected ':'"),
        ("{'a': 1}", "is not valid JSON in line 1, column 2; expected a key in double quotes"),
        ("{\"a\": 1e}", "is not valid JSON in line 1, column 7; expected a value"),
        ("{\"a\": \"\\q\"}", "is not valid JSON in line 1, column 9; expected an escape sequence"),
        ("{\"a\": \"\\u12g4\"}", "is not valid JSON in line 1, column 10; expected four hexadecimal digits"),
        ("{\"a\": \"b", "is not valid JSON in line 1, column 9 (where the file ends); expected a closing quote"),
        ("{\"a\": \"b\\", "is not valid JSON in line 1, column 10 (where the file ends); expected a closing quote"),
        ("{} x", "is not valid JSON in line 1, column 4; expected the end of the file"),
        ("[1,]", "is not valid JSON in line 1, column 4; expected a value"),
        ("{\"a\": tru", "is not valid JSON in line 1, column 10 (where the file ends); expected a value"),
        (String(repeating: "[", count: 100_000), "is not valid JSON in line 1, column 65; expected at most 64 brackets within each other"),
    ])
    func `damaged tables are told in one line, and only cost the label`(text: String, message: String) throws {
        let folder = try TestFolder(["labels.json": text])
        var labels = MotionLabels()
        for _ in 0..<2 {
            let problem = #expect(throws: FileProblem.self) { try labels.label(ofFile: folder.path + "/walk.npz") }
            #expect(problem.map(String.init(describing:)) == "\(folder.path)/labels.json: \(message)")
        }
        var motion = madeUpMotion(frames: 2, rate: 30) { _, _ in .zero }
        motion.source.file = folder.path + "/walk.npz"
        #expect(labels.labelled(motion).notes == ["no label: \(folder.path)/labels.json: \(message)"])
        try folder.write(text, "babel/val.json")
        #expect(throws: FileProblem.self) { try MotionLabels(babel: folder.path + "/babel") }
    }

    @Test func `tables of other programs are passed over, folders without labels are named`() throws {
        let folder = try TestFolder([
            "labels.json": "[1, 2]", "in/labels.json": #"{"walk.npz": 3, "run.npz": "r\u00fcn \ud83c\udfc3 \ud800 on \"x\"\/"}"#,
        ])
        var labels = MotionLabels()
        #expect(try labels.label(ofFile: folder.path + "/in/walk.npz") == nil)
        #expect(try labels.label(ofFile: folder.path + "/in/run.npz")?.text == "rün 🏃 \u{fffd} on \"x\"/")
        let problem = #expect(throws: FileProblem.self) { try MotionLabels(babel: folder.path) }
        #expect(problem?.problem == "holds no labels of BABEL")
        #expect(throws: FileProblem.self) { try MotionLabels(babel: folder.path + "/in/labels.json") }
    }

    @Test func `cut anywhere, a file of BABEL is refused without harm`() throws {
        let whole = try String(contentsOfFile: Project.root + "/data/sample/train.json", encoding: .utf8)
        let folder = try TestFolder()
        for length in stride(from: 0, to: whole.utf8.count, by: 997) {
            try folder.write(String(decoding: whole.utf8.prefix(length), as: UTF8.self), "train.json")
            #expect(throws: FileProblem.self) { try MotionLabels(babel: folder.path) }
        }
    }
}
