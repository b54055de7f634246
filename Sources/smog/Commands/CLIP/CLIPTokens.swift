// `smog clip tokens`: how CLIP reads a text, without any weights.
import ArgumentParser
import CLIP
import Files

struct CLIPTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Show the tokens that CLIP cuts texts into.",
        discussion: """
            For each text its tokens with their numbers, start and end not counted;
            "…" where a word goes on. 75 fit, what comes after is cut off.
              smog clip tokens "a person walks forward"
            No weights are needed: the vocabulary is part of the program.
            """)

    @Argument(help: ArgumentHelp("A text in quotation marks.", valueName: "text"))
    var texts: [String]

    func run() throws {
        let tokenizer = CLIPTokenizer()
        for text in texts {
            let tokens = tokenizer.encode(text)
            let room = CLIPTokenizer.contextLength - 2
            print(
                "\(NumberText.count(tokens.count, "token"))\(tokens.count > room ? ", of which \(room) fit" : ""): \(tokenizer.clean(text))"
            )
            for token in tokens {
                let number = String(token)
                let word = tokenizer.decode([token])
                print(
                    String(repeating: " ", count: max(0, 7 - number.count)) + number + "  "
                        + (word.hasSuffix(" ") ? String(word.dropLast()) : word + "…"))
            }
        }
    }
}
