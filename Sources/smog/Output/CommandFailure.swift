// How a command says that it failed in a way no other error describes.

/// A failure told in one line.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    /// The exit status: 1 for "failed", 2 for "some of it failed".
    let status: Int32

    init(_ description: String, status: Int32 = 1) {
        self.description = description
        self.status = status
    }
}
