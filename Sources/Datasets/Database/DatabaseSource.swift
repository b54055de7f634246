// Where motions to train on or to measure with come from: a database's file, or a folder of motions.
public import BodyModels
import Files

/// A database of `smog dataset parse` or of the Python code's parser, or an AMASS tree that is parsed now.
public struct DatabaseSource: Sendable {
    /// The file (`…_db.pt` stands for those of the splits), or the tree.
    public var path: String
    /// BABEL's files, for a tree; nil for labels beside the motions alone.
    public var babel: String?
    /// How a tree is divided.
    public var rule = SplitRule.babel
    /// The folder of a tree's pictures; nil for none.
    public var images: String?
    /// True to read the pictures that a database's file holds.
    public var readsImages = true
    /// How a tree is parsed.
    public var parsing = ParsingOptions()

    public init(_ path: String) { self.path = path }

    /// Reads a part of it.
    ///
    /// - Parameter body: the body whose joints a tree's motions are given; nil for none.
    /// - Throws: `FileProblem` if it cannot be read, or nothing is in that part; what `body` throws.
    public func database(_ split: DataSplit, body: () throws -> BodyModel?) throws -> MotionDatabase {
        guard Folders.isFolder(path) else {
            return try MotionDatabase(contentsOf: MotionDatabase.file(path, split), readsImages: readsImages)
        }
        let index = try images.map { folder in
            // Told apart by the names of all motions; the Python code gives `walk_1` the pictures of `walk_10`, too.
            try ImageIndex(folder, stems: parsing.isCompatible ? nil : AmassTree(path).clips.map(\.stem), readsPixels: false)
        }
        return try MotionDatabase(amass: path, babel: babel, rule: rule, split: split, options: parsing, body: try body(), images: index)
    }
}
