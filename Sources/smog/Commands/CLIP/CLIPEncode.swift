// `smog clip encode`: features of texts and pictures, and how well they fit.
import ArgumentParser
import ArrayFiles
import Arrays
import CLIP
import Files
import Foundation
import Learning

struct CLIPEncode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Turn texts and pictures into CLIP features, and say how well they fit.",
        discussion: """
            Texts and pictures become rows of 512 numbers (with ViT-B/32) in one space:
              smog clip encode --text "a person walks" "a dog" -o features.npy
              smog clip encode --image frames/*.png -o features.npy
            With both, each picture is set beside each text: the cosine of the angle
            between their features, and how likely each text is the one that belongs
            to the picture (softmax of the cosines times the model's learned factor,
            100 in OpenAI's):
              smog clip encode --text "a walking person" "a dog" --image walk.png

            The numbers are those of OpenAI's clip.load("ViT-B/32") on a CPU. Features
            are as the model gives them, of any length, unless --normalize is given.
            Texts are cut at 77 tokens. A file that ends in .npz holds 'text' and
            'image' with their names, and of both together also 'cosine' and
            'probability', a row for each picture.

            The weights: any of OpenAI's ViT models as downloaded, or a state dict with
            the same names (.pt, .safetensors, .npz); also a checkpoint of MotionCLIP
            or SMoG with its CLIP inside.
            """)

    @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Texts, each in quotation marks.", valueName: "text"))
    var text: [String] = []

    @Option(name: .long, parsing: .upToNextOption, help: ArgumentHelp("Pictures: .png files.", valueName: "file"))
    var image: [String] = []

    @Option(name: [.short, .long], help: ArgumentHelp("Write the features to a .npy, or to a .npz.", valueName: "file"))
    var output: String?

    @Flag(help: "Write features of length 1.")
    var normalize = false

    @OptionGroup var weights: CLIPArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if text.isEmpty && image.isEmpty { throw ValidationError("There is nothing to encode. Give --text, --image or both.") }
        guard let output else { return }
        let name = output.lowercased()
        guard name.hasSuffix(".npy") || name.hasSuffix(".npz") else {
            throw ValidationError("--output is '\(output)'; expected a name that ends in .npy or .npz.")
        }
        if name.hasSuffix(".npy"), !text.isEmpty, !image.isEmpty {
            throw ValidationError("--output is '\(output)', which has room for one array. Use a .npz for texts and pictures together.")
        }
    }

    func run() throws {
        // Small files first: a misspelt name should not wait for the weights.
        let pictures = try image.map { try CLIPPreprocessing.Source(contentsOf: $0) }
        var towers: Set<CLIPModel.Tower> = []
        if !text.isEmpty { towers.insert(.text) }
        if !image.isEmpty { towers.insert(.image) }
        let model = try weights.model(towers)
        if !quiet { noteLongTexts(model.configuration.context) }
        let texts = text.isEmpty ? nil : try model.encode(texts: text)
        let images = image.isEmpty ? nil : try model.encode(images: pictures)
        let both = texts.flatMap { texts in images.map { model.similarity(images: $0, texts: texts) } }
        if let output { try write(texts: texts, images: images, both, to: output) }
        if quiet { return }
        if let both {
            print(SimilarityTable.ranked(both, images: image, texts: text), terminator: "")
        } else if let features = texts ?? images {
            print(SimilarityTable.among(features.array, names: text.isEmpty ? image : text), terminator: "")
        }
    }

    private func noteLongTexts(_ context: Int) {
        let tokenizer = CLIPTokenizer()
        for text in text where tokenizer.isTooLong(text, contextLength: context) {
            let start = text.prefix(50).split(whereSeparator: \.isNewline).joined(separator: " ")
            StandardError.print("smog: note: a text of \(tokenizer.encode(text).count + 2) tokens is cut at \(context): \"\(start)…\"")
        }
    }

    private func write(texts: Tensor?, images: Tensor?, _ both: CLIPSimilarity?, to path: String) throws {
        let texts = texts.map { stored($0.array) }, images = images.map { stored($0.array) }
        if path.lowercased().hasSuffix(".npy") {
            guard let features = texts ?? images else { return }
            let file = try NPYWriter(path, shape: features.shape, of: Float.self)
            try file.append(features.elements)
            try file.finish()
            return
        }
        let archive = try NPZWriter(path, compression: .stored)
        if let texts {
            try archive.add("text", texts)
            try archive.add("text_names", strings: text)
        }
        if let images {
            try archive.add("image", images)
            try archive.add("image_names", strings: image)
        }
        if let both {
            try archive.add("cosine", both.cosines)
            try archive.add("probability", both.probabilities)
        }
        try archive.finish()
    }

    private func stored(_ features: NDArray<Float>) -> NDArray<Float> {
        guard normalize else { return features }
        var result = features
        let width = features.shape[1]
        for row in 0..<features.shape[0] {
            let length = features.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length > 0 {
                for i in row * width..<(row + 1) * width { result.elements[i] /= length }
            }
        }
        return result
    }
}
