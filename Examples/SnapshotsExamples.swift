// The examples in the documentation of Snapshots, as code; see main.swift.
import Files
import Pictures
import Snapshots

// Sources/Snapshots/SnapshotSuite.swift
func snapshotSuite() throws {
    struct Square: SnapshotProgram, SnapshotPainter {
        let command = "square", version = "1.0"
        var machine: (renderer: String, opengl: String) { ("by hand", "") }
        func form(of words: [String]) -> SnapshotForm { SnapshotForm(isStill: true) }
        func launch(_ words: [String], output: String) -> (file: String, arguments: [String]) { ("square", words + [output]) }
        func makePainter() -> any SnapshotPainter { self }
        func draw(_ words: [String], output: String) throws {
            try PNG.write(Image(width: 8, height: 8, format: .gray8, fill: Color(gray: UInt8(words[0]) ?? 0)), to: output)
        }
    }
    try OutputFile.write(Array("snapshots: [{name: dark, render: '20'}, {name: light, render: '200'}]".utf8), to: "squares.yaml")
    let suite = try SnapshotSuite(contentsOf: "squares.yaml", for: Square())
    let drawing = SnapshotDrawing(suite.snapshots, of: suite, by: Square())
    try suite.keep(drawing, in: SnapshotRecord(folder: suite.pictureFolder)) { _, _ in }
    let record = try SnapshotRecord(folder: suite.pictureFolder)
    var texts: [String] = []
    try drawing.run { drawn in
        texts.append(SnapshotVerdict(drawn, recorded: record.snapshots[drawn.snapshot.name], in: suite.pictureFolder).text)
    }
    print(texts)  // ["same     dark", "same     light"]
}
