// The value of `--over` becomes photographs: PNG files are read here, everything else by ffmpeg.
import Files
import Pictures
import Visualization

enum PhotographReading {
    /// - Parameter frames: how many frames of a film are of use at most.
    static func photographs(_ path: String, frames: Int) throws -> Photographs {
        guard !path.isEmpty else { throw FilmProblem("--over names no file: it is empty") }
        if try Folders.isFolder(path) || isPNG(path) { return try Photographs(path: path, decode: decoded) }
        let film = try DecodedFilm(path, limit: frames)
        let first = try film.image(0)
        // One frame is a still, whatever it is wrapped in.
        return Photographs(path: path, first: first, count: film.count == 1 ? nil : film.count) { $0 == 0 ? first : try film.image($0) }
    }

    private static func decoded(_ path: String) throws -> Image {
        try isPNG(path) ? PNG.read(path) : DecodedFilm(path, limit: 1).image(0)
    }

    private static func isPNG(_ path: String) throws -> Bool {
        let file = try MappedFile(path: path)
        guard !file.bytes.isEmpty else { throw FileProblem(path, "is empty", expected: "a picture") }
        return file.withBytes { $0.prefix(8).elementsEqual([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) }
    }
}
