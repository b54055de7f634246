// How a command says that it failed in a way no other error describes.

/// A failure told in one line.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    /// The exit status: 1 for "failed", 2 for "some of it failed", 64 for "the command line makes no sense".
    let status: Int32

    init(_ description: String, status: Int32 = 1) {
        self.description = description
        self.status = status
    }

    /// Options that do not go together, found out when they are used.
    static func usage(_ description: String) -> CommandFailure { CommandFailure(description, status: 64) }

    /// What is wrong with names on the command line is wrong with the command line.
    static func asUsage<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw usage("\(error)")
        }
    }
}
