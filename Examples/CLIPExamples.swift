// The examples in the documentation of CLIP, as code; see main.swift.
import CLIP
import Pictures

// Sources/CLIP/Tokenizer/CLIPTokenizer.swift
func clipTokenizer() throws {
    let tokenizer = CLIPTokenizer()
    print(tokenizer.encode("a person walks forward"))  // [320, 2533, 8192, 2342]
    print("<\(tokenizer.decode([320, 2533, 8192, 2342]))>")  // <a person walks forward >
    let batch = try tokenizer.tokens(["Walk", "T-pose"])
    print(batch.shape, batch.row(0).prefix(4))  // [2, 77] [49406, 2374, 49407, 0]
}

// Sources/CLIP/Images/CLIPPreprocessing.swift
func clipPreprocessing() throws {
    let image = try Image(width: 300, height: 200, format: .rgb8, fill: .white)
    let pixels = CLIPPreprocessing(size: 224).pixels(of: [image])
    print(pixels.shape, pixels.elements[0])  // [1, 3, 224, 224] 1.9303361
}

// Sources/CLIP/Model/CLIPModel.swift
func clipModel() throws {
    let sizes = CLIPConfiguration(
        embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 2, imageHeads: 1,
        context: 77, vocabulary: CLIPTokenizer.vocabularySize, textWidth: 64, textLayers: 2, textHeads: 1)
    let model = try CLIPModel(sizes, seed: 1)
    let texts = try model.encode(texts: ["a person walks", "a person sits down"])
    let image = try Image(width: 64, height: 48, format: .rgb8, fill: .white)
    let images = try model.encode(images: [image])
    let similarity = model.similarity(images: images, texts: texts)
    print(texts.shape, similarity.cosines.shape)  // [2, 16] [1, 2]
}
