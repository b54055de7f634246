// Unpacks xz, lzma and bzip2 files by the programs that everybody unpacks them with: rare enough not to need the libraries.
import Files
@preconcurrency import LibC

/// A program that unpacks a file to its standard output.
struct UnpackingProgram {
    let name: String
    let arguments: [String]
    /// The Debian package it comes in.
    let debianPackage: String

    /// Also the older format `lzma`; memory as much as the strongest presets need, not what a hostile file asks for.
    static let xz = UnpackingProgram(
        name: "xz", arguments: ["--decompress", "--stdout", "--format=auto", "--memlimit-decompress=1GiB"], debianPackage: "xz-utils")
    static let bzip2 = UnpackingProgram(name: "bzip2", arguments: ["--decompress", "--stdout"], debianPackage: "bzip2")

    /// - Parameters:
    ///   - path: the packed file.
    ///   - compression: its name for people.
    ///   - limit: stop after this many bytes, for a look at the beginning.
    /// - Throws: ``FileProblem`` if the program is not installed, or does not get to the end of the file.
    func unpacked(_ path: String, name compression: String, limit: Int) throws -> ByteSlice {
        let program: String
        do {
            program = try ProgramSearch.find(name)
        } catch is MissingProgram {
            throw FileProblem(
                path, "is compressed with \(compression), and the program that unpacks it, \(name), is not on the PATH",
                advice: "Install it (Debian: apt install \(debianPackage)), or save the file with zlib: joblib.dump(…, compress=3).",
                kind: .unsupported)
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw FileProblem(program, "cannot be started: \(systemErrorText(errno))", kind: .unreadable) }
        defer { close(ends[0]) }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let child: ChildProgram
        do {
            child = try ChildProgram(program, arguments + ["--", path], output: ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        // Ours must be closed for the other end to come to an end.
        close(ends[1])
        let bytes = try GrowingBytes.filled(path: path, limit: limit) { output in
            while output.count < limit {
                let room = try output.room()
                let count = read(ends[0], room.baseAddress, min(room.count, limit - output.count))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw FileProblem(path, "cannot be unpacked: \(systemErrorText(errno))", kind: .unreadable) }
                if count == 0 { break }
                output.count += count
            }
        }
        if bytes.count >= limit {
            child.stop()
            return bytes
        }
        let end = try child.finish()
        guard end.isSuccess else {
            throw FileProblem(
                path, "is damaged and cannot be unpacked" + (end.lastLine.map { " (\($0))" } ?? ""),
                advice: "Copy or download the file again.",
                kind: .damaged)
        }
        return bytes
    }
}
