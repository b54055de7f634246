// A folder of numbered PNG pictures: an animation that other programs can pick up frame by frame.
import Files

/// Frames written as `000000.png`, `000001.png`, … in one folder.
///
/// Each file appears whole or not at all; files of an earlier, longer animation are not removed.
public struct NumberedFrames: Sendable {
    /// The folder.
    public let folder: String
    /// How the files are compressed.
    public let options: PNGOptions

    /// Makes the folder if need be; the folder it lies in must exist.
    /// - Throws: `FileProblem` if the folder cannot be made.
    public init(folder: String, options: PNGOptions = .standard) throws {
        try Folders.make(folder)
        self.folder = folder
        self.options = options
    }

    /// The name of a frame's file: its number, counted from 0, padded to six digits; longer numbers are longer names.
    public static func name(_ index: Int) -> String {
        let digits = String(max(0, index))
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
    }

    /// The path of a frame's file.
    public func path(_ index: Int) -> String {
        (folder.hasSuffix("/") ? folder : folder + "/") + NumberedFrames.name(index)
    }

    /// Writes one frame. Frames may be written in any order and from any thread.
    public func write(_ image: Image, index: Int) throws {
        try PNG.write(image, to: path(index), options, durability: .inCache)
    }

    /// The paths of the frames in a folder, in order of their numbers; other files are passed over.
    /// - Throws: `FileProblem` if the folder cannot be listed.
    public static func paths(in folder: String) throws -> [String] {
        let numbered = try Folders.names(in: folder).compactMap { name -> (number: Int, name: String)? in
            guard name.hasSuffix(".png") else { return nil }
            let digits = name.dropLast(4)
            guard digits.count >= 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                NumberedFrames.name(number) == name
            else { return nil }
            return (number, name)
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return numbered.sorted { $0.number < $1.number }.map { prefix + $0.name }
    }
}
