// Rows of a table are those of the whole table, however it is stored.
import ArrayFiles
import Arrays
import Files
import Foundation
import TestSupport
import Testing

@Suite struct TableRowTests {
    private static let table = NDArray(shape: [3001, 53], elements: (0..<3001 * 53).map { Double($0) * 0.25 })

    private let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func file(_ compression: ZipCompression) throws -> String {
        let path = folder.file("rows.npz")
        let writer = try NPZWriter(path, compression: compression)
        try writer.add("table", Self.table)
        try writer.add("cube", Self.table.reshaped([3001, 53, 1]))
        try writer.finish()
        return path
    }

    @Test(arguments: [ZipCompression.stored, .deflated], [[0], [3000], [0, 1, 2, 1235, 1236, 3000], [1236, 2472], Array(0..<3001)])
    func rowsAreThoseOfTheWhole(compression: ZipCompression, rows: [Int]) throws {
        let path = try file(compression)
        let arrays = try NamedArrays(contentsOf: path)
        let whole = try arrays.float32("table", shape: [nil, nil])
        let some = try arrays.float32Rows("table", rows)
        #expect(some.shape == [rows.count, 53])
        #expect(some.elements == rows.flatMap { Array(whole.row($0)) })
        #expect(try arrays.float32Rows("cube", rows).shape == [rows.count, 53, 1])
        #expect(try arrays.shape(of: "cube") == [3001, 53, 1])
    }

    @Test(arguments: [ZipCompression.stored, .deflated]) func rowsBeyondTheEndAreAnError(compression: ZipCompression) throws {
        let path = try file(compression)
        let arrays = try NamedArrays(contentsOf: path)
        #expect(throws: FileProblem.self) { try arrays.float32Rows("table", [5, 3001]) }
        #expect(throws: FileProblem.self) { try arrays.float32Rows("none", [0]) }
    }
}
