// Body files that are no bodies.
import Arrays
import Foundation
import TestSupport
import Testing

struct BadBodyTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func expectRefused(_ body: String, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        try CommandTests.expectRefused(
            ["render", Project.clip, "--body", body, "-o", "OUT/out.gif", "--size", "32x32"], in: folder, saying: words + [body],
            sourceLocation: sourceLocation)
    }

    private func expectRefused(
        saying words: [String], sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout BodyInput) -> Void
    ) throws {
        try expectRefused(BodyInput.with(change).write(folder), saying: words, sourceLocation: sourceLocation)
    }

    @Test func theMadeUpBodyIsFineBeforeAnythingIsWrongWithIt() throws {
        let body = try BodyInput().write(folder)
        let run = try Program.run(
            ["render", Project.clip, "--body", body, "-o", folder.file("out.png"), "--frame", "5", "--size", "32x32", "--quiet"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func missing() throws { try expectRefused(folder.file("nobody.npz"), saying: ["no such file"]) }

    @Test func aFolder() throws { try expectRefused(folder.path, saying: ["is a folder"]) }

    @Test func aMotion() throws { try expectRefused(Project.clip, saying: ["is not a body model", "docs/data.md"]) }

    @Test(arguments: ["models/open/open_body_neutral.npz", "Tests/Fixtures/arrayfiles/body_python2_protocol2.pkl"])
    func cutShortAnywhere(name: String) throws {
        let whole = try Project.bytes(Project.root + "/" + name)
        for part in 1...20 {
            let length = part == 20 ? whole.count - 1 : part * whole.count / 20
            let body = try folder.write(Array(whole[..<length]), "cut.bin")
            try expectRefused(body, saying: ["complete"])
        }
    }

    @Test(arguments: ["v_template", "f", "kintree_table", "weights", "J_regressor", "shapedirs", "posedirs"])
    func aKeyIsMissing(key: String) throws { try expectRefused(saying: ["'\(key)'"]) { $0.leftOut = [key] } }

    @Test func weightsForOtherVertices() throws {
        try expectRefused(saying: ["'weights'", "(90, 24)", "(96, 24)"]) { $0.weights = $0.weights.rows(0..<90) }
    }

    @Test func aVertexThatHangsOnNoJoint() throws {
        try expectRefused(saying: ["'weights'", "vertex 13"]) { for joint in 0..<24 { $0.weights[13, joint] = 0 } }
    }

    @Test(arguments: [96, -1, 1 << 40])
    func aFaceOfAVertexThatIsNotThere(vertex: Int) throws {
        try expectRefused(saying: ["'f'", "vertex \(vertex)", "0 to 95"]) { $0.faces[7, 1] = vertex }
    }

    @Test func noFaces() throws { try expectRefused(saying: ["'f'"]) { $0.faces = NDArray(repeating: 0, shape: [0, 3]) } }

    @Test(arguments: [9, 23, 24, -5])
    func aParentThatIsNoJointBefore(parent: Int) throws {
        try expectRefused(saying: ["'kintree_table'", "joint 9", "\(parent)"]) { $0.tree[0, 9] = parent }
    }

    @Test func anUnknownNumberOfJoints() throws {
        try expectRefused(saying: ["'kintree_table'", "23 joints"]) { $0.tree = NDArray(repeating: 0, shape: [2, 23]) }
    }

    @Test(arguments: [Float.nan, .infinity, 1e30])
    func numbersThatAreNone(value: Float) throws {
        try expectRefused(saying: ["'v_template'"]) { $0.template[3, 1] = value }
        try expectRefused(saying: ["'weights'"]) { $0.weights[3, 1] = value }
        try expectRefused(saying: ["'J_regressor'"]) { $0.regressor[3, 1] = value }
        try expectRefused(saying: ["'shapedirs'"]) { $0.shapes[3, 1, 2] = value }
        try expectRefused(saying: ["'posedirs'"]) { $0.correctives[95, 1, 2] = value }
    }

    @Test func aModelFolderThatIsNotThere() throws {
        let models = folder.file("models")
        try CommandTests.expectRefused(
            ["render", Project.clip, "--model-dir", models, "-o", "OUT/out.gif"], in: folder,
            saying: [models, "no such folder", "--model-dir"])
    }

    @Test func aModelFolderWithoutModels() throws {
        try CommandTests.expectRefused(
            ["render", Project.clip, "--model-dir", folder.path, "-o", "OUT/out.gif"], in: folder,
            saying: [folder.path, "docs/data.md", "--body"])
    }
}
