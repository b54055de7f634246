// MotionCLR's golden files as the tests use them.
import Arrays
import GoldenTensors
import Learning
import MotionModels
import TestSupport

enum MotionCLRGolden {
    /// The network whose weights are in `unet.npz`.
    static func unet() throws -> DenoisingUNet {
        let golden = try GoldenFile("motionclr/unet.npz")
        let book = ParameterBook(from: golden)
        let unet = DenoisingUNet(book.scope("unet"), try DenoisingUNetConfiguration(from: golden))
        try book.finish()
        return unet
    }

    /// The text encoder whose weights are in `text_encoder.npz`.
    static func textEncoder(_ golden: GoldenFile) throws -> TextMemoryEncoder {
        let book = ParameterBook(from: golden)
        let encoder = TextMemoryEncoder(
            book.scope(), try TextMemoryConfiguration(from: golden, heads: try golden.integer("heads")))
        try book.finish()
        return encoder
    }

    /// Both: the text encoder is not asked for anything.
    static func network() throws -> MotionCLRNetwork {
        MotionCLRNetwork(text: try textEncoder(try GoldenFile("motionclr/text_encoder.npz")), unet: try unet())
    }

    /// One step of recorded tensors, `(steps, …)`.
    static func step(_ index: Int, of all: Tensor) -> Tensor {
        let shape = Array(all.shape.dropFirst())
        return all.reshaped([all.shape[0], shape.reduce(1, *)]).rows([index], shape: [1]).reshaped(shape)
    }

    /// The noise of a recorded run.
    static func noise(begin: Tensor, added: Tensor) -> SamplingNoise {
        SamplingNoise { step, _ in step == 0 ? begin : self.step(step - 1, of: added) }
    }
}
