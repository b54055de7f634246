import ArgumentParser

@main
struct Smog: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "smog", abstract: "Look at human motion.")
}
