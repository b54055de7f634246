// The program's own file, to start it again as a child.
import Files
import Foundation

enum OwnProgram {
    /// The file; the link itself where the file is gone, which still starts the same program.
    static var path: String {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), Folders.exists(path) else {
            return "/proc/self/exe"
        }
        return path
    }
}
