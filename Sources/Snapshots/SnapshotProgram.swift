// What a suite of snapshots asks of the program whose pictures it keeps.

/// A program whose command lines make pictures: it reads them, and draws.
public protocol SnapshotProgram {
    /// How its commands begin, such as "smog render". A suite's words stand behind that, without an output.
    var command: String { get }
    /// Such as "smog 0.1.0"; kept beside every recorded picture.
    var version: String { get }

    /// Reads the words of a command.
    /// - Throws: an error whose description says in one line what is wrong with them.
    func form(of words: [String]) throws -> SnapshotForm

    /// The file and the words that run a command in a process of its own, its picture going to `output`.
    func launch(_ words: [String], output: String) -> (file: String, arguments: [String])

    /// Draws stills one after another in the process that asks for it.
    func makePainter() throws -> any SnapshotPainter
}

/// What a command makes.
public struct SnapshotForm: Sendable {
    /// True for one picture, false for an animation.
    public var isStill: Bool
    /// Endings of the pictures whose numbers name something, such as parts of the body ("_parts"): they are the same or not, never
    /// nearly the same.
    public var labelEndings: [String]
    /// True where each frame of an animation would become several files, which no snapshot can keep.
    public var isManyFiles: Bool

    public init(isStill: Bool, labelEndings: [String] = [], isManyFiles: Bool = false) {
        self.isStill = isStill
        self.labelEndings = labelEndings
        self.isManyFiles = isManyFiles
    }
}

/// Draws stills without starting the program anew for each.
public protocol SnapshotPainter {
    /// The renderer and the version of OpenGL, such as "llvmpipe (LLVM 15.0.6, 256 bits)" and "4.5 (Core Profile) Mesa 22.3.6".
    var machine: (renderer: String, opengl: String) { get throws }
    /// Draws what the words say into a file.
    func draw(_ words: [String], output: String) throws
}
