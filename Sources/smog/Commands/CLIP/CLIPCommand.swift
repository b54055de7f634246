// `smog clip`: what CLIP makes of texts and pictures.
import ArgumentParser

struct CLIPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clip", abstract: "Texts and pictures as CLIP sees them: tokens, features, similarities.",
        subcommands: [CLIPEncode.self, CLIPTokens.self])
}
