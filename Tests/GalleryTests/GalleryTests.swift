// What a site holds: every clip, nothing that is gone, and no word that is taken for markup.
import Foundation
import Gallery
import TestSupport
import Testing

/// One after the other: runs take the processors for themselves.
@Suite(.serialized) struct GalleryTests {
    @Test func everyClipHasItsPicturesAndAPageAndIsInTheIndex() throws {
        let place = try TestFolder()
        try place.addClip("data/CMU/01/01_01_poses.npz")
        try place.addClip("data/CMU/02/02_01_poses.npz", frames: 30)
        try place.write(#"{"CMU/01/01_01_poses.npz": "wave"}"#, "data/labels.json")
        let end = try place.run(["data"])
        #expect(end.clips == 2 && end.done == 2 && end.failed == 0 && end.bytes > 0)
        let clips = try place.clips()
        #expect(clips.map { $0[1] as? String } == ["01_01_poses", "02_01_poses"])
        #expect(clips[0][2] as? String == "wave")
        #expect(clips.map { $0[6] as? Double } == [0.5, 1.5])
        // 0.2 s at 20 frames a second.
        #expect(clips[0][11] as? Int == 4)
        for clip in clips {
            let id = try #require(clip[0] as? String)
            for file in ["clips/\(id).html", "media/\(id).png", "media/\(id).still.png", "media/\(id).strip.png"] {
                #expect(try place.bytes("site/" + file).count > 100, "\(file)")
            }
        }
        let list = try place.text("site/list.html")
        #expect(list.contains(">wave</a>") && list.contains("02_01_poses"))
    }

    @Test func wordsFromDataAreNeverMarkup() throws {
        let place = try TestFolder()
        let wicked = #"<script>alert("x")</script> & 'quotes' </title>"#
        try place.addClip("data/S/<b>&/it's <i>.npz")
        let label = try String(decoding: JSONSerialization.data(withJSONObject: ["S/<b>&/it's <i>.npz": wicked + " 走る مشي"]), as: UTF8.self)
        try place.write(label, "data/labels.json")
        try place.write("not a motion", "data/S/<b>&/<img src=x onerror=alert(1)>.npz")
        let end = try place.run(["data"], title: "<u>Title</u>")
        #expect(end.clips == 1 && end.failed == 1)
        var pages = ["site/index.html", "site/list.html"]
        pages += try place.names("site/clips").map { "site/clips/" + $0 }
        #expect(pages.count == 4)
        for page in pages {
            let html = try place.text(page)
            for markup in ["<script>alert", "<b>&", "<i>", "<img src=x", "<u>"] { #expect(!html.contains(markup), "\(page): \(markup)") }
        }
        let clip = try #require(try place.names("site/clips").first { try place.text("site/clips/" + $0).contains("走る مشي") })
        #expect(try place.text("site/clips/" + clip).contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp;"))
        // Commands can be pasted: the path is one word of a shell.
        #expect(try place.text("site/clips/" + clip).contains("it&#39;\\&#39;&#39;s &lt;i&gt;.npz&#39; -o"))
        #expect(clip.utf8.allSatisfy { $0 < 0x80 && $0 != 0x20 && $0 != 0x3c })
    }

    @Test func onlyWhatChangedIsMadeAgainAndWhatIsGoneGoes() throws {
        let place = try TestFolder()
        for name in ["a", "b", "c"] { try place.addClip("data/S/1/\(name).npz") }
        try place.run(["data"])
        let before = try place.contents("site")
        var end = try place.run(["data"])
        #expect(end.kept == 3 && end.done == 0 && end.removed == 0)
        #expect(try place.contents("site") == before)
        // Another motion, another label, and one clip less.
        try place.addClip("data/S/1/a.npz", frames: 12)
        try place.write(#"{"S/1/b.npz": "jump"}"#, "data/labels.json")
        try FileManager.default.removeItem(atPath: place("data/S/1/c.npz"))
        end = try place.run(["data"])
        #expect(end.done == 2 && end.kept == 0 && end.removed == 1 && end.clips == 2)
        #expect(try place.clips().map { $0[2] as? String } == ["", "jump"])
        #expect(try place.names("site/clips").count == 2 && place.names("site/media").count == 6)
        // Other options make all of it anew; the title stands on the index alone.
        #expect(try place.run(["data"], title: "New").done == 0)
        #expect(try place.text("site/index.html").contains("<h1>New</h1>"))
        #expect(try place.run(["data"], frameRate: 10).done == 2)
    }

    @Test func aRunThatWasKilledIsGoneOnWithToTheSameSite() throws {
        let place = try TestFolder()
        for name in ["a", "b", "c"] { try place.addClip("data/S/1/\(name).npz", turn: 2) }
        try place.run(["data"])
        let whole = try place.contents("site"), manifest = try place.text("site/gallery.jsonl")
        // As a kill leaves it: the last line cut short, a file of one clip missing, half a file about.
        let lines = manifest.split(separator: "\n", omittingEmptySubsequences: false)
        try place.write(lines.prefix(2).joined(separator: "\n") + "\n" + lines[2].prefix(30), "site/gallery.jsonl")
        try FileManager.default.removeItem(atPath: place("site/index.html"))
        try place.write("half", "site/media/.smog-gallery-99999-1.part")
        let end = try place.run(["data"], workers: 2)
        #expect(end.kept == 1 && end.done == 2)
        #expect(try place.contents("site") == whole)
        #expect(try place.text("site/gallery.jsonl") == manifest)
    }

    @Test func workersDoNotChangeASingleByte() throws {
        let place = try TestFolder()
        for name in ["a", "b", "c", "d"] { try place.addClip("data/S/1/\(name).npz", frames: 8 + name.utf8.count) }
        try place.run(["data"], site: "one", workers: 1)
        try place.run(["data"], site: "three", workers: 3)
        #expect(try place.contents("one") == place.contents("three"))
        #expect(try place.text("one/gallery.jsonl") == place.text("three/gallery.jsonl"))
    }

    @Test func aBadFileIsReportedAndShownAsSuch() throws {
        let place = try TestFolder()
        try place.addClip("data/S/1/good.npz")
        try place.write("nothing", "data/S/1/bad.npz")
        let end = try place.run(["data"])
        #expect(end.clips == 1 && end.failed == 1 && end.failures.count == 1)
        #expect(end.failures[0].contains("bad.npz"))
        let bad = try #require(try place.clips().first { $0.count > 14 })
        #expect(bad[1] as? String == "bad.npz")
        #expect((try place.index()["problems"] as? [[String]])?.first?.first == "unreadable")
        #expect(try place.text("site/clips/\(bad[0]).html").contains("This file cannot be shown."))
        // It is not tried again until it changes.
        #expect(try place.run(["data"]).done == 0)
    }

    @Test func aFolderWithOtherFilesIsNotTouched() throws {
        let place = try TestFolder()
        try place.addClip("data/S/1/a.npz")
        try place.write("mine", "site/notes.txt")
        #expect { try place.run(["data"]) } throws: { "\($0)".contains("holds other files: notes.txt") }
        #expect(try place.names("site") == ["notes.txt"])
        #expect { try place.run(["missing"]) } throws: { "\($0)".contains("no such file or folder") }
    }

    @Test func clipsOfTheSameTextOrNameStandInOneRow() throws {
        let place = try TestFolder()
        try place.addClip("truth/S/1/walk.npz")
        try place.addClip("truth/S/1/jump.npz")
        try place.write(#"{"S/1/walk.npz": "Walk  forward.", "S/1/jump.npz": "jump"}"#, "truth/labels.json")
        for name in ["x", "y", "sample0_repeat0_len60"] { try place.addClip("gen1/\(name).npz") }
        try place.write(#"{"x.npz": "walk forward", "y.npz": "walk forward"}"#, "gen1/labels.json")
        try place.addClip("gen2/sample0_repeat0_len52.npz")
        try place.run(["truth", "gen1", "gen2"], compares: true)
        let index = try place.index()
        #expect(index["folders"] as? [String] == ["truth", "gen1", "gen2"])
        let names = try place.clips().map { $0[1] as? String ?? "" }
        let rows = try #require(index["rows"] as? [[Any]]).map { row in
            ([row[0] as? String ?? ""] + (row[1] as? [Any] ?? []).map { ($0 as? Int).map { names[$0] } ?? "-" }).joined(separator: "|")
        }
        #expect(
            rows
                == [
                    "jump|jump|-|-", "Walk  forward.|walk|x|-", "sample0_repeat0_len60|-|sample0_repeat0_len60|sample0_repeat0_len52",
                    "walk forward|-|y|-",
                ].map { $0.replacing("Walk  forward.", with: "Walk forward.") })
    }

    @Test func resultsOfGeneratorsAreFoundOnce() throws {
        let place = try TestFolder()
        for name in [
            "motionclr/joints_npy/00.npy", "motionclr/joints_npy/raw_00.npy", "motionclr/root_npy/root_00.npy",
            "momask/joints/0/sample0_repeat0_len60.npy",
            "momask/animations/0/sample0_repeat0_len60.bvh", "mdm/results.npy", "mdm/sample00_rep00_smpl_params.npy", "h3d/Mean.npy",
            "h3d/Std.npy",
            "h3d/new_joints/000001.npy", "amass/CMU/01/shape.npz", "amass/CMU/01/01_01_stageii.npz", "amass/CMU/01/neutral_stagei.npz",
            "notes.txt",
        ] { try place.write("x", "all/" + name) }
        #expect(
            try GallerySources.find([place("all")]).map(\.relativePath) == [
                "amass/CMU/01/01_01_stageii.npz", "h3d/new_joints/000001.npy", "mdm/results.npy",
                "momask/joints/0/sample0_repeat0_len60.npy",
                "motionclr/joints_npy/00.npy",
            ])
        let sources = try GallerySources.find([place("all/amass"), place("all/motionclr")])
        #expect(sources.map(\.set) == ["CMU", "motionclr"] && sources.map(\.subject) == ["01", ""])
    }

    /// A link to the parent made of one clip as many as a path may be long.
    @Test func whatLinksLeadToIsOneSource() throws {
        let place = try TestFolder()
        for name in ["all/CMU/01/01_01_poses.npz", "all/CMU/02/02_01_poses.npz"] { try place.write("x", name) }
        for (name, target) in [
            ("all/CMU/01/up", "../.."), ("all/Again", "CMU"), ("all/CMU/02/copy_poses.npz", "../01/01_01_poses.npz"), ("all/out", "../.."),
        ] {
            try FileManager.default.createSymbolicLink(atPath: place(name), withDestinationPath: target)
        }
        #expect(try GallerySources.find([place("all")]).map(\.relativePath) == ["CMU/01/01_01_poses.npz", "CMU/02/02_01_poses.npz"])
        // The same motion in two folders that are compared counts in each.
        #expect(
            try GallerySources.find([place("all/CMU/01"), place("all/CMU/02")]).map { "\($0.folder)/\($0.relativePath)" } == [
                "0/01_01_poses.npz", "1/02_01_poses.npz", "1/copy_poses.npz",
            ])
    }
}
